import postgres from 'postgres'
import type { Network } from '../../infra/network.ts'
import type { Held } from './goals.ts'
import { median, shown } from './numbers.ts'
import type { Product } from './product.ts'

/**
 * The product's own rate when every flush of a commit takes so much longer, ÷ its rate without. A stand-in for a slow disk:
 * PostgreSQL's `commit_delay` waits before the flush, by whoever leads the group, as a slow fsync would make it wait. The bus
 * and what is no commit are not slowed.
 */
export async function measureSlowDisk(
  network: Network,
  product: Product,
  { ms, rounds, inflight, seconds, warmup }: { ms: number; rounds: number; inflight: number; seconds: number; warmup: number },
): Promise<Held[]> {
  const admin = postgres(network.postgres.adminUrl, { max: 1, onnotice: () => undefined })
  const slowed = async (microseconds: number): Promise<void> => {
    // The number is ours; ALTER SYSTEM takes no parameters.
    await admin.unsafe(`alter system set commit_delay = ${Math.round(microseconds)}`)
    await admin`alter system set commit_siblings = 0`
    await admin`select pg_reload_conf()`
  }
  const rates: { normal: number; slow: number }[] = []
  const commits: { normal: number; slow: number }[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      await slowed(0)
      const commit = await commitMs(admin)
      const normal = (await product.measure({ inflight, seconds, warmup })).perSecond
      await slowed(ms * 1000)
      const late = await commitMs(admin)
      if (late < ms) throw new Error(`A commit takes ${shown(late)} ms: it was not slowed.`)
      commits.push({ normal: commit, slow: late })
      const slow = (await product.measure({ inflight, seconds, warmup })).perSecond
      rates.push({ normal, slow })
    }
  } finally {
    await admin`alter system reset commit_delay`
    await admin`alter system reset commit_siblings`
    await admin`select pg_reload_conf()`
    await admin.end({ timeout: 1 })
  }
  return [
    {
      name: `each flush ${ms} ms longer, ${inflight} in flight: own rate ÷ normal`,
      value: median(rates.map(({ normal, slow }) => slow / normal)),
      must: 0.5,
      aim: 0.8,
      better: 'more',
      note: `${rates.map(({ normal, slow }) => `${shown(slow)} of ${shown(normal)}`).join('; ')} loops a second (commit_delay: ${commits.map(({ normal, slow }) => `a commit ${shown(slow)} ms instead of ${shown(normal)}`).join('; ')})`,
    },
  ]
}

const COMMITS = 30

/** Milliseconds one lone commit takes, the median. */
async function commitMs(admin: postgres.Sql): Promise<number> {
  const samples: number[] = []
  for (let one = 0; one < COMMITS; one++) {
    const from = performance.now()
    await admin`select pg_logical_emit_message(true, 'bench', '')`
    samples.push(performance.now() - from)
  }
  return median(samples)
}
