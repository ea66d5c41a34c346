import { type NewReferral, type ReferralState, Refusal } from '@ihala/contract'
import type { Referral } from '../referral/referral.ts'

/**
 * One question to several bodies asks whether they can, and no more: a person is requested of one body at a time. Those asked at once
 * are no order, and none is named beside them. Throws Refusal `body-invalid`.
 */
export function assertAskedTogether({ step, next = [], beside = [] }: Pick<NewReferral, 'step' | 'next' | 'beside'>): void {
  if (beside.length > 0 && (step !== 'enquire' || next.length > 0))
    throw new Refusal('body-invalid', { field: '/beside', rule: 'together' })
}

/** Whether a body has been asked to take the person, or has taken them on. */
function isChosen(state: ReferralState): boolean {
  switch (state) {
    case 'requested':
    case 'opened':
    case 'accepted':
    case 'in-progress':
    case 'on-hold':
    case 'completed':
      return true
    case 'enquired':
    case 'answered':
    case 'failed':
    case 'rejected':
    case 'cancelled':
    case 'handed-back':
    case 'taken-back':
    case 'entered-in-error':
      return false
    default:
      return state satisfies never
  }
}

/**
 * Of several that were asked together one is chosen; another only when that one did not take the person on, or gave them back.
 * @param others how the referrals to the other bodies stand
 */
export function isOpenToChoice(others: readonly ReferralState[]): boolean {
  return !others.some(isChosen)
}

/** Whether a body answered that it may take the person, now or after a while, and nothing speaks against asking it. */
export function hasPlace({
  state,
  cancelling,
  capacity,
  conflict,
}: Pick<Referral, 'state' | 'cancelling' | 'capacity' | 'conflict'>): boolean {
  return state === 'answered' && !cancelling && capacity !== null && capacity.answer !== 'none' && conflict !== 'found'
}

/** Whether a body that was not chosen is still to be told so: it was asked, and nobody has asked it for more since. */
export function isWaitedFor(state: ReferralState): boolean {
  return state === 'enquired' || state === 'answered'
}
