import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isLong, seed } from '../kit/seed.ts'
import { type Chance, chanceOf, shuffled, wholeBetween } from './chance.ts'
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

test(
  'T1: a random process is killed every two seconds, and nothing is lost or doubled',
  async () => {
    const count = isLong() ? 10_000 : 300
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
  isLong() ? LONG_MS : 120_000,
)

/** Does something again and again for as long as other work is under way. */
async function during(work: Promise<unknown>, round: () => Promise<void>): Promise<void> {
  let over = false
  const done = work.finally(() => {
    over = true
  })
  done.catch(() => undefined)
  while (!over) await Promise.race([round(), done])
  await done
}

test(
  'T7: the database ends connections inside the inbox transaction, and no effect is without its receipt',
  async () => {
    const [many, few, postmasters, count] = isLong() ? [2_000, 50, 10, 8_000] : [60, 2, 1, 90]
    const watched = ['care-house', 'ministry-of-labour']
    const [ended, killed] = [
      { inside: 0, idle: 0 },
      { backends: 0, postmasters: 0 },
    ]
    const made = load.made.length
    // Sessions of the service's background are where envelopes are taken and receipts settled.
    const strike = async (slug: string, signal: 'terminate' | 'kill'): Promise<void> => {
      const sql = ground.databases.sql(slug)
      const [session] = await sql<{ pid: number; state: string }[]>`
        select pid, state from pg_stat_activity
        where datname = current_database() and application_name like '%background' and pid <> pg_backend_pid()
        order by (xact_start is null), random() limit 1`
      if (!session) return
      if (session.state === 'idle') ended.idle += 1
      else ended.inside += 1
      if (signal === 'terminate') await sql`select pg_terminate_backend(${session.pid})`
      else {
        process.kill(session.pid, 'SIGKILL')
        killed.backends += 1
      }
    }
    let strikes = 0
    await during(load.refer(count, { inflight: 4, pauseMs: 20 }), async () => {
      if (ended.inside >= many) return void (await pause(50))
      const slug = watched[strikes % 2] ?? ''
      strikes += 1
      if (killed.postmasters < postmasters && ended.inside > many / 2) {
        killed.postmasters += 1
        await ground.killAndStart('postgres')
      } else if (killed.backends < few && ended.inside > (many / (few + 1)) * (killed.backends + 1)) {
        await strike(slug, 'kill').catch(() => undefined)
      } else await strike(slug, 'terminate').catch(() => undefined)
      await pause(wholeBetween(chance, 5, 40))
    })
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T7', {
      seed: seed(),
      referrals: load.made.length - made,
      'ended inside a transaction': ended.inside,
      'ended idle': ended.idle,
      'backends killed': killed.backends,
      'servers killed': killed.postmasters,
      'receipts verified': seen.receipts,
      'effect without receipt': 0,
      'receipt without effect': 0,
      'drained s': drainMs / 1000,
    })
    expect(ended.inside).toBeGreaterThan(0)
  },
  isLong() ? LONG_MS : 120_000,
)
