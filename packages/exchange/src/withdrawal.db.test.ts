import type { Event, Withdrawn } from '@ihala/contract'
import { partsOf } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Body } from '../test/bodies.ts'
import { comparingPair } from '../test/comparing-pair.ts'
import { grantDraft, request } from '../test/requests.ts'
import { eventsOfCase, heldGrantOf, randomId, writeDossier } from './index.ts'
import { reconsider } from './reconsider.ts'
import { eraseOfCase } from './withdrawal.ts'

const { send, settled, compared, agreed, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
})
afterAll(pair.close)

/** A referral with an identity, a note and an outcome; all receipted. */
const aReferral = async (): Promise<string> => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  await send(union, shelter, caseId, {
    type: 'sections-disclosed',
    data: { category: 'identity', section: { names: { latin: 'An Invented Name' }, sex: 'female' } },
  })
  await send(union, shelter, caseId, { type: 'note-added', data: { text: 'she sleeps' } })
  await settled()
  await send(shelter, union, caseId, { type: 'referral-started', data: {} })
  await settled()
  return caseId
}
const erase = (at: Body, caseId: string, withdrawn: Withdrawn) =>
  at.transaction((tx) => eraseOfCase(at.ports, tx, caseId, partsOf(withdrawn)))
const timeline = (at: Body, caseId: string) => at.transaction((tx) => eventsOfCase(tx, at.ports.caseKeys, caseId))
const said = async (at: Body, caseId: string) => (await timeline(at, caseId)).map(({ evt, data }) => [evt, data !== null])
const rows = async ({ db }: Body, caseId: string) => [
  ...(await db`select iss, jti, seq, evt, hash, receipt, leaf_id from exchange.event where case_id = ${caseId} order by iss, seq`),
]

test('T42 what a person took back is erased in every part it may stand in, and nothing else: chain, receipts and leaves are as they were', async () => {
  const caseId = await aReferral()
  const before = await rows(shelter, caseId)
  expect((await said(shelter, caseId)).every(([, opens]) => opens)).toBe(true)
  await shelter.db`
    insert into exchange.quarantine (id, sender_tag, case_id, code, at, sealed) values (gen_random_uuid(), 'A', ${caseId}, 'chain-broken', now(), 'x')`
  await erase(shelter, caseId, ['identity'])
  await erase(shelter, caseId, ['identity'])
  expect(await rows(shelter, caseId)).toEqual(before)
  expect(Object.fromEntries(await said(shelter, caseId))).toEqual({
    'referral-requested': true,
    'referral-accepted': true,
    'sections-disclosed': false,
    'note-added': false,
    'referral-started': true,
  })
  expect([...(await shelter.db`select from exchange.quarantine where case_id = ${caseId} and sealed is not null`)]).toEqual([])
  // The other end keeps what it wrote until it does the same.
  expect((await said(union, caseId)).every(([, opens]) => opens)).toBe(true)
  // Bytes that come back with an older copy of the table open under no key.
  await shelter.db`update exchange.event set inner_jws = 'from a backup' where case_id = ${caseId} and part = 'identity'`
  expect(await said(shelter, caseId)).toContainEqual(['sections-disclosed', false])
})

test('c7 both ends still agree on what was exchanged, a life is told from what is left, and a dossier leaves out what was erased', async () => {
  const caseId = await aReferral()
  const life = () => shelter.transaction((tx) => reconsider(shelter.ports, tx, caseId))
  const before = await life()
  await erase(shelter, caseId, 'all')
  expect(await life()).toEqual(before)
  expect(before).toMatchObject({ state: 'in-progress', responsible: 'recipient' })
  await compared()
  await agreed()
  const ports = { self: shelter, caseKeys: shelter.ports.caseKeys, anchors: [shelter.anchor] }
  const dossier = await shelter.transaction((tx) => writeDossier(ports, tx, caseId, new Date().toISOString()))
  expect(dossier.events).toHaveLength(2)
  expect(dossier.grants).toHaveLength(1)
})

test('T42 an event of an erased part that comes again is receipted and not kept; a new one is refused, visibly to both', async () => {
  const caseId = await aReferral()
  await erase(shelter, caseId, ['identity'])
  await union.db`update exchange.outbox set status = 'waiting' where case_id = ${caseId} and seq >= 2`
  await union.db`update exchange.conversation set my_receipted = 1 where case_id = ${caseId}`
  union.exchange.dispatch(await union.transaction((tx) => union.exchange.reissue(tx, caseId)))
  await settled()
  const issues = await shelter.db<{ part: string; bytes: number }[]>`
    select part, octet_length(inner_jws)::int as bytes from exchange.issue where case_id = ${caseId} order by seq`
  expect([...issues]).toEqual([
    { part: 'identity', bytes: 0 },
    { part: 'words', bytes: 0 },
  ])
  await send(union, shelter, caseId, { type: 'note-added', data: { text: 'one more' } })
  await settled()
  expect(union.refused.splice(0)).toEqual(['erased'])
  expect([...union.faults, ...shelter.faults]).toEqual([])
})

