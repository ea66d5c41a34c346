import type { FoundDifference, Period, Settlement } from '../store/pair-store.ts'
import type { StorePorts } from '../store-ports.ts'

/** Keeps differences and tells each to the desk once, until it is resolved and found again. */
export async function tellDifferences<T>(
  ports: Pick<StorePorts<T>, 'store' | 'stamp' | 'differs'>,
  tx: T,
  found: readonly FoundDifference[],
  period: Period,
): Promise<void> {
  const { pairs } = ports.store
  const { now } = ports.stamp()
  const [any] = found
  if (any === undefined) return
  // One at a time with the comparison that may be under way.
  await pairs.spend(tx, any.partner, 0, now)
  const named = found.map((one) => ({ ...one, name: ports.stamp().id }))
  const fresh = await pairs.noteDifferences(tx, named, period, now)
  for (const difference of fresh) await ports.differs(tx, difference)
  if (fresh.length > 0) await pairs.markDiffering(tx, any.partner)
}

/** Resolves what is open in a part that agrees now, and tells the desk of each that it need not see to it any more. */
export async function resolveDifferences<T>(
  ports: Pick<StorePorts<T>, 'store' | 'stamp' | 'agrees'>,
  tx: T,
  settlement: Settlement,
): Promise<void> {
  for (const difference of await ports.store.pairs.resolve(tx, settlement, ports.stamp().now)) await ports.agrees(tx, difference)
}
