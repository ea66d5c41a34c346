import { type Departure as DepartureBody, type Outcome, type ReferralState, Refusal } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import type { Static } from 'typebox'

/** Where somebody went. */
export type Departure = Static<typeof DepartureBody>['departure']

/** States in which somebody is ours to care for. */
const TAKEN_ON: ReadonlySet<ReferralState> = new Set(['accepted', 'in-progress', 'on-hold'])

/** Whether the person is with us by the referral's word; then a departure ends it. */
export function isTakenOn({ side, state }: Pick<Referral, 'side' | 'state'>): boolean {
  return side === 'recipient' && TAKEN_ON.has(state)
}

/**
 * Whether somebody may be received: accepted, and not here already. A sender's wish to stop turns nobody away at the door.
 * Throws Refusal `state-forbids`.
 */
export function assertMayArrive(referral: Pick<Referral, 'side' | 'state'>, isHere: boolean): void {
  if (!isTakenOn(referral)) throw new Refusal('state-forbids', { state: referral.state })
  if (isHere) throw new Refusal('state-forbids', { state: 'arrived' })
}

/** Whether arriving begins or takes up the work: then the other end is told. */
export function startsWithArrival(state: ReferralState): boolean {
  return state === 'accepted' || state === 'on-hold'
}

/** Throws Refusal `state-forbids` when the person has left already. */
export function assertMayDepart(stay: { readonly departedAt: string | null }): void {
  if (stay.departedAt !== null) throw new Refusal('state-forbids', { state: 'departed' })
}

/** what became of it. To leave by one's own choice is an end like the others, never a failure. */
export function outcomeOf(departure: Departure): Outcome {
  switch (departure) {
    case 'left-by-own-choice':
    case 'moved-to-other-house':
    case 'returned-home-voluntarily':
      return departure
    case 'own-housing':
      return 'sheltered'
    default:
      return departure satisfies never
  }
}
