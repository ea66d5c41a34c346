import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chance, chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { quantile } from '../load/numbers.ts'
import { residentMb } from '../load/processes.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, type Made, openLoad } from './load.ts'
import { type LinkProxy, openProxy } from './proxy.ts'

/** How long it lasts: an hour in the long form (T49 asks for a day; IHALA_SOAK_MINUTES gives it one). */
const MINUTES = isLong() ? Number(process.env.IHALA_SOAK_MINUTES || 60) : 0.2
/** One referral a second and somebody at each desk: 86,400 a day, where a busy year of a whole federation has as many. */
const EVERY_MS = isLong() ? 1_000 : 200
/** Between two faults. */
const FAULT_EVERY_MS = isLong() ? 60_000 : 2_000
const SAMPLE_EVERY_MS = isLong() ? 5_000 : 500
const HOUR = 3_600_000

const MINISTRY = 'ministry-of-labour'
const HARMED = 'care-house'
const OFFICE = 'itf'
/** Those who run from beginning to end: what they hold on to is seen. */
const STANDING = [MINISTRY, OFFICE, 'national-committee'] as const

let chance: Chance
let ground: Ground
let load: Load
let link: LinkProxy | undefined

beforeAll(async () => {
  chance = chanceOf(seed())
  ground = await openGround({
    only: ['national-committee', MINISTRY, HARMED, OFFICE],
    busRoute: async (slug, busUrl) => {
      if (slug !== HARMED) return busUrl
      link = await openProxy({ port: Number(new URL(busUrl).port) })
      return `nats://127.0.0.1:${link.port}`
    },
  })
  load = await openLoad({ network: ground.network, chance })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
  await link?.close()
})

/** The faults, one after the other, again and again: every quarter of the time has the same. */
const FAULTS: readonly { readonly name: string; readonly happen: () => Promise<void> }[] = [
  { name: 'the link is cut', happen: () => linkIs('cut') },
  { name: 'a service is killed', happen: () => ground.killAndStart(HARMED) },
  { name: 'the bus is killed', happen: () => ground.killAndStart('bus') },
  { name: 'the link falls silent', happen: () => linkIs('half-open') },
  { name: 'the database ends every session', happen: endSessions },
]

async function linkIs(what: 'cut' | 'half-open'): Promise<void> {
  link?.set(what)
  await pause(Math.min(5_000, FAULT_EVERY_MS / 3))
  link?.set('clear')
}

