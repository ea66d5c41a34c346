import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { smuggle } from '../test/smuggle.ts'
import { BusAway, createExchange, type Exchange, randomId } from './index.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

const CANCELS = { type: 'cancellation-requested', data: { reason: 'person-asked' } } as const

/** Referrals made while the bus is away: their cases. */
async function waiting(count: number): Promise<string[]> {
  hub.setUp(false)
  const cases = Array.from({ length: count }, randomId)
  for (const caseId of cases) await send(union, shelter, caseId, request(), grantDraft())
  return cases
}
async function sealedOf(caseId: string, seq = 1): Promise<Buffer> {
  const [row] = await union.db<{ sealed: string }[]>`select sealed from exchange.outbox where case_id = ${caseId} and seq = ${seq}`
  if (!row) throw new Error('no outbox row')
  return Buffer.from(row.sealed, 'latin1')
}
/** Brings all of them at once. */
async function bring(envelopes: readonly Buffer[], to: Pick<Exchange, 'take'> = shelter.exchange): Promise<string[]> {
  const became = await Promise.allSettled(envelopes.map((bytes) => to.take(union.tag, bytes)))
  return became.map((one) => (one.status === 'fulfilled' ? one.value : `fault: ${one.reason.message}`))
}
/** The bus is back, and whatever is not receipted comes again. */
async function comesAgain(): Promise<void> {
  hub.setUp(true)
  await union.db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
  await union.exchange.tick()
  await settled()
}
const effects = async (cases: readonly string[]): Promise<string[]> =>
  (
    await shelter.db<{ caseId: string }[]>`select case_id as "caseId" from test.effect where case_id = any(${[...cases]}) order by ctid`
  ).map(({ caseId }) => caseId)
/** In how many transactions the events of these cases were written, and how many events there are. */
const written = async (cases: readonly string[]) =>
  (
    await shelter.db`
      select count(*)::int as events, count(distinct xmin::text)::int as transactions, count(receipt)::int as receipts, count(distinct leaf_id)::int as leaves
      from exchange.event where case_id = any(${[...cases]})`
  )[0]

test('what comes at once from a backlog is stored in one transaction, each with its effect, leaf and receipt', async () => {
  const cases = await waiting(10)
  expect(await bring(await Promise.all(cases.map((caseId) => sealedOf(caseId))))).toEqual(cases.map(() => 'stored'))
  expect(await written(cases)).toEqual({ events: 10, transactions: 1, receipts: 10, leaves: 10 })
  expect(await effects(cases)).toEqual(cases)
  // Its receipts found no bus: the sender repeats the events, and they are answered as before.
  await comesAgain()
  expect(await effects(cases)).toEqual(cases)
})

test('one of ten is refused: nine are stored, and it is quarantined, visibly to both', async () => {
  const cases = await waiting(9)
  const poison = randomId()
  const smuggled = smuggle(hub, union, shelter, { caseId: poison, evt: 'referral-opened', data: {}, at: { seq: 1 } })
  await expect(smuggled).rejects.toBeInstanceOf(BusAway)
  const envelopes = await Promise.all([...cases.slice(0, 4), poison, ...cases.slice(4)].map((caseId) => sealedOf(caseId)))
  expect(await bring(envelopes)).toEqual(envelopes.map((_, index) => (index === 4 ? 'quarantined' : 'stored')))
  expect(await written(cases)).toMatchObject({ events: 9, receipts: 9 })
  expect((await effects([...cases, poison])).sort()).toEqual([...cases].sort())
  expect([...(await shelter.db`select receipt is not null as told from exchange.quarantine where case_id = ${poison}`)]).toEqual([
    { told: true },
  ])
  hub.setUp(true)
  await hub.member(union.tag).publish(shelter.tag, randomId(), await sealedOf(poison))
  await comesAgain()
  expect([...(await union.db`select status from exchange.outbox where case_id = ${poison}`)]).toEqual([{ status: 'refused' }])
})

