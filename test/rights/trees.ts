import { Category, type Grant } from '@ihala/contract'
import { type GrantDraft, randomId } from '@ihala/exchange'
import { type Chance, shuffled, wholeBetween } from '../kit/chance.ts'
import { evidenceAt, instant } from './valid-grants.ts'

const DAY = 86_400
const PURPOSES = ['shelter', 'protection', 'legal-aid', 'follow-up'] as const

/** Somebody holds something of a person under a grant, which was narrowed from the one above. */
export interface Holding {
  readonly grant: Grant
  readonly above: Holding | undefined
}

/** A wish for the next body, as wide as chance has it. `now` in seconds. */
export function wish(chance: Chance, now: number, { kinds, entities, categories = Category.enum }: Choice): GrantDraft {
  const some = <T>(all: readonly T[], least = 0): T[] => shuffled(chance, all).slice(0, wholeBetween(chance, least, all.length))
  const opened = [...new Set<Category>(['need', ...some(categories)])]
  const exp = now + wholeBetween(chance, 3600, 300 * DAY)
  return {
    basis: { kind: 'consent', evidence: evidenceAt(chance, now) },
    // Mostly what was said at first, so that trees grow.
    purposes: chance() < 0.8 ? ['shelter'] : [...new Set(['shelter' as const, ...some(PURPOSES)])],
    categories: opened,
    exp,
    eraseAt: instant(exp + wholeBetween(chance, 0, 60 * DAY)),
    onward: { kinds: some(kinds, 1), categories: some(opened, 1), depth: wholeBetween(chance, 0, 4) },
    excluded: chance() < 0.3 ? some(entities).slice(0, 2) : [],
    wayBack: chance() < 0.5,
  }
}

/** What there is to choose from. */
export interface Choice {
  readonly kinds: readonly string[]
  readonly entities: readonly string[]
  readonly categories?: readonly Category[]
}

/** The grant of a wish that comes from nobody. */
export function firstGrant(draft: GrantDraft, iss: string, aud: string, now: number): Grant {
  return { ...draft, iss, aud, jti: randomId(), iat: now, person: randomId() }
}

/** In what a holding is wider than any one above it, in words; empty when it is not. */
export function widerThanAbove({ grant, above }: Holding): string[] {
  const found: string[] = []
  for (let higher = above, steps = 1; higher !== undefined; higher = higher.above, steps += 1) {
    const from = higher.grant
    const beyond = <T>(some: readonly T[], all: readonly T[]) => some.some((one) => !all.includes(one))
    if (beyond(grant.categories, from.categories) || beyond(grant.categories, from.onward.categories)) found.push('categories')
    if (beyond(grant.purposes, from.purposes)) found.push('purposes')
    if (grant.exp > from.exp) found.push('end')
    if (Date.parse(grant.eraseAt) > Date.parse(from.eraseAt)) found.push('erasure')
    if (beyond(grant.onward.kinds, from.onward.kinds)) found.push('onward kinds')
    if (beyond(grant.onward.categories, from.onward.categories)) found.push('onward categories')
    if (grant.onward.depth > from.onward.depth - steps || from.onward.depth < steps) found.push('depth')
    if (beyond(from.excluded, grant.excluded)) found.push('an exclusion forgotten')
    if (from.excluded.includes(grant.aud)) found.push('an excluded body reached')
  }
  return found
}
