import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Replica } from '../../infra/network.ts'
import { waitUntil } from '../../infra/wait-until.ts'
import { type Chance, chanceOf, oneOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, openLoad, type Route } from './load.ts'

const LONG_MS = 3 * 3_600_000
const SENDER = 'ministry-of-labour'
const RECIPIENT = 'care-house'
const ROUTE: Route = {
  from: { slug: SENDER, sub: 'joseph-varghese' },
  to: { slug: RECIPIENT, sub: 'grace-wanjiru' },
  need: 'sumanToShelter',
}
const skews = new Map<string, number>()
const replicas = new Map<string, Replica>()
let ground: Ground
let load: Load
let chance: Chance

beforeAll(async () => {
  chance = chanceOf(seed())
  ground = await openGround({
    only: ['national-committee', SENDER, RECIPIENT],
    busServers: 3,
    serviceEnv: (slug): Readonly<Record<string, string>> => {
      const skew = skews.get(slug)
      if (skew === undefined) return {}
      return { NODE_OPTIONS: `--import ${join(import.meta.dirname, 'skewed-clock.mjs')}`, IHALA_SKEW_MS: String(skew) }
    },
  })
  load = await openLoad({
    network: ground.network,
    chance,
    routes: [ROUTE],
    addresses: (slug) => {
      const replica = replicas.get(slug)
      const own = ground.network.organisation(slug)
      const standing = [own, ...(replica ? [replica] : [])].filter(({ pid }) => pid() !== undefined)
      return standing.length > 0 ? standing.map(({ baseUrl }) => baseUrl) : [own.baseUrl]
    },
  })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
})

test(
  'T1, three servers: one server of the bus after the other is killed, and the other two carry on',
  async () => {
    const count = isLong() ? 2_000 : 60
    const { servers, operator } = ground.network.bus
    const { config } = await operator.streams.streams.info(ground.network.organisation(RECIPIENT).tag)
    expect([servers.length, config.num_replicas]).toEqual([3, 3])
    const before = load.made.length
    const referring = load.refer(count, { inflight: 4, pauseMs: 150 })
    referring.catch(() => undefined)
    let kills = 0
    for (const server of servers) {
      await pause(500)
      await server.kill()
      kills += 1
      await pause(isLong() ? 10_000 : 1_500)
      await server.start()
    }
    await referring
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T1 three servers', {
      seed: seed(),
      referrals: load.made.length - before,
      'servers killed': kills,
      'receipts verified': seen.receipts,
      lost: 0,
      doubled: 0,
      'drained s': drainMs / 1000,
    })
    expect(load.made.length - before).toBe(count)
  },
  isLong() ? LONG_MS : 120_000,
)

test(
  'T1, two replicas: both ends run twice on one database, one process is killed after the other',
  async () => {
    const count = isLong() ? 2_000 : 60
    for (const slug of [SENDER, RECIPIENT]) replicas.set(slug, await ground.network.replicate(slug))
    const before = load.made.length
    const referring = load.refer(count, { inflight: 6, pauseMs: 100 })
    referring.catch(() => undefined)
    const killed: string[] = []
    for (let round = 0; round < (isLong() ? 50 : 2); round++) {
      await pause(700)
      const slug = oneOf(chance, [SENDER, RECIPIENT])
      const replica = replicas.get(slug)
      if (replica && chance() < 0.5) {
        killed.push(`${slug} (second)`)
        await replica.kill()
        await replica.start()
      } else {
        killed.push(slug)
        await ground.killAndStart(slug)
      }
    }
    await referring
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T1 two replicas', {
      seed: seed(),
      referrals: load.made.length - before,
      'processes killed': killed.length,
      'clicks repeated': load.repeated(),
      'receipts verified': seen.receipts,
      lost: 0,
      doubled: 0,
      'drained s': drainMs / 1000,
    })
    for (const replica of replicas.values()) await replica.stop()
    replicas.clear()
    expect(load.made.length - before).toBe(count)
  },
  isLong() ? LONG_MS : 120_000,
)

/** Starts an organisation again with a clock that is wrong by so much, or right. */
async function withClock(slug: string, skewMs: number | undefined): Promise<void> {
  await ground.network.stopOrganisation(slug)
  if (skewMs === undefined) skews.delete(slug)
  else skews.set(slug, skewMs)
  await ground.network.startOrganisation(slug)
}

test(
  'T27: clocks are wrong: within five minutes nobody notices; beyond, what comes waits, and nothing is taken or lost',
  async () => {
    const before = load.made.length
    await withClock(RECIPIENT, 4 * 60_000)
    await load.refer(4, { inflight: 4 })
    const nearMs = await ground.drained(60_000)
    await withClock(RECIPIENT, undefined)

    const wrong = 20 * 60_000
    await withClock(SENDER, wrong)
    const ahead = await load.refer(4, { inflight: 4 })
    const room = await waitUntil(
      'the waiting room',
      async () => {
        const { waitingRoom } = await ground.databases.onTheWay()
        return waitingRoom >= ahead.length ? waitingRoom : undefined
      },
      30_000,
    )
    const taken = await ground.databases.sql(RECIPIENT)`select 1 from desk.referral where state <> 'accepted'`
    expect(taken.count).toBe(0)
    // Twenty minutes later, by the recipient's clock, it is no longer too early.
    await withClock(RECIPIENT, wrong)
    const laterMs = await ground.drained(60_000)
    await ground.intact(load.made)
    for (const slug of [SENDER, RECIPIENT]) await withClock(slug, undefined)
    // A receipt that was on its way when the clocks were set right is from the future, and waits for it.
    await load.refer(2, { inflight: 2 })
    await ground.drained(60_000, { mayWait: true })
    await ground.intact(load.made, { mayWait: true })
    figure('T27', {
      seed: seed(),
      referrals: load.made.length - before,
      'drained at +4 min s': nearMs / 1000,
      'in the waiting room at +20 min': room,
      'taken too early': taken.count,
      'drained when it was time s': laterMs / 1000,
      lost: 0,
    })
    expect(room).toBe(ahead.length)
  },
  isLong() ? LONG_MS : 150_000,
)
