import type { FoundDifference, Period } from '../store/pair-store.ts'
import type { StorePorts } from '../store-event.ts'

/** Keeps differences and tells each to the desk once, until it is resolved and found again. */
export async function tellDifferences<T>(
  ports: Pick<StorePorts<T>, 'store' | 'stamp' | 'differs'>,
  tx: T,
  found: readonly FoundDifference[],
  period: Period,
): Promise<void> {
  for (const difference of await ports.store.pairs.noteDifferences(tx, found, period, ports.stamp().now))
    await ports.differs(tx, difference)
}
