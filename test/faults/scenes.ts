import { setTimeout as pause } from 'node:timers/promises'
import { waitUntil } from '../../infra/wait-until.ts'
import { type Chance, wholeBetween } from '../kit/chance.ts'
import { type Findings, findingsOf, unreceipted } from './findings.ts'
import type { Ground } from './ground.ts'
import { commitLate } from './late-commits.ts'
import type { Load, Made, Route } from './load.ts'

/** Where something is done to a network at work, so that the healthy program and a broken one meet the same. */
export interface Scene {
  readonly ground: Ground
  readonly load: Load
  readonly chance: Chance
}

/** What a scene came to. */
export interface Seen {
  readonly made: readonly Made[]
  readonly found: Findings
  /** Milliseconds until the last was receipted after the faults ended; undefined when that took longer than it may. */
  readonly drainMs: number | undefined
}

/** Does something again and again for as long as other work is under way. */
export async function during<T>(work: Promise<T>, round: () => Promise<void>): Promise<T> {
  let over = false
  const done = work.finally(() => {
    over = true
  })
  done.catch(() => undefined)
  while (!over) await Promise.race([round(), done])
  return done
}

/** Waits until all are receipted, as long as that may take, and looks what is wrong. */
async function seen({ ground }: Scene, made: readonly Made[], withinMs: number): Promise<Seen> {
  const began = performance.now()
  const drainMs = await waitUntil(
    'receipts of all',
    async () => ((await unreceipted(ground, made)) === 0 ? performance.now() - began : undefined),
    withinMs,
  ).catch(() => undefined)
  return { made, found: await findingsOf(ground, made), drainMs }
}

/** Who writes how much at once. */
export interface Writing {
  readonly route: Route
  readonly count: number
  /** Milliseconds the last may take to be receipted. */
  readonly withinMs?: number
}

/** T8: eight writers commit late, in another order than they wrote, and one transaction in twenty is rolled back. */
export async function writersCommitLate(scene: Scene, { route, count, withinMs = 60_000 }: Writing): Promise<Seen> {
  const sql = scene.ground.databases.sql(route.from.slug)
  const mend = await commitLate(sql, { table: 'exchange.outbox', upToMs: 500, failing: 0.05 })
  const made = await scene.load.refer(count, { inflight: 8, route }).finally(mend)
  return seen(scene, made, withinMs)
}

/** How often the database ends what, and whose. */
export interface Endings {
  readonly watched: readonly string[]
  readonly count: number
  /** So many more times as many are referred, until `many` is reached. */
  readonly more?: number
  /** Sessions ended inside a transaction, after which it is enough. */
  readonly many: number
  /** Of them killed outright, which ends all others too. */
  readonly few?: number
  /** Times the whole server is killed. */
  readonly postmasters?: number
  /** Longest time a commit takes, milliseconds. */
  readonly lateMs?: number
  readonly withinMs?: number
}

/** T7: the database ends sessions of the background, where envelopes are taken and receipts settled, in the middle of a transaction. */
export async function sessionsEnd(
  scene: Scene,
  { watched, count, more = 0, many, few = 0, postmasters = 0, lateMs = 100, withinMs = 60_000 }: Endings,
): Promise<
  Seen & {
    readonly inside: number
    readonly committing: number
    readonly idle: number
    readonly backends: number
    readonly servers: number
  }
> {
  const { ground, load, chance } = scene
  // Inside a transaction; of them in its commit; and outside of any.
  const ended = { inside: 0, committing: 0, idle: 0 }
  const killed = { backends: 0, servers: 0 }
  const strike = async (slug: string, signal: 'terminate' | 'kill'): Promise<void> => {
    const sql = ground.databases.sql(slug)
    // Every other one in its commit, which is late: what was to happen together is then half known outside.
    const late = chance() < 0.5
    const [session] = await sql<{ pid: number; idle: boolean; committing: boolean }[]>`
      select pid, xact_start is null as idle, wait_event is not distinct from 'PgSleep' as committing
      from pg_stat_activity
      where datname = current_database() and application_name like '%background' and pid <> pg_backend_pid()
      order by (xact_start is null), (wait_event is not distinct from 'PgSleep') = ${late} desc, random() limit 1`
    if (!session) return
    if (signal === 'terminate') {
      const [sent] = await sql<{ done: boolean }[]>`select pg_terminate_backend(${session.pid}) as done`
      if (sent?.done !== true) return
    } else {
      process.kill(session.pid, 'SIGKILL')
      killed.backends += 1
    }
    if (session.idle) ended.idle += 1
    else ended.inside += 1
    if (session.committing) ended.committing += 1
  }
  // The last step of a transaction is its commit: it lasts, so that it is hit too.
  const mends = await Promise.all(
    watched.map((slug) => commitLate(ground.databases.sql(slug), { table: 'exchange.event', upToMs: lateMs })),
  )
  let strikes = 0
  const made: Made[] = []
  const round = async (): Promise<void> => {
    if (ended.inside >= many) return void (await pause(50))
    const slug = watched[strikes % watched.length] ?? ''
    strikes += 1
    if (killed.servers < postmasters && ended.inside > many / 2) {
      killed.servers += 1
      await ground.killAndStart('postgres')
    } else if (killed.backends < few && ended.inside > (many / (few + 1)) * (killed.backends + 1)) {
      await strike(slug, 'kill').catch(() => undefined)
    } else await strike(slug, 'terminate').catch(() => undefined)
    await pause(wholeBetween(chance, 5, 40))
  }
  for (let turn = 0; turn === 0 || (turn <= more && ended.inside < many); turn += 1)
    made.push(...(await during(load.refer(count, { inflight: 4, pauseMs: 20 }), round)))
  // The server may be on its way back from being killed.
  for (const mend of mends) await waitUntil('a mended database', () => mend().then(() => true), 30_000)
  return { ...(await seen(scene, made, withinMs)), ...ended, ...killed }
}
