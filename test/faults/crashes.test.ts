import { afterAll, beforeAll, expect, test } from 'vitest'
import { isLong, seed } from '../kit/seed.ts'
import { type Chance, chanceOf, shuffled } from './chance.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, openLoad } from './load.ts'
import { figure } from './table.ts'

const LONG_MS = 3 * 3_600_000
let ground: Ground
let load: Load
let chance: Chance

beforeAll(async () => {
  ground = await openGround({ only: ['national-committee', 'ministry-of-labour', 'care-house', 'itf'] })
  chance = chanceOf(seed())
  load = await openLoad({ network: ground.network, chance })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
})

/** Kills one of all processes at once, and starts it again. */
async function killOne(victim: string): Promise<void> {
  const { network } = ground
  if (victim === 'bus') {
    await network.bus.killServer()
    await network.bus.startServer()
  } else if (victim === 'postgres') {
    await network.postgres.killServer()
    await network.postgres.startServer()
  } else {
    await network.killOrganisation(victim)
    await network.startOrganisation(victim)
  }
}

test(
  'T1: a random process is killed every two seconds, and nothing is lost or doubled',
  async () => {
    const count = isLong() ? 10_000 : 300
    const slugs = ground.network.organisations.map(({ slug }) => slug)
    const victims = ['bus', 'postgres', ...slugs]
    const killed: string[] = []
    const coming: Promise<void>[] = []
    const began = performance.now()
    const referring = load.refer(count, { inflight: 6, pauseMs: 120 })
    let over = false
    void referring.finally(() => {
      over = true
    })
    const down = new Set<string>()
    const turns: string[] = []
    while (!over) {
      // Everybody's turn comes, in a new order each round.
      if (turns.length === 0) turns.push(...shuffled(chance, victims))
      const victim = turns.shift()
      if (victim !== undefined && !down.has(victim)) {
        killed.push(victim)
        down.add(victim)
        coming.push(killOne(victim).finally(() => down.delete(victim)))
      }
      await Promise.race([referring, new Promise((resolve) => setTimeout(resolve, 2000))])
    }
    await referring
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
    expect(load.accepted()).toBeGreaterThanOrEqual(count)
  },
  isLong() ? LONG_MS : 120_000,
)
