import { createExchange, type Exchange, randomId } from '@ihala/exchange'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bodies, type Body, bodies } from '../../packages/exchange/test/bodies.ts'
import { grantDraft, request } from '../../packages/exchange/test/requests.ts'
import { figure } from '../kit/figures.ts'
import { isLong } from '../kit/seed.ts'

const PAIRS = isLong() ? 4_000 : 600
const WARM = 100
/** Of the referral's transaction (c13): in the long form as it is written; a slice on a machine that others use is less sharp. */
const PERCENT_AT_MOST = isLong() ? 5 : 20
let network: Bodies
let union: Body
let shelter: Body
/** The same exchange, whose transactions write no leaf: the same statement with nothing in its place. */
let without: Exchange

beforeAll(async () => {
  network = bodies()
  union = await network.body('itf', 'union-liaison')
  shelter = await network.body('care-house', 'shelter')
  await union.registry.refresh(shelter.entityId)
  const { store } = union.ports
  without = createExchange({
    ...union.ports,
    store: { ...store, writeUnit: (tx, unit) => store.writeUnit(tx, { ...unit, leaves: [] }) },
  })
})
afterAll(() => network?.end())

/** Milliseconds of one referral's transaction: composed, signed, sealed, written and committed. */
async function refer(exchange: Exchange): Promise<number> {
  const begun = performance.now()
  await union.transaction(async (tx) => {
    const out = exchange.outgoing(tx)
    out.send({ to: shelter.entityId, caseId: randomId(), event: request(), grant: grantDraft() })
    await out.flush()
  })
  return performance.now() - begun
}

/** The tenth point: what a transaction costs when the machine is not busy with something else. */
const tenth = (times: number[]): number => times.toSorted((one, other) => one - other)[Math.floor(times.length / 10)] ?? Number.NaN

test('c13 a leaf costs the referral’s transaction less than 5 %: with and without it in turn, on the real database', async () => {
  for (let round = 0; round < WARM; round += 1) for (const one of [union.exchange, without]) await refer(one)
  const [with_, without_]: [number[], number[]] = [[], []]
  for (let round = 0; round < PAIRS; round += 1) {
    // Who goes first changes, so that neither pays for the other's checkpoint of the database.
    const turns = [() => refer(union.exchange).then((ms) => with_.push(ms)), () => refer(without).then((ms) => without_.push(ms))]
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
  }
  const [row] = await union.db<{ leaves: number }[]>`select count(*)::int as leaves from ledger.leaf`
  expect(row?.leaves).toBe(PAIRS + WARM)
  const [dear, cheap] = [tenth(with_), tenth(without_)]
  const percent = (dear / cheap - 1) * 100
  figure('Leaf in a transaction', { pairs: PAIRS, 'ms with': dear, 'ms without': cheap, percent, 'percent at most': PERCENT_AT_MOST })
  expect(percent).toBeLessThan(PERCENT_AT_MOST)
}, 240_000)
