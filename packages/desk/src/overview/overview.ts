import type { GuardedCount } from '@ihala/contract'

/** below this many a count is only said to be small: with fewer, somebody who knows the place knows the person. */
const FEWEST = 11

/** A count as an analyst may see it; nothing is nothing, and tells of nobody. */
export function guarded(count: number): GuardedCount {
  return count > 0 && count < FEWEST ? 'few' : count
}