test('T42 from the moment it is written nothing of it goes out or is passed on, at either end; the rest of the grant stands', async () => {
  const caseId = await aReferral()
  const identity = { names: { latin: 'An Invented Name' }, sex: 'female' as const }
  const disclosed: Event = { type: 'sections-disclosed', data: { category: 'identity', section: identity } }
  const note: Event = { type: 'note-added', data: { text: 'she sleeps' } }
  const withdrawn = (categories: Withdrawn): Event => ({ type: 'consent-withdrawn', data: { categories, by: 'person' } })
  // In one transaction with the withdrawal, and after it.
  await expect(
    union.transaction((tx) => {
      const out = union.exchange.outgoing(tx)
      for (const event of [withdrawn(['identity']), disclosed]) out.send({ to: shelter.entityId, caseId, event })
      return out.flush()
    }),
  ).rejects.toMatchObject({ code: 'grant-not-covering', facts: { category: 'identity' } })
  await send(union, shelter, caseId, withdrawn(['identity']))
  await settled()
  await expect(send(union, shelter, caseId, disclosed)).rejects.toMatchObject({ code: 'grant-not-covering' })
  await send(union, shelter, caseId, note)
  await settled()
  const held = await shelter.transaction((tx) => heldGrantOf(tx, shelter.ports.caseKeys, caseId))
  expect([held.categories, held.wayBack]).toEqual([['need', 'progress'], true])

  await send(union, shelter, caseId, withdrawn(['progress']))
  await settled()
  await expect(send(shelter, union, caseId, note)).rejects.toMatchObject({ code: 'grant-not-covering', facts: { category: 'progress' } })
  await send(union, shelter, caseId, withdrawn('all'))
  await settled()
  for (const [from, to] of [
    [union, shelter],
    [shelter, union],
  ] as const)
    await expect(send(from, to, caseId, note)).rejects.toMatchObject({ code: 'grant-missing' })
  // Bare codes go on: somebody must still be able to end it, and to say what was erased.
  const [last] = await union.db<{ jti: string }[]>`
    select jti from exchange.event where case_id = ${caseId} and evt = 'consent-withdrawn' order by seq desc limit 1`
  const stated = {
    of: last?.jti ?? '',
    because: 'withdrawn' as const,
    erased: ['identity' as const],
    at: new Date().toISOString(),
    kept: [],
  }
  await send(shelter, union, caseId, { type: 'erasure-stated', data: stated })
  await send(shelter, union, caseId, { type: 'referral-failed', data: {} })
  await settled()
  expect([...union.refused, ...shelter.refused, ...union.faults, ...shelter.faults]).toEqual([])
})

test('T42 a faulty sender that goes on after a withdrawal is refused, visibly to both', async () => {
  const caseId = await aReferral()
  await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } })
  await settled()
  await union.db`update exchange.grant_held set withdrawn = '{}', withdrawn_at = null where case_id = ${caseId}`
  await send(union, shelter, caseId, {
    type: 'sections-disclosed',
    data: { category: 'identity', section: { names: { latin: 'An Invented Name' }, sex: 'female' } },
  })
  await settled()
  expect(union.refused.splice(0)).toEqual(['grant-not-covering'])
})

test('T42 said to the holder it binds there at once; what was on its way to it is no fault of who sent it, and is not kept', async () => {
  const caseId = await aReferral()
  const wish: Event = { type: 'withdrawal-requested', data: { categories: ['contact'] } }
  const contact: Event = { type: 'sections-disclosed', data: { category: 'contact', section: { telephone: '+97455501234' } } }
  const draft = grantDraft({
    categories: ['need', 'identity', 'contact', 'progress'],
    onward: { kinds: ['legal-aid'], categories: ['contact'], depth: 1 },
  })
  const second = randomId()
  await send(union, shelter, second, request(), draft)
  await settled()
  await send(shelter, union, second, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  // Composed before the wish is known, and on the bus after it.
  const disclosing = await union.transaction((tx) => {
    const out = union.exchange.outgoing(tx)
    out.send({ to: shelter.entityId, caseId: second, event: contact })
    return out.flush()
  })
  const wishing = await shelter.transaction(async (tx) => {
    const out = shelter.exchange.outgoing(tx)
    out.send({ to: union.entityId, caseId: second, event: wish })
    const dispatch = await out.flush()
    await eraseOfCase(shelter.ports, tx, second, partsOf(['contact']))
    return dispatch
  })
  expect((await shelter.transaction((tx) => heldGrantOf(tx, shelter.ports.caseKeys, second))).onward.categories).toEqual([])
  shelter.exchange.dispatch(wishing)
  union.exchange.dispatch(disclosing)
  await settled()
  expect([...union.refused, ...shelter.refused, ...union.faults, ...shelter.faults]).toEqual([])
  expect(await said(shelter, second)).toContainEqual(['sections-disclosed', false])
  const [row] = await shelter.db<{ bytes: number }[]>`
    select octet_length(inner_jws)::int as bytes from exchange.event where case_id = ${second} and evt = 'sections-disclosed'`
  expect(row?.bytes).toBe(0)
  // Who writes it having seen the wish is at fault.
  await send(union, shelter, second, contact)
  await settled()
  expect(union.refused.splice(0)).toEqual(['grant-not-covering'])
  expect(await said(shelter, caseId)).toContainEqual(['sections-disclosed', true])
})
