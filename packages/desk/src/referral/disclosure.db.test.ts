import { randomBytes } from 'node:crypto'
import { type Tx, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keepDelivered } from '../../../../test/kit/delivered-event.ts'
import { anOffice, consent, type Office, openKeys, PARTNER } from '../../test/office.ts'
import { insertChunks, insertFile } from '../document/document.store.ts'
import { sealFile } from '../document/document.ts'
import { keepExclusions } from '../person/exclusion.store.ts'
import { insertSection } from '../person/section.store.ts'
import { sendFile } from './disclosure.jobs.ts'
import { pieceAgain } from './lost-piece.ts'
import type { Referral } from './referral.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  office.takes.status = 'live'
  office.takes.categories = ['need', 'identity', 'contact', 'documents']
})
afterAll(() => office?.close())

const now = () => office.clock.now.toISOString()
const sections = (tx: Tx, owner: string, ...categories: ('identity' | 'contact')[]) =>
  Promise.all(
    categories.map((category) =>
      insertSection(tx, openKeys, {
        id: uuidv7(),
        owner,
        category,
        at: now(),
        part: 'own',
        content: { of: owner, names: { latin: 'Hirut' } },
      }),
    ),
  )
const aFile = async (tx: Tx, owner: string, kilobytes: number) => {
  const sealed = sealFile(Buffer.concat([Buffer.from('%PDF-'), randomBytes(kilobytes * 1024)]), 'payslip', 'payslip.pdf')
  await insertFile(tx, openKeys, { id: uuidv7(), owner, from: '', at: now(), part: 'own', entry: sealed.entry })
  await insertChunks(tx, sealed)
  return sealed.entry
}
const aSent = async (
  changes: Parameters<typeof consent>[0] = {},
  narrows: string | null = null,
): Promise<Referral & { personId: string }> => {
  const personId = await office.person()
  return { ...(await office.referral('sender', 'requested', { personId, narrows, consent: consent(changes) })), personId }
}
const accepted = (referral: Referral) =>
  office.handle(office.arrives(referral, { type: 'referral-accepted', data: { transfer: true, conditions: [] } }))
/** The section that names the file went; the call makes the other end have stored it. */
const announcing = (referral: Referral, file: string) => {
  const naming = office.sent.find(({ event }) => event.type === 'sections-disclosed' && JSON.stringify(event.data).includes(file))
  if (!naming) throw new Error('no section names the file')
  const { caseId, partner: to } = referral
  return () => office.asSystem((tx) => keepDelivered(tx, openKeys, { caseId, to, seq: 2, event: naming.event, at: now() }))
}
const categories = () => office.sent.map(({ event }) => (event.type === 'sections-disclosed' ? event.data.category : event.type))

test('after acceptance go the sections the grant opens and this body may be given; of what stays a person hears', async () => {
  const referral = await aSent()
  await office.asSystem((tx) => sections(tx, referral.personId, 'identity', 'contact'))
  office.takes.categories = ['need', 'identity']
  await accepted(referral)
  expect(categories()).toEqual(['identity'])
  expect(await office.tasks(referral.id)).toEqual(['disclosure-stopped'])
  expect((await office.see(referral.id)).state).toBe('accepted')
})

test.each([
  ['the grant ended meanwhile', { until: '2026-10-31T00:00:00.000Z' }, 'live'],
  ['the body was suspended meanwhile', {}, 'suspended'],
] as const)('an acceptance is stored though %s: nothing goes, a person hears', async (_why, changes, status) => {
  const referral = await aSent(changes)
  await office.asSystem((tx) => sections(tx, referral.personId, 'identity'))
  office.takes.status = status
  await accepted(referral)
  expect(office.sent).toEqual([])
  expect(await office.tasks(referral.id)).toEqual(['disclosure-stopped'])
})

test('R-1, c3: a story the person has not approved stays, and so does everything for whom they have excluded since; a person hears', async () => {
  office.takes.categories = ['need', 'identity', 'testimony']
  const told = (personId: string, approvedByPerson: boolean) =>
    office.asSystem(async (tx) => {
      const content = { language: 'amh', text: 'Three months without pay.', approvedByPerson, indicators: [] }
      await sections(tx, personId, 'identity')
      await insertSection(tx, openKeys, { id: uuidv7(), owner: personId, category: 'testimony', part: 'own', at: now(), content })
    })
  for (const [approved, excluded, went] of [
    [true, false, ['identity', 'testimony']],
    [false, false, ['identity']],
    [true, true, []],
  ] as const) {
    office.sent.length = 0
    const referral = await aSent({ categories: ['need', 'identity', 'testimony'] })
    await told(referral.personId, approved)
    if (excluded) await office.asSystem((tx) => keepExclusions(tx, referral.personId, [PARTNER], now()))
    await accepted(referral)
    expect(categories()).toEqual(went)
    expect(await office.tasks(referral.id)).toEqual(went.length === 2 ? [] : ['disclosure-stopped'])
  }
})