async function endSessions(): Promise<void> {
  for (const slug of [MINISTRY, HARMED])
    await ground.databases.sql(slug)`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
}

/** One service at one moment. */
interface Sample {
  /** Milliseconds since the beginning. */
  readonly at: number
  /** Resident, MiB. */
  readonly rss: number
  readonly files: number
}

function sampled(slug: string, at: number): Sample {
  const pid = ground.network.organisation(slug).pid()
  return { at, rss: residentMb(pid), files: readdirSync(`/proc/${pid}/fd`).length }
}

/** Least of the samples in each of so many equal parts of the time: what is held on to after garbage was collected. */
function floors(samples: readonly Sample[], parts: number, of: (sample: Sample) => number): { at: number; least: number }[] {
  const size = Math.ceil(samples.length / parts)
  return Array.from({ length: parts }, (_, part) => samples.slice(part * size, (part + 1) * size))
    .filter((some) => some.length > 0)
    .map((some) => ({ at: some[Math.floor(some.length / 2)]?.at ?? 0, least: Math.min(...some.map(of)) }))
}

/** Least-squares slope, a unit an hour. */
function slope(points: readonly { readonly at: number; readonly least: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
  const [x, y] = [mean(points.map(({ at }) => at)), mean(points.map(({ least }) => least))]
  const over = points.reduce((sum, one) => sum + (one.at - x) * (one.least - y), 0)
  const under = points.reduce((sum, one) => sum + (one.at - x) ** 2, 0)
  return (over / under) * HOUR
}

/** Milliseconds from the first event of each referral to its receipt. */
async function receiptedAfter(made: readonly Made[]): Promise<number[]> {
  const took: number[] = []
  for (const slug of new Set(made.map(({ from }) => from))) {
    const ids = made.filter(({ from }) => from === slug).map(({ id }) => id)
    const rows = await ground.databases.sql(slug)<{ ms: number }[]>`
      select extract(epoch from o.closed_at - o.created_at)::float8 * 1000 as ms
      from desk.referral r join exchange.outbox o on o.case_id = r.case_id and o.seq = 1 where r.id = any(${ids}) and o.status = 'closed'`
    took.push(...rows.map(({ ms }) => ms))
  }
  return took
}

test(
  'T49: at work for an hour while one fault follows the other, nothing is lost, nothing slows down, and no service grows',
  async () => {
    const lasts = MINUTES * 60_000
    const samples = new Map<string, Sample[]>(STANDING.map((slug) => [slug, []]))
    const happened: string[] = []
    const began = performance.now()
    const since = (): number => performance.now() - began
    const over = (): boolean => since() >= lasts && happened.length >= FAULTS.length

    const referring = async (): Promise<void> => {
      while (!over()) {
        const next = performance.now() + EVERY_MS
        await load.refer(1, { inflight: 1 })
        await pause(Math.max(0, next - performance.now()))
      }
    }
    const harming = async (): Promise<void> => {
      for (let round = 0; !over(); round++) {
        await pause(FAULT_EVERY_MS / 2)
        const fault = FAULTS[round % FAULTS.length]
        if (!fault) return
        await fault.happen()
        happened.push(fault.name)
        await pause(FAULT_EVERY_MS / 2)
      }
    }
    const watching = async (): Promise<void> => {
      while (!over()) {
        for (const [slug, own] of samples) own.push(sampled(slug, since()))
        await pause(SAMPLE_EVERY_MS)
      }
    }
    await Promise.all([referring(), harming(), watching()])
    const drainMs = await ground.drained(120_000)
    await load.close()
    const seen = await ground.intact(load.made)

    const quarter = (part: number): Promise<number[]> =>
      receiptedAfter(load.made.slice((load.made.length * part) / 4, (load.made.length * (part + 1)) / 4))
    const [first, last] = [await quarter(0), await quarter(3)]
    // The first third warms up: code is compiled, pools and caches fill.
    const settled = (own: readonly Sample[]): readonly Sample[] => own.slice(Math.floor(own.length / 3))
    const growth = [...samples].map(([slug, own]) => ({
      slug,
      mib: slope(floors(settled(own), 8, ({ rss }) => rss)),
      files: (own.at(-1)?.files ?? 0) - (own[Math.floor(own.length / 3)]?.files ?? 0),
      rss: own.at(-1)?.rss ?? Number.NaN,
    }))
    figure('T49', {
      seed: seed(),
      minutes: MINUTES,
      referrals: load.made.length,
      accepted: load.accepted(),
      faults: happened.length,
      kinds: new Set(happened).size,
      lost: 0,
      'drained in s': drainMs / 1000,
      'receipts verified': seen.receipts,
      'p99 first quarter ms': quantile(first, 0.99),
      'p99 last quarter ms': quantile(last, 0.99),
      'p50 first quarter ms': quantile(first, 0.5),
      'p50 last quarter ms': quantile(last, 0.5),
      // Of a few seconds it says nothing.
      ...(isLong()
        ? Object.fromEntries(growth.map(({ slug, mib, rss }) => [`${slug} MiB`, `${rss.toFixed(0)}, an hour ${mib.toFixed(1)}`]))
        : {}),
    })
    expect(first.length + last.length).toBeGreaterThan(0)
    expect(new Set(happened).size).toBe(FAULTS.length)
    expect(load.accepted()).toBe(load.made.length)
    for (const { files } of growth) expect(files).toBeLessThan(20)
    if (!isLong()) return
    expect(quantile(last, 0.99)).toBeLessThanOrEqual(2 * quantile(first, 0.99))
    for (const { mib } of growth) expect(mib).toBeLessThan(MINUTES >= 24 * 60 ? 1 : 12)
  },
  isLong() ? MINUTES * 60_000 + 600_000 : 90_000,
)