test('one handler fails: nothing of that event stays, the others are stored, and it is when it comes again', async () => {
  const cases = await waiting(10)
  const [bad = ''] = cases.slice(6)
  shelter.also.handle = async ({ caseId }) => {
    if (caseId === bad) throw new Error('the handler failed')
  }
  const became = await bring(await Promise.all(cases.map((caseId) => sealedOf(caseId))))
  expect(became).toEqual(cases.map((caseId) => (caseId === bad ? 'fault: the handler failed' : 'stored')))
  expect(await written([bad])).toMatchObject({ events: 0 })
  expect((await effects(cases)).sort()).toEqual(cases.filter((caseId) => caseId !== bad).sort())
  shelter.also.handle = async () => undefined
  await comesAgain()
  expect((await effects(cases)).sort()).toEqual([...cases].sort())
})

test('an event that comes while the one before it of its case is being stored waits for that', async () => {
  const cases = await waiting(1)
  const [first = ''] = cases
  await send(union, shelter, first, CANCELS)
  const [one, other] = [await sealedOf(first), await sealedOf(first, 2)]
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let began: () => void = () => undefined
  const hasBegun = new Promise<void>((resolve) => {
    began = resolve
  })
  shelter.also.handle = async () => {
    began()
    await released
  }
  const before = bring([one])
  await hasBegun
  const after = bring([other])
  // The lane beside is free, and shows it by taking another.
  shelter.also.handle = async () => undefined
  const [between = ''] = await waiting(1)
  expect(await bring([await sealedOf(between)])).toEqual(['stored'])
  release()
  expect(await Promise.all([before, after])).toEqual([['stored'], ['stored']])
  await comesAgain()
})

test('two events of one case that come at once are stored in their order', async () => {
  const cases = await waiting(4)
  const [first = ''] = cases
  await send(union, shelter, first, CANCELS)
  const envelopes = await Promise.all([...cases.map((caseId) => sealedOf(caseId)), sealedOf(first, 2)])
  expect(await bring(envelopes)).toEqual(envelopes.map(() => 'stored'))
  expect([...(await shelter.db`select evt from test.effect where case_id = ${first} order by ctid`)]).toEqual([
    { evt: 'referral-requested' },
    { evt: 'cancellation-requested' },
  ])
  await comesAgain()
})

test('an event that comes twice at once has one effect', async () => {
  const cases = await waiting(3)
  const envelopes = await Promise.all(cases.map((caseId) => sealedOf(caseId)))
  expect((await bring([...envelopes, ...envelopes])).sort()).toEqual(['known', 'known', 'known', 'stored', 'stored', 'stored'])
  expect(await effects(cases)).toEqual(cases)
  await comesAgain()
})

test('the process ends after the commit and before a receipt went out: the receipts are given when the events come again', async () => {
  const cases = await waiting(5)
  let committed: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    committed = resolve
  })
  const dying = createExchange({
    ...shelter.ports,
    transaction: async (work) => {
      await shelter.transaction(work)
      committed()
      return new Promise<never>(() => undefined)
    },
  })
  void bring(await Promise.all(cases.map((caseId) => sealedOf(caseId))), dying)
  await over
  expect(await written(cases)).toMatchObject({ events: 5, transactions: 1 })
  expect([...(await union.db`select distinct status from exchange.outbox where case_id = any(${cases})`)]).toEqual([{ status: 'waiting' }])
  await comesAgain()
  expect([...(await union.db`select distinct status from exchange.outbox where case_id = any(${cases})`)]).toEqual([{ status: 'closed' }])
  expect(await effects(cases)).toEqual(cases)
})

test('a desk that holds one of the cases keeps only that one waiting', async () => {
  const cases = await waiting(4)
  const [held = '', ...others] = cases
  await shelter.exchange.take(union.tag, await sealedOf(held))
  await send(union, shelter, held, CANCELS)
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let locked: () => void = () => undefined
  const isHeld = new Promise<void>((resolve) => {
    locked = resolve
  })
  const desk = shelter.transaction(async (tx) => {
    await tx`select from exchange.conversation where case_id = ${held} for update`
    locked()
    await released
  })
  await isHeld
  const [late, ...rest] = [await sealedOf(held, 2), ...(await Promise.all(others.map((caseId) => sealedOf(caseId))))]
  const waits = bring(late ? [late] : [])
  expect(await bring(rest)).toEqual(['stored', 'stored', 'stored'])
  const both = Promise.all([waits, shelter.exchange.take(union.tag, rest[0] ?? Buffer.alloc(0))])
  expect(await effects([held])).toHaveLength(1)
  release()
  await desk
  expect(await both).toEqual([['stored'], 'known'])
  await comesAgain()
  expect(await effects([held])).toHaveLength(2)
})