test('§7: what came with a partner’s referral goes on only under a grant that narrows that one', async () => {
  for (const narrowed of [true, false]) {
    office.sent.length = 0
    const came = await office.referral('recipient', 'accepted')
    const personId = await office.person()
    await office.asSystem(async (tx) => {
      await tx`update desk.referral set person_id = ${personId} where id = ${came.id}`
      await sections(tx, came.caseId, 'identity')
      await sections(tx, personId, 'contact')
    })
    const on = await office.referral('sender', 'requested', { personId, narrows: narrowed ? came.caseId : null })
    await accepted(on)
    expect(categories()).toEqual(narrowed ? ['identity', 'contact'] : ['contact'])
    expect(await office.tasks(on.id)).toEqual(narrowed ? [] : ['disclosure-stopped'])
  }
})

test('a large file does not go with the acceptance: it is named there, and follows eight chunks at a time', async () => {
  const referral = await aSent()
  const entry = await office.asSystem((tx) => aFile(tx, referral.personId, 4_000))
  expect(entry.chunks).toBeGreaterThan(16)
  await accepted(referral)
  expect(categories()).toEqual(['documents'])
  const [jobs] = await office.asSystem(
    (tx) => tx`select count(*)::int as n from graphile_worker.jobs where key = ${`send-file/${referral.caseId}/${entry.file}`}`,
  )
  expect(jobs?.n).toBe(1)

  const announced = announcing(referral, entry.file)
  office.sent.length = 0
  const run = () => office.asSystem((tx) => sendFile({ caseId: referral.caseId, file: entry.file }, office.context(tx)))
  await run()
  expect(office.sent).toEqual([])
  await announced()
  const positions = () => office.sent.map(({ event }) => (event.type === 'file-chunk' ? event.data.index : -1))
  await run()
  expect(positions()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  // More often than needed, as after a crash: each chunk goes once.
  for (let round = 0; round < 5; round += 1) await run()
  expect(positions()).toEqual(Array.from({ length: entry.chunks }, (_, at) => at))
  expect(office.sent.every(({ to, caseId }) => to === PARTNER && caseId === null)).toBe(true)
})

test('the wish to stop stops a file at once; when the other body goes on, so does the file', async () => {
  const referral = await aSent()
  const entry = await office.asSystem((tx) => aFile(tx, referral.personId, 4_000))
  await accepted(referral)
  await announcing(referral, entry.file)()
  const run = () => office.asSystem((tx) => sendFile({ caseId: referral.caseId, file: entry.file }, office.context(tx)))
  const jobs = async () =>
    (await office.asSystem((tx) => tx`select 1 from graphile_worker.jobs where key = ${`send-file/${referral.caseId}/${entry.file}`}`))
      .length
  await run()
  await office.asSystem(async (tx) => {
    await tx`update desk.referral set cancelling = true where id = ${referral.id}`
    await tx`select graphile_worker.remove_job(${`send-file/${referral.caseId}/${entry.file}`})`
  })
  office.sent.length = 0
  await run()
  expect([office.sent.length, await jobs()]).toEqual([0, 0])
  const stopping = { state: 'accepted', cancelling: true, responsible: 'recipient' } as const
  await office.handle(office.arrives(referral, { type: 'cancellation-refused', data: { reason: 'work-done' } } as never, stopping))
  expect(await jobs()).toBe(1)
  await run()
  expect(office.sent).toHaveLength(8)
})

test('a file whose grant ended on the way stops, and a person hears', async () => {
  const referral = await aSent()
  const entry = await office.asSystem((tx) => aFile(tx, referral.personId, 4_000))
  await accepted(referral)
  await announcing(referral, entry.file)()
  office.takes.categories = ['need']
  office.sent.length = 0
  const run = () => office.asSystem((tx) => sendFile({ caseId: referral.caseId, file: entry.file }, office.context(tx)))
  await run()
  await run()
  expect(office.sent).toEqual([])
  expect(await office.tasks(referral.id)).toEqual(['disclosure-stopped'])
})

test('c7: a piece that the other end lost is found again, as it went; what may not go any more stays, and a person hears once', async () => {
  const referral = await aSent()
  const stranger = await office.person()
  const [sealed, other] = await office.asSystem((tx) => Promise.all([aFile(tx, referral.personId, 4_000), aFile(tx, stranger, 8)]))
  await accepted(referral)
  await announcing(referral, sealed.file)()
  office.sent.length = 0
  await office.asSystem((tx) => sendFile({ caseId: referral.caseId, file: sealed.file }, office.context(tx)))
  const [, , third] = office.sent
  const again = (to: string, file: string, index: number) =>
    office.asSystem((tx) => pieceAgain({ to, file, index, of: sealed.chunks }, office.context(tx)))
  const found = await again(PARTNER, sealed.file, 2)
  expect(third?.event.data).toEqual({ file: sealed.file, index: 2, of: sealed.chunks, bytes: found?.toString('base64url') })
  expect(await office.tasks(referral.id)).toEqual([])

  // Another partner, a file that never went, a piece that is gone.
  expect(await again('https://bwi.network.example', sealed.file, 2)).toBeUndefined()
  expect(await again(PARTNER, other.file, 0)).toBeUndefined()
  expect(await office.tasks(referral.id)).toEqual([])
  office.takes.categories = ['need']
  for (let times = 0; times < 3; times += 1) expect(await again(PARTNER, sealed.file, 2)).toBeUndefined()
  expect(await office.tasks(referral.id)).toEqual(['piece-not-sent-again'])
  const unnamed = await office.asSystem((tx) => tx`select code from desk.task where referral_id is null`)
  expect([...unnamed]).toEqual([{ code: 'piece-not-sent-again' }])
})
