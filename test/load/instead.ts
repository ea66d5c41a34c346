import type { Network } from '../../infra/network.ts'
import { measureBacklog } from './backlog.ts'
import type { Held } from './goals.ts'
import { measureInbox } from './inbox-page.ts'
import { median, shown } from './numbers.ts'
import { openProduct, type Product } from './product.ts'
import type { Ruler } from './ruler.ts'
import { measureSlowDisk } from './slow-disk.ts'

/** What may be measured instead of the loop, each with its size. */
export interface Instead {
  /** Referrals for a member that was away. */
  readonly backlog?: number
  /** Referrals a second. */
  readonly rate?: number
  /** Numbers of members of a bus. */
  readonly members?: readonly number[]
  /** By how much every flush of a commit takes longer. */
  readonly fsyncMs?: number
  /** Rows of a work list. */
  readonly inbox?: readonly number[]
}

interface Measuring {
  readonly instead: Instead
  readonly rounds: number
  readonly seconds: number
  readonly warmup: number
  readonly inflight: readonly number[]
  readonly network: Network
  readonly ruler: Ruler | undefined
  readonly say: (line: string) => void
}

/** Measures what was asked for, on one network, one after the other. (Members are counted on a bus without services.) */
export async function measureInstead(measuring: Measuring): Promise<Held[]> {
  const { instead, network, ruler, say } = measuring
  const held: Held[] = []
  // First, while no other referrals are between the two ends.
  if (instead.backlog !== undefined) held.push(...(await measureBacklog(network, ruler, instead.backlog, say)))
  else if (instead.rate !== undefined || instead.fsyncMs !== undefined) {
    const product = await openProduct(network)
    try {
      held.push(...(await withProduct(product, measuring)))
    } finally {
      await product.close()
    }
  }
  // Last: the rows stay.
  if (instead.inbox) held.push(...(await measureInbox(network, instead.inbox, say)))
  return held
}

async function withProduct(product: Product, measuring: Measuring): Promise<Held[]> {
  const { instead, network, ruler, rounds, seconds, warmup, inflight, say } = measuring
  const held: Held[] = []
  if (instead.rate !== undefined) {
    const found: { product: number; ruler: number | undefined }[] = []
    for (let round = 0; round < rounds; round++) {
      const byRuler = await ruler?.measureOpen(instead.rate, seconds, warmup)
      const own = await product.measure({ inflight: 0, rate: instead.rate, seconds, warmup })
      const { sender, recipient, others, pg, nats } = own.cpuMs
      say(
        `# round ${round + 1}: ${shown(own.perSecond)} a second; p50 ${shown(own.closed.p50)}, p99 ${shown(own.closed.p99)} ms; CPU a loop ${shown(sender + recipient + others + pg + nats)} ms (${[sender, recipient, others, pg, nats].map(shown).join(', ')}), the driver ${shown(own.driverMs)}; told a loop ${shown(own.told)}; until told ${shown(own.unseen.acceptor)} and ${shown(own.unseen.creator)} ms`,
      )
      found.push({ product: own.closed.p99, ruler: byRuler?.closed.p99 })
    }
    const ratios = found.flatMap((one) => (one.ruler === undefined ? [] : [one.product / one.ruler]))
    held.push({
      name: `${instead.rate} referrals a second: p99 until the acceptance is seen ÷ ruler`,
      value: ratios.length === 0 ? undefined : median(ratios),
      must: 5,
      aim: 2.5,
      note: found.map((one) => `${shown(one.product)} of ${shown(one.ruler)} ms`).join('; '),
    })
  }
  if (instead.fsyncMs !== undefined) {
    const settings = { ms: instead.fsyncMs, rounds, inflight: Math.max(...inflight), seconds, warmup }
    held.push(...(await measureSlowDisk(network, product, settings)))
  }
  return held
}
