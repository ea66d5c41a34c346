import { Category, type Event } from '@ihala/contract'
import { encryptUnder, randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Holding, holding } from '../../test/held.ts'
import { anOffice, consent, type Office, openKeys } from '../../test/office.ts'
import { insertSection } from '../person/section.store.ts'
import type { Referral } from '../referral/referral.ts'
import { STATE_ERASURE } from './erasure.write.ts'
import { PASS_WITHDRAWAL_ON, tellWithdrawn, wishWithdrawn } from './withdrawal.write.ts'

const LAWYERS = 'https://lawyers.network.example'

let office: Office
let house: Holding
beforeAll(async () => {
  office = await anOffice()
  house = holding(office)
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  house.erased.length = 0
})
afterAll(() => office?.close())

/** Sections of it stand in the timeline too, as the exchange writes them. */
async function disclosedTo({ caseId, partner }: Referral): Promise<void> {
  const jti = randomId()
  const data = { category: 'health', section: { summary: 'an invented illness' } }
  const jws = `.${Buffer.from(JSON.stringify({ v: 1, data })).toString('base64url')}.`
  const sealed = encryptUnder(Buffer.alloc(32), Buffer.from(jws), `inner ${partner} ${jti}`)
  await office.asSystem(
    (tx) => tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, part, inner_jws)
      values (${partner}, ${jti}, ${caseId}, 2, 'sections-disclosed', ${house.now()}, 'h', ${uuidv7()}, 'health', ${sealed})`,
  )
}
const sent = () => office.sent.map(({ to, caseId, event }) => ({ to, caseId, event }))
const stating = async (of: string) => {
  const [row] = await office.asSystem((tx) => tx<{ id: string }[]>`select id from desk.erasure where of = ${of}`)
  return row?.id ?? ''
}

test('T42 what a person takes back is gone from desk and exchange with its keys, at once; the rest stays, and so does every other case', async () => {
  const [referral, other] = [await house.held(), await house.held()]
  await disclosedTo(referral)
  const before = await house.kept(other)
  const jti = await house.hears(referral, house.withdraws(['health']))
  expect(await house.kept(referral)).toMatchObject({ sections: ['identity'], notes: 0, files: 1 })
  expect((await house.kept(referral)).need).toBeGreaterThan(0)
  expect(await house.kept(other)).toEqual(before)
  expect([...house.erased].sort()).toEqual([`${referral.caseId} health`, `${referral.caseId} words`])
  const [disclosed] = await office.asSystem(
    (tx) => tx<{ bytes: number }[]>`
      select octet_length(inner_jws)::int as bytes from exchange.event where case_id = ${referral.caseId} and part = 'health'`,
  )
  expect(disclosed?.bytes).toBe(0)

  // Nobody says it is gone while a process may have the key in memory.
  const erasure = await stating(jti)
  const [job] = (await house.jobs()).filter(({ key }) => key === `${STATE_ERASURE}/${erasure}`)
  expect(Date.parse(job?.runAt ?? '') - Date.parse(house.now())).toBe(10 * 60_000)
  expect(office.sent).toEqual([])
  await house.run(STATE_ERASURE, { erasure })
  await house.run(STATE_ERASURE, { erasure })
  const data = { of: jti, because: 'withdrawn', erased: ['health', 'words'], at: expect.any(String), kept: [] }
  expect(sent()).toEqual([{ to: referral.partner, caseId: referral.caseId, event: { type: 'erasure-stated', data } }])
})

test('T42 everything: no section, note, file, chunk or need is left, only that there was a referral', async () => {
  const referral = await house.held()
  const chunks = (await house.kept(referral)).chunks ?? 0
  const jti = await house.hears(referral, house.withdraws('all'))
  expect(await house.kept(referral)).toEqual({ sections: [], notes: 0, files: 0, chunks: chunks - 1, need: 0 })
  expect(house.erased).toHaveLength(Category.enum.length + 2)
  expect(house.erased).not.toContain(`${referral.caseId} `)
  await house.run(STATE_ERASURE, { erasure: await stating(jti) })
  expect(office.sent[0]?.event).toMatchObject({ data: { erased: [...Category.enum, 'words', 'own'], kept: [] } })
})

test('T42 it goes down the chain: whoever got it from us is told, in a transaction of its own, once; who got something else is not', async () => {
  const referral = await house.held()
  const passed = await office.referral('sender', 'accepted', { narrows: referral.caseId, partner: LAWYERS })
  await office.referral('sender', 'accepted', { narrows: randomId(), partner: LAWYERS })
  const jti = await house.hears(referral, house.withdraws(['identity']))
  expect(office.sent).toEqual([])
  const passing = (await house.jobs()).filter(({ task, payload }) => task === PASS_WITHDRAWAL_ON && payload.referral === passed.id)
  expect(passing.map(({ payload }) => payload)).toEqual([{ referral: passed.id, erasure: await stating(jti) }])
  for (const { payload } of [...passing, ...passing]) await house.run(PASS_WITHDRAWAL_ON, payload)
  expect(sent()).toEqual([{ to: LAWYERS, caseId: passed.caseId, event: house.withdraws(['identity']) }])
})

test('C7, DESIGN §7: said where it is held, it binds there at once and goes up; the statement answers the word from above', async () => {
  const referral = await house.held()
  const passed = await office.referral('sender', 'accepted', { narrows: referral.caseId, partner: LAWYERS })
  await office.asSystem((tx) => wishWithdrawn(house.context(tx), referral, 'all'))
  expect(sent().map(({ event }) => event.type)).toEqual(['withdrawal-requested'])
  expect(await house.kept(referral)).toMatchObject({ sections: [], notes: 0, files: 0, need: 0 })
  const passing = (await house.jobs()).filter(({ task, payload }) => task === PASS_WITHDRAWAL_ON && payload.referral === passed.id)
  for (const { payload } of passing) await house.run(PASS_WITHDRAWAL_ON, payload)
  expect(sent().at(-1)).toMatchObject({ to: LAWYERS, event: { type: 'consent-withdrawn' } })
  // Nothing is stated before whoever referred them has said it.
  const owed = await office.asSystem((tx) => tx`select from desk.erasure where owner = ${referral.caseId} and owed`)
  expect(owed.count).toBe(0)
  office.sent.length = 0
  const jti = await house.hears(await office.see(referral.id), house.withdraws('all'))
  for (const { payload } of passing) await house.run(PASS_WITHDRAWAL_ON, payload)
  await house.run(STATE_ERASURE, { erasure: await stating(jti) })
  expect(sent().map(({ event }) => event)).toEqual([
    expect.objectContaining({ type: 'erasure-stated', data: expect.objectContaining({ of: jti }) }),
  ])
})

test('C7 what was written down here of the same is asked about, and not taken for what came', async () => {
  const personId = await office.person()
  const [referral, other] = [await office.referral('recipient', 'accepted', { personId }), await house.held()]
  const content = { names: { latin: 'An Invented Name' }, sex: 'female' }
  await office.asSystem((tx) =>
    insertSection(tx, openKeys, { id: uuidv7(), owner: personId, category: 'identity', at: house.now(), part: 'own', content }),
  )
  await house.hears(referral, house.withdraws(['health']))
  expect(await office.tasks(referral.id)).toEqual([])
  for (const _ of ['once', 'and again']) await house.hears(await office.see(referral.id), house.withdraws(['identity']))
  await house.hears(other, house.withdraws('all'))
  expect(await office.tasks(referral.id)).toEqual(['ask-about-own-file'])
  expect(await office.tasks(other.id)).toEqual([])
})

test('C7 what was taken back before the answer is not sent with the acceptance, which opens the rest; stages do not come back either', async () => {
  const personId = await office.person()
  await office.asSystem(async (tx) => {
    for (const [category, content] of [
      ['identity', { names: { latin: 'An Invented Name' }, sex: 'female' }],
      ['contact', { telephone: '+97400004130' }],
    ] as const)
      await insertSection(tx, house.context(tx).service.caseKeys, {
        id: uuidv7(),
        owner: personId,
        category,
        at: house.now(),
        part: 'own',
        content,
      })
  })
  office.takes.categories = ['need', 'identity', 'contact']
  const referral = await office.referral('sender', 'requested', { personId, consent: consent() })
  const said = { categories: ['identity', 'progress'], by: 'person' } as const
  await office.asSystem((tx) => tellWithdrawn(house.context(tx), referral, { ...said, categories: [...said.categories] }))
  const now = await office.see(referral.id)
  expect(now.consent).toMatchObject({ categories: ['need', 'contact', 'documents'], wayBack: false, withdrawn: ['identity', 'progress'] })
  office.sent.length = 0
  const accepted: Event = { type: 'referral-accepted', data: { transfer: true, conditions: [] } }
  await office.handle(office.arrives(now, accepted))
  expect(sent().map(({ event }) => ('category' in event.data ? event.data.category : event.type))).toEqual(['contact'])
})
