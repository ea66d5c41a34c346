import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostileBroker } from '../faults/hostile-broker.ts'
import { type LinkProxy, openProxy } from '../faults/proxy.ts'
import { chanceOf, shuffled } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { needlesFor } from './needles.ts'
import { acceptAll, exchangeState, refer } from './neighbours/desk.ts'
import { type Neighbour, type Neighbours, openNeighbours } from './neighbours/neighbours.ts'

const REFERRALS = isLong() ? 400 : 12
const OPERATOR = 'Gulf Message Carriers'
const SENDERS = ['ministry', 'itf'] as const

const chance = chanceOf(seed())
const hostile = hostileBroker(chance)
/** All that its members ever said to the operator; what it says to them are the same envelopes. */
const read: Buffer[] = []
/** Every envelope it saw, to be used again. */
const kept: { readonly subject: string; readonly data: Uint8Array }[] = []
const made: { readonly from: Neighbour; readonly id: string }[] = []
let network: Neighbours
let house: Neighbour
let proxy: LinkProxy
let untap: () => void

beforeAll(async () => {
  network = await openNeighbours({
    members: [
      { slug: 'care-house', kind: 'shelter' },
      { slug: 'ministry', kind: 'ministry-intake' },
      { slug: 'itf', kind: 'union-liaison' },
    ],
    operator: OPERATOR,
    route: async (busUrl) => {
      const { hostname, port } = new URL(busUrl)
      proxy = await openProxy({
        host: hostname,
        port: Number(port),
        filter: () => {
          const { toServer, toClient } = hostile.filter()
          return {
            toServer: (bytes) => {
              read.push(Buffer.from(bytes))
              return toServer(bytes)
            },
            toClient,
          }
        },
      })
      return `nats://127.0.0.1:${proxy.port}`
    },
  })
  house = network.of('care-house')
  const { bus } = network.fresh.bus.operator
  const tap = bus.subscribe('i.>', { callback: (_error, { subject, data }) => void kept.push({ subject, data: Uint8Array.from(data) }) })
  await bus.flush()
  untap = () => tap.unsubscribe()
}, 120_000)
afterAll(async () => {
  untap?.()
  await network?.stop()
  await proxy?.close()
})

async function referAll(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const from = network.of(SENDERS[at % SENDERS.length] ?? 'itf')
    made.push({ from, id: await refer(from, house) })
  }
}

/** Puts what it kept onto the bus once more, in another order: it owns the streams, so it may write any subject. */
async function replayAll(): Promise<number> {
  const { bus } = network.fresh.bus.operator
  const all = shuffled(chance, [...kept])
  for (const { subject, data } of all) bus.publish(subject, data)
  await bus.flush()
  return all.length
}

/** What arrived at the house, row by row, whatever the fences say. */
async function arrived(): Promise<{ readonly referrals: number; readonly doubled: number }> {
  const [row] = await house.admin<{ referrals: number; doubled: number }[]>`
    select (select count(*)::int from desk.referral where side = 'recipient') as referrals,
      (select count(*)::int from (select 1 from exchange.event where case_id is not null group by case_id, iss, seq having count(*) > 1) as twice) as doubled`
  if (!row) throw new Error('no answer')
  return row
}

/** Lets time pass, by the clock of the services, until all is receipted, or so many rounds have gone. */
async function drained(rounds: number): Promise<number> {
  for (let round = 1; round <= rounds; round += 1) {
    const done = await network.pass(60, 400).then(
      () => true,
      () => false,
    )
    if (done) return round
  }
  throw new Error(`not drained within ${rounds} minutes of the services' clock`)
}

test('T6: the operator acknowledges every fifth envelope and drops it: all arrive once, and each house is told whose bus it is', async () => {
  expect((await exchangeState(network.of('ministry'))).bus).toEqual({ operator: OPERATOR, dropped: 0, lastAt: null })
  hostile.share(0.2)
  await referAll(REFERRALS / 2)
  let minutes = await drained(200)
  await acceptAll(house)
  minutes += await drained(200)
  // With few envelopes it may be that only receipts were dropped: they are sent again, and tell of nothing.
  const told = async (): Promise<number> => {
    const states = await Promise.all(network.all.map(exchangeState))
    return states.reduce((sum, { bus }) => sum + bus.dropped, 0)
  }
  for (let more = 0; (await told()) === 0 && more < 10; more += 1) {
    await referAll(4)
    minutes += await drained(200)
  }
  hostile.share(0)
  expect(hostile.dropped()).toBeGreaterThan(0)
  expect(await told()).toBeGreaterThan(0)
  const accused = (await Promise.all(network.all.map(exchangeState))).filter(({ bus }) => bus.dropped > 0)
  expect(new Set(accused.map(({ bus }) => bus.operator))).toEqual(new Set([OPERATOR]))
  expect(await arrived()).toEqual({ referrals: made.length, doubled: 0 })
  figure('T6 a hostile operator', {
    seed: seed(),
    referrals: made.length,
    'acknowledged and dropped': hostile.dropped(),
    'told of': await told(),
    'minutes of their clock': minutes,
  })
}, 300_000)

test('T16: the operator replays everything it ever saw, in another order, and holds back what is new: nothing happens twice', async () => {
  await network.settled()
  const before = await arrived()
  const replayed = await replayAll()
  await referAll(REFERRALS / 2)
  await replayAll()
  await drained(200)
  expect(await arrived()).toEqual({ referrals: before.referrals + REFERRALS / 2, doubled: 0 })
  for (const { admin } of network.all) {
    const [row] = await admin<{ count: number }[]>`select count(*)::int as count from exchange.quarantine`
    // An old copy is known and answered again; it is no fault of whoever wrote it.
    expect(row?.count).toBe(0)
  }
  figure('T16 replayed by the operator', { seed: seed(), replayed, 'done twice': 0 })
}, 120_000)

test('T2: the operator forgets everything it holds: what nobody receipted is sent again by itself', async () => {
  const { streams } = network.fresh.bus.operator.streams
  const before = made.length
  hostile.share(1)
  await referAll(4)
  for (const { tag } of network.all) await streams.purge(tag)
  hostile.share(0)
  await drained(200)
  await acceptAll(house)
  await drained(200)
  expect(await arrived()).toEqual({ referrals: made.length, doubled: 0 })
  expect(made.length).toBe(before + 4)
}, 120_000)

test('T12: of all that went past it the operator could read nothing: no name, no case, no event', async () => {
  const ids: string[] = []
  for (const { admin } of network.all) {
    const rows = await admin<
      { caseId: string; jti: string }[]
    >`select case_id as "caseId", jti from exchange.event where case_id is not null`
    ids.push(...rows.flatMap(({ caseId, jti }) => [caseId, jti]))
  }
  const needles = needlesFor(['Almaz Bekele', ...ids])
  const bytes = Buffer.concat(read)
  figure('T12 read by the operator', { MiB: bytes.length / 1024 / 1024, secrets: needles.secrets, found: needles.foundIn(bytes).length })
  expect(bytes.length).toBeGreaterThan(made.length * 20_000)
  expect(needles.foundIn(bytes)).toEqual([])
}, 60_000)
