import { Category, type Event, type Withdrawn } from '@ihala/contract'
import { type CaseKeyStore, encryptUnder, type JobContext, randomId, type Tx, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../../test/kit/fresh-database.ts'
import { anOffice, type Office, openKeys } from '../../test/office.ts'
import { insertChunks, insertFile } from '../document/document.store.ts'
import { sealFile } from '../document/document.ts'
import { insertSection } from '../person/section.store.ts'
import { insertNote } from '../referral/note.store.ts'
import type { Referral } from '../referral/referral.ts'
import { PASS_WITHDRAWAL_ON, rightsJobs, STATE_ERASURE } from './withdrawal.jobs.ts'

const LAWYERS = 'https://lawyers.network.example'
const erased: string[] = []
const keys: CaseKeyStore = {
  ...openKeys,
  erase: async (_tx, caseId, parts) => void erased.push(...parts.map((part) => `${caseId} ${part}`)),
}

let office: Office
beforeAll(async () => {
  office = await anOffice(await freshDatabase())
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  erased.length = 0
})
afterAll(() => office?.close())

const now = (): string => office.clock.now.toISOString()
const context = (tx: Tx): JobContext => ({ ...office.context(tx), service: { ...office.service, caseKeys: keys } })

/** A referral that came to us with sections, a note and a file; another case has the same. */
async function held(): Promise<Referral> {
  const referral = await office.referral('recipient', 'accepted')
  const owner = referral.caseId
  await office.asSystem(async (tx) => {
    for (const category of ['identity', 'health'] as const)
      await insertSection(tx, openKeys, { id: uuidv7(), owner, category, at: now(), part: category, content: { of: category } })
    await insertNote(tx, openKeys, { id: uuidv7(), caseId: owner, at: now(), by: 'them', text: 'she sleeps' })
    const file = sealFile(Buffer.from('%PDF- an invented page'), 'payslip', 'payslip.pdf')
    await insertFile(tx, openKeys, { id: uuidv7(), owner, from: '', at: now(), part: 'documents', entry: file.entry })
    await insertChunks(tx, file)
  })
  return referral
}
/** What the desk keeps of a case. */
const kept = ({ caseId }: Referral) =>
  office.asSystem(async (tx) => {
    const sections = await tx<{ category: string }[]>`select category from desk.section where owner = ${caseId} order by 1`
    const [row] = await tx<{ notes: number; files: number; chunks: number; need: number }[]>`
      select (select count(*)::int from desk.note where case_id = ${caseId}) as notes,
        (select count(*)::int from desk.file where owner = ${caseId}) as files,
        (select count(*)::int from desk.file_chunk) as chunks,
        (select octet_length(need) from desk.referral where case_id = ${caseId}) as need`
    return { sections: sections.map(({ category }) => category), ...row }
  })
/** The person's word arrives, and stands in the timeline as the exchange writes it. */
async function arrives(referral: Referral, categories: Withdrawn): Promise<string> {
  const event: Event = { type: 'consent-withdrawn', data: { categories, by: 'person' } }
  const arriving = office.arrives(referral, event)
  await office.asSystem(async (tx) => {
    const sealed = (jti: string, data: object): Buffer => {
      const jws = `.${Buffer.from(JSON.stringify({ v: 1, data })).toString('base64url')}.`
      return encryptUnder(Buffer.alloc(32), Buffer.from(jws), `inner ${referral.partner} ${jti}`)
    }
    const disclosed = randomId()
    await tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws)
      values (${referral.partner}, ${arriving.jti}, ${referral.caseId}, 7, 'consent-withdrawn', ${now()}, 'h', ${uuidv7()}, ${sealed(arriving.jti, event.data)})`
    await tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, part, inner_jws)
      values (${referral.partner}, ${disclosed}, ${referral.caseId}, 2, 'sections-disclosed', ${now()}, 'h', ${uuidv7()}, 'health',
        ${sealed(disclosed, { category: 'health', section: { summary: 'an invented illness' } })})`
  })
  await office.asSystem(async (tx) => {
    await tx`select from exchange.conversation where case_id = ${referral.caseId} for update`
    const { rightsInbox } = await import('./withdrawal.inbox.ts')
    if (arriving.type !== 'consent-withdrawn') throw new Error('another event')
    await rightsInbox['consent-withdrawn']?.(arriving, context(tx))
  })
  return arriving.jti
}
const jobs = (): Promise<{ task: string; key: string | null; runAt: Date | string }[]> =>
  office.asSystem(async (tx) => [
    ...(await tx<{ task: string; key: string | null; runAt: Date | string }[]>`
        select task_identifier as task, key, run_at from graphile_worker.jobs order by task_identifier, key`),
  ])
