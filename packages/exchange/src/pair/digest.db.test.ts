import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../../test/kit/fresh-database.ts'
import { type Body, bodies, grantDraft, request } from '../../test/bodies.ts'
import { createExchange, randomId } from '../index.ts'

const databases: FreshDatabase[] = []
const { hub, body, send, settled, end } = bodies(async () => {
  const database = await freshDatabase()
  databases.push(database)
  return database
})
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(async () => {
  await end()
  for (const database of databases) await database.drop()
})

const CANCELLATION = { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } as const

/** Waits until something is so; bounded by the test's time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
/** A digest speaks of the seconds before its own. */
async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  await until(() => Math.floor(Date.now() / 1000) > now)
}
const stated = async (from: Body, to: Body) => {
  await nextSecond()
  const dispatch = await from.transaction((tx) => from.exchange.compareWith(tx, to.entityId))
  from.exchange.dispatch(dispatch)
}
const compared = async (from = union, to = shelter) => {
  await stated(from, to)
  await settled()
}
/** Two events of a referral, receipted; and how many events of the machinery there are so far. */
const referral = async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await send(union, shelter, caseId, CANCELLATION)
  await settled()
  return caseId
}
const machinery = async () => {
  const count = async ({ db }: Body) =>
    (await db<{ n: number }[]>`select count(*)::int as n from exchange.outbox where evt in ('digest-stated', 'chain-asked', 'chain-returned')`)[0]?.n ?? 0
  return (await count(union)) + (await count(shelter))
}
const outcomes = async (at: Body) =>
  (await at.db<{ outcome: string }[]>`select outcome from exchange.pair_digest order by until desc, since limit 1`).map(({ outcome }) => outcome)
const told = (at: Body, id: string) => at.differences.filter((one) => one.id === id).map(({ kind, seq }) => `${seq} ${kind}`).sort()
const open = async (at: Body) =>
  (await at.db<{ n: number }[]>`select count(*)::int as n from exchange.difference where resolved_at is null`)[0]?.n
/** What each end was told of a case, and that the comparison ended at both. */
const named = async (caseId: string) => {
  expect(await outcomes(union)).toEqual(['differs'])
  expect(await outcomes(shelter)).toEqual(['differs'])
  return { union: told(union, caseId), shelter: told(shelter, caseId) }
}
/** After the damage is mended both ends agree again, and nothing stays open. */
const agreed = async () => {
  await compared()
  expect(await outcomes(union)).toEqual(['agreed'])
  expect(await outcomes(shelter)).toEqual(['agreed'])
  expect([await open(union), await open(shelter)]).toEqual([0, 0])
}
const faults = () => [...union.faults, ...shelter.faults]

describe('c7: what agrees', () => {
  test('costs two events, and nobody is told anything', async () => {
    await referral()
    await send(shelter, union, await referral(), { type: 'referral-opened', data: {} })
    await settled()
    const before = await machinery()
    await compared()
    expect((await machinery()) - before).toBe(2)
    expect(await outcomes(union)).toEqual(['agreed'])
    expect(await outcomes(shelter)).toEqual(['agreed'])
    expect([...union.differences, ...shelter.differences]).toEqual([])
    expect(faults()).toEqual([])
  })
})

describe('c7: what is damaged is named at both ends within one comparison, once', () => {
  test('an event deleted at its receiver', async () => {
    const caseId = await referral()
    const [row] = await shelter.db`delete from exchange.event where case_id = ${caseId} and seq = 1 returning *`
    await shelter.db`delete from test.effect where case_id = ${caseId}`
    await compared()
    expect(await named(caseId)).toEqual({ union: ['1 missing-there'], shelter: ['1 missing-here'] })
    console.log(row?.jti, shelter.refused, union.refused, faults())
    console.log([...(await shelter.db`select iss, jti, case_id, seq, evt from exchange.event where case_id = ${caseId}`)], [...(await shelter.db`select code, seq from exchange.quarantine`)])
  })
})
void hub
void createExchange
