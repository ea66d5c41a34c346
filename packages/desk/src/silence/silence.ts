import type { ReferralState, TimelineEntry } from '@ihala/contract'
import { clockRule, isPast, RESPONSE_CLOCKS, type RuleSet } from '@ihala/policy'
import { NO_CLOCK, type Referral } from '../referral/referral.ts'

/** States in which the body that was asked owes an answer. */
export const UNANSWERED = ['enquired', 'requested', 'opened'] as const satisfies readonly ReferralState[]

/** L5: a clock that ran out without an answer. `breach` is the event that its rule names, `law` the rule set. */
export interface Silence {
  readonly dueAt: string
  readonly clock: string
  readonly law: string
  readonly breach: string
}

/**
 * L5: whether a request was left without an answer. The time is the one that the signed request named, so that both ends count alike; the
 * law is the one under which it began (c17).
 * @param law the rule set in force at an instant
 */
export function silenceOf(
  { state, dueAt, urgency, receivedAt }: Pick<Referral, 'state' | 'dueAt' | 'urgency' | 'receivedAt'>,
  law: (at: string) => RuleSet,
  now: string,
): Silence | 'too-early' | undefined {
  if (dueAt === NO_CLOCK || !UNANSWERED.some((one) => one === state)) return undefined
  if (!isPast(dueAt, now)) return 'too-early'
  const clock = RESPONSE_CLOCKS[urgency]
  const rules = law(receivedAt)
  return { dueAt, clock, law: rules.id, breach: clockRule(rules, clock).breach }
}

/** A silence on the timeline: it is the recipient's, whichever end looks at it. */
export function silenceEntry({ side, urgency }: Pick<Referral, 'side' | 'urgency'>, { dueAt, breach }: Silence): TimelineEntry {
  return { at: dueAt, event: breach, by: side === 'recipient' ? 'us' : 'them', delivered: true, codes: [urgency] }
}
