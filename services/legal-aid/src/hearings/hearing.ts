import { type NewHearing, Refusal } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import { clockRule, deadline, type RuleSet } from '@ihala/policy'
import type { Static } from 'typebox'
import { isTakenOn } from '../offers/offer.ts'

/** The clock of D-3: a hearing nobody has confirmed 48 h ahead is a task. */
const CONFIRMATION = 'hearing-confirmation'

/** Throws Refusal `state-forbids` for a case that is not ours to plead, `body-invalid` for a day that is over. */
export function assertMaySet(referral: Pick<Referral, 'side' | 'state'>, { at }: Static<typeof NewHearing>, now: string): void {
  if (!isTakenOn(referral)) throw new Refusal('state-forbids', { state: referral.state })
  if (Date.parse(at) <= Date.parse(now)) throw new Refusal('body-invalid', { field: '/at', rule: 'future' })
}

/** By when a hearing must be confirmed, by the law in force; at once when it is nearer than that. ISO instant. */
export function confirmBy(at: string, now: string, law: RuleSet): string {
  return deadline(clockRule(law, CONFIRMATION), now, law, { appointment: at })
}
