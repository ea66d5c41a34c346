import { type BedView, type NeedSection, type ReferralState, Refusal } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import type { Static } from 'typebox'

/** A bed; a family bed is a place for an adult with children. */
export type Bed = Pick<Static<typeof BedView>, 'id' | 'label' | 'sex' | 'family' | 'stepFree'>

/** What of a need decides about a bed, and nothing else does. */
export type BedNeed = Pick<NeedSection, 'sex' | 'children' | 'access'>

/** What a bed lacks for a need; undefined when it fits. */
export function misfit(bed: Bed, need: BedNeed): 'sex' | 'family' | 'step-free' | undefined {
  if (bed.sex !== 'any' && bed.sex !== need.sex) return 'sex'
  if ((need.children.length > 0 || need.access.includes('family-room')) && !bed.family) return 'family'
  if (need.access.includes('step-free') && !bed.stepFree) return 'step-free'
  return undefined
}

/** Throws Refusal `body-invalid` with what the bed lacks: sex, room for the children, a way without steps. */
export function assertFits(bed: Bed, need: BedNeed): void {
  const rule = misfit(bed, need)
  if (rule !== undefined) throw new Refusal('body-invalid', { field: '/bedId', rule })
}

const HOLDABLE: ReadonlySet<ReferralState> = new Set(['enquired', 'answered', 'requested', 'opened', 'accepted'])

/** Whether a bed may be kept for a referral: it is ours to answer, nobody is here yet, and its sender has not asked to stop. */
export function mayHold({ side, state, cancelling }: Pick<Referral, 'side' | 'state' | 'cancelling'>): boolean {
  return side === 'recipient' && HOLDABLE.has(state) && !cancelling
}

/**
 * Whether a bed that is held stays so. Once accepted it does until the wish to stop is answered: a person may be on the way.
 */
export function keepsHold({ side, state, cancelling }: Pick<Referral, 'side' | 'state' | 'cancelling'>): boolean {
  return mayHold({ side, state, cancelling: cancelling && state !== 'accepted' })
}

/** Throws Refusal `state-forbids` when no bed may be kept for it. */
export function assertMayHold(referral: Pick<Referral, 'side' | 'state' | 'cancelling'>): void {
  if (!mayHold(referral)) throw new Refusal('state-forbids', { state: referral.state })
}

/** Hours a bed is kept empty: long enough to answer and to come, short enough that the next person is not turned away for nobody. */
const HOLD_HOURS: Readonly<Record<Referral['urgency'], number>> = { immediate: 4, tonight: 12, planned: 48 }

/** Until when a bed is kept, as an ISO instant. */
export function holdUntil(urgency: Referral['urgency'], now: string): string {
  return new Date(Date.parse(now) + HOLD_HOURS[urgency] * 3_600_000).toISOString()
}

/** Whether a hold is over by the clock, whatever the queue of jobs has done. */
export function hasLapsed(until: string, now: string): boolean {
  return Date.parse(until) <= Date.parse(now)
}
