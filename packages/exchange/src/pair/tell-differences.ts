import type { FoundDifference, Period } from '../store/pair-store.ts'
import type { StorePorts } from '../store-event.ts'

/** Keeps differences and tells each to the desk once, until it is resolved and found again. */
export async function tellDifferences<T>(
  ports: Pick<StorePorts<T>, 'store' | 'stamp' | 'differs'>,
  tx: T,
  found: readonly FoundDifference[],
  period: Period,
): Promise<void> {
  const { pairs } = ports.store
  const fresh = await pairs.noteDifferences(tx, found, period, ports.stamp().now)
  for (const difference of fresh) await ports.differs(tx, difference)
  const [first] = fresh
  if (first !== undefined) await pairs.markDiffering(tx, first.partner)
}
