import { isLong, seed } from '../../kit/seed.ts'
import { EXPECTED } from './expected.ts'
import { KINDS } from './network.ts'

/**
 * Whether a route is tried at this kind of house now: in the long form at every one that has it, in the slice at two, which are others
 * with another seed. What all desks have is the same code at each.
 */
export function isTriedAt(kind: string, route: string): boolean {
  const having = KINDS.filter((one) => Object.hasOwn(EXPECTED[one] ?? {}, route))
  if (isLong() || having.length <= 2) return true
  const first = (seed() + route.length) % having.length
  return kind === having[first] || kind === having[(first + 1) % having.length]
}