const run = (name: string, payload: Record<string, string>): Promise<void> =>
  office.asSystem(async (tx) => rightsJobs[name]?.(payload, context(tx)))

test('T42 what a person takes back is gone from desk and exchange with its keys, at once; the rest stays, and so does every other case', async () => {
  const [referral, other] = [await held(), await held()]
  const before = await kept(other)
  const jti = await arrives(referral, ['health'])
  expect(await kept(referral)).toMatchObject({ sections: ['identity'], notes: 0, files: 1 })
  expect((await kept(referral)).need).toBeGreaterThan(0)
  expect(await kept(other)).toEqual(before)
  expect(erased.sort()).toEqual([`${referral.caseId} health`, `${referral.caseId} words`])
  const [disclosed] = await office.asSystem(
    (tx) => tx<{ bytes: number }[]>`
      select octet_length(inner_jws)::int as bytes from exchange.event where case_id = ${referral.caseId} and part = 'health'`,
  )
  expect(disclosed?.bytes).toBe(0)

  // Nobody says it is gone while a process may have the key in memory.
  const [stating] = (await jobs()).filter(({ key }) => key === `${STATE_ERASURE}/${jti}`)
  expect(new Date(stating?.runAt ?? 0).getTime() - Date.parse(now())).toBe(10 * 60_000)
  expect(office.sent).toEqual([])
  await run(STATE_ERASURE, { caseId: referral.caseId, jti })
  expect(office.sent.map(({ to, caseId, event }) => ({ to, caseId, event }))).toEqual([
    {
      to: referral.partner,
      caseId: referral.caseId,
      event: { type: 'erasure-stated', data: { of: jti, erased: ['health'], at: expect.any(String), kept: [] } },
    },
  ])
})

test('T42 everything: no section, note, file, chunk or need is left, only that there was a referral', async () => {
  const referral = await held()
  const chunks = (await kept(referral)).chunks ?? 0
  const jti = await arrives(referral, 'all')
  expect(await kept(referral)).toEqual({ sections: [], notes: 0, files: 0, chunks: chunks - 1, need: 0 })
  expect(erased).toHaveLength(Category.enum.length + 2)
  expect(erased).not.toContain(`${referral.caseId} `)
  await run(STATE_ERASURE, { caseId: referral.caseId, jti })
  expect(office.sent[0]?.event).toMatchObject({ type: 'erasure-stated', data: { erased: [...Category.enum] } })
})

test('T42 it goes down the chain: whoever got it from us is told, in a transaction of its own; who got something else is not', async () => {
  const referral = await held()
  const passed = await office.referral('sender', 'accepted', { narrows: referral.caseId, partner: LAWYERS })
  await office.referral('sender', 'accepted', { narrows: randomId(), partner: LAWYERS })
  const jti = await arrives(referral, ['identity'])
  expect(office.sent).toEqual([])
  expect((await jobs()).filter(({ task }) => task === PASS_WITHDRAWAL_ON)).toHaveLength(1)
  await run(PASS_WITHDRAWAL_ON, { referral: passed.id, caseId: referral.caseId, jti })
  expect(office.sent.map(({ to, caseId, event }) => ({ to, caseId, event }))).toEqual([
    { to: LAWYERS, caseId: passed.caseId, event: { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } } },
  ])
})
