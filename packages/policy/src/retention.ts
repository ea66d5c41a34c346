import { type Category, type ErasablePart, type Grant, type KeptPart, PARTS, type Part, type ReferralState, Refusal } from '@ihala/contract'
import { Temporal } from 'temporal-polyfill'
import { localDate } from './clocks/local-date.ts'
import type { HoldBasis, RuleSet } from './clocks/rule-set.ts'

/** A hold that is in force: these parts stay until a day, that one included. */
export interface Hold {
  readonly parts: readonly ErasablePart[]
  readonly ground: KeptPart['ground']
  readonly law: string
  readonly article: string
  /** Local date. */
  readonly until: string
}

/** What decides whether something of a case stays. */
export interface KeepingFacts {
  /** Kind of the body that holds it. */
  readonly kind: string
  /** Null for a person's own file. */
  readonly state: ReferralState | null
  /** When the referral was decided, or came; ISO instant. */
  readonly since: string
  readonly holds: readonly Hold[]
}

/**
 * c2, M1: which of these parts stay, each on the ground that lasts longest: a law that binds this body in this state, or a hold. What
 * is not named by either goes. @param now ISO instant
 */
export function keptOf(parts: readonly Part[], facts: KeepingFacts, law: RuleSet, now: string): KeptPart[] {
  const today = localDate(now, law.timeZone)
  const decided = Temporal.PlainDate.from(localDate(facts.since, law.timeZone))
  const duties = law.duties
    .filter(({ kinds, states }) => kinds.includes(facts.kind) && facts.state !== null && states.includes(facts.state))
    .map((duty): Hold => ({ ...duty, until: decided.add({ days: duty.days }).toString() }))
  const inForce = [...duties, ...facts.holds].filter(({ until }) => until >= today)
  return inOrder(parts).flatMap((part) => {
    const [longest] = inForce.filter((hold) => hold.parts.includes(part)).toSorted((a, b) => (a.until < b.until ? 1 : -1))
    if (longest === undefined) return []
    const { ground, law: of, article, until } = longest
    return [{ part, ground, law: of, article, until }]
  })
}

/** The first instant at which one of these may go: the day after the earliest last one. Null when nothing is kept. */
export function keptUntil(kept: readonly KeptPart[], timeZone: string): string | null {
  const [first] = kept.map(({ until }) => until).toSorted()
  if (first === undefined) return null
  return new Date(Temporal.PlainDate.from(first).add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds).toISOString()
}

/**
 * M1: the article by which a hold may be put on, when the law in force has it and allows it for so long.
 * Throws Refusal `body-invalid`: a basis that the law does not name, a day that is over, or longer than the article allows.
 */
export function assertMayHold(basis: string, until: string, law: RuleSet, now: string): HoldBasis {
  const found = law.holds.find(({ code }) => code === basis)
  if (found === undefined) throw new Refusal('body-invalid', { field: '/basis', rule: 'law' })
  const today = Temporal.PlainDate.from(localDate(now, law.timeZone))
  if (until < today.toString()) throw new Refusal('body-invalid', { field: '/until', rule: 'minimum' })
  if (until > today.add({ days: found.days }).toString()) throw new Refusal('body-invalid', { field: '/until', rule: 'maximum' })
  return found
}

/** What the clock erases of a case. */
export interface DueByClock {
  /** Everything, or the classes whose retention is over. */
  readonly due: 'all' | readonly Category[]
  /** When there is more to erase, ISO instant; null when nothing is left. */
  readonly next: string | null
}

/**
 * M1, DESIGN §7: what of a grant's content is over: each class at the end of the consent and its retention, everything at `eraseAt`,
 * whichever comes first. Danger ends the same way, since its `eraseAt` is 14 days off at most.
 */
export function dueByClock(
  { exp, eraseAt }: Pick<Grant, 'exp' | 'eraseAt'>,
  { retention }: Pick<RuleSet, 'retention'>,
  now: string,
): DueByClock {
  const at = Date.parse(now)
  const last = Date.parse(eraseAt)
  if (at >= last) return { due: 'all', next: null }
  const ends = retention.map(({ category, days }) => ({ category, end: Math.min(last, exp * 1000 + days * DAY_MS) }))
  const later = ends.filter(({ end }) => end > at).map(({ end }) => end)
  return {
    due: ends.filter(({ end }) => end <= at).map(({ category }) => category),
    next: new Date(Math.min(last, ...later)).toISOString(),
  }
}

/** c2: whether a statement speaks of every part that was to be erased, as erased or as kept. */
export function statesAll(
  asked: readonly string[],
  stated: { readonly erased: readonly string[]; readonly kept: readonly { readonly part: string }[] },
): boolean {
  return asked.every((part) => stated.erased.includes(part) || stated.kept.some((one) => one.part === part))
}

const DAY_MS = 86_400_000

/** The parts whose end can be told, in the order of the contract. */
const ERASABLE = PARTS.filter((part): part is ErasablePart => part !== '')

const inOrder = (parts: readonly Part[]): ErasablePart[] => ERASABLE.filter((part) => parts.includes(part))
