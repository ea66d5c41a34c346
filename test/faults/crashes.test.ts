import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chance, chanceOf, shuffled } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { NOTHING_FOUND } from './findings.ts'
import { type Ground, openGround } from './ground.ts'
import { FIVE, type Load, openLoad, ROUTES } from './load.ts'
import { during, sessionsEnd, writersCommitLate } from './scenes.ts'

const LONG_MS = 3 * 3_600_000
let ground: Ground
let load: Load
let chance: Chance

beforeAll(async () => {
  ground = await openGround({ only: ['national-committee', 'ministry-of-labour', 'care-house', 'itf', 'lawyers-association', 'charity'] })
  chance = chanceOf(seed())
  load = await openLoad({ network: ground.network, chance, routes: FIVE, mixed: true })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
})

test(
  'T1: a random process is killed every two seconds, and nothing is lost or doubled',
  async () => {
    const count = isLong() ? 10_000 : 200
    const victims = ['bus', 'postgres', ...ground.network.organisations.map(({ slug }) => slug)]
    const killed: string[] = []
    const coming: Promise<void>[] = []
    const began = performance.now()
    const down = new Set<string>()
    const turns: string[] = []
    const strike = async (): Promise<void> => {
      // Everybody's turn comes, in a new order each round.
      if (turns.length === 0) turns.push(...shuffled(chance, victims))
      const victim = turns.shift()
      if (victim !== undefined && !down.has(victim)) {
        killed.push(victim)
        down.add(victim)
        coming.push(ground.killAndStart(victim).finally(() => down.delete(victim)))
      }
      await pause(2_000)
    }
    try {
      await during(load.refer(count, { inflight: 6, pauseMs: 120 }), strike)
    } finally {
      await Promise.allSettled(coming)
    }
    await Promise.all(coming)
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T1', {
      seed: seed(),
      referrals: count,
      kills: killed.length,
      'of the bus': killed.filter((one) => one === 'bus').length,
      'of Postgres': killed.filter((one) => one === 'postgres').length,
      'clicks repeated': load.repeated(),
      events: seen.events,
      'receipts verified': seen.receipts,
      lost: 0,
      doubled: 0,
      'load s': (performance.now() - began - drainMs) / 1000,
      'drained s': drainMs / 1000,
    })
    expect(seen.receipts).toBeGreaterThanOrEqual(2 * count)
  },
  isLong() ? LONG_MS : 240_000,
)

test(
  'T7: the database ends connections inside the inbox transaction, and no effect is without its receipt',
  async () => {
    const [many, few, postmasters, count, more] = isLong() ? [2_000, 50, 10, 2_000, 19] : [50, 2, 1, 120, 3]
    const watched = ['care-house', 'ministry-of-labour']
    // Thousands are written faster than a harmed recipient takes them: it is given the time, and commits less late.
    const [lateMs, withinMs] = isLong() ? [10, 900_000] : [100, 60_000]
    const { made, found, ...ended } = await sessionsEnd(
      { ground, load, chance },
      { watched, many, few, postmasters, count, more, lateMs, withinMs },
    )
    const drainMs = await ground.drained(withinMs)
    const seen = await ground.intact(load.made)
    figure('T7', {
      seed: seed(),
      referrals: made.length,
      'ended inside a transaction': ended.inside,
      'of them in its commit': ended.committing,
      'ended idle': ended.idle,
      'backends killed': ended.backends,
      'servers killed': ended.servers,
      'receipts verified': seen.receipts,
      'effect without receipt': found.effectWithoutReceipt.length,
      'receipt without effect': found.receiptWithoutEffect.length,
      'drained s': ((ended.drainMs ?? 0) + drainMs) / 1000,
    })
    expect(found).toEqual(NOTHING_FOUND)
    expect(ended.inside).toBeGreaterThanOrEqual(many)
    expect(ended.committing).toBeGreaterThan(0)
    expect([ended.backends, ended.servers]).toEqual([few, postmasters])
  },
  isLong() ? LONG_MS : 240_000,
)

test(
  'T8: eight write at once, commit late and roll back; three relays miss nothing',
  async () => {
    const count = isLong() ? 3_000 : 60
    const [route] = ROUTES
    const { slug } = route.from
    const replicas = [await ground.network.replicate(slug), await ground.network.replicate(slug)]
    const { made, found } = await writersCommitLate({ ground, load, chance }, { route, count })
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T8', {
      seed: seed(),
      referrals: made.length,
      relays: replicas.length + 1,
      'clicks repeated': load.repeated(),
      missed: found.lost.length,
      'receipts verified': seen.receipts,
      'drained s': drainMs / 1000,
    })
    for (const replica of replicas) await replica.stop()
    expect(found).toEqual(NOTHING_FOUND)
  },
  isLong() ? LONG_MS : 240_000,
)
