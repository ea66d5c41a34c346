import { type ComplaintView, type NewComplaint, type ReferralState, Refusal } from '@ihala/contract'
import { clockOf } from '@ihala/desk'
import { assertDate } from '@ihala/policy'
import type { Static } from 'typebox'

/** What an officer writes down. */
export type ComplaintGiven = Static<typeof NewComplaint>
/** A complaint as officers see it. */
export type ComplaintShown = Static<typeof ComplaintView>

/** Where the referral of a person stands, as the desk keeps it. */
export interface Standing {
  readonly referralId: string
  readonly state: ReferralState
  readonly businessStatus: string | null
  readonly dueAt: string
}

/**
 * the date of complaint is the first documented contact, so it is a real day and none to come.
 * Throws Refusal `body-invalid`.
 */
export function assertContactDate({ firstContactOn }: Pick<ComplaintGiven, 'firstContactOn'>, today: string): void {
  assertDate('/firstContactOn', firstContactOn)
  if (firstContactOn > today) throw new Refusal('body-invalid', { field: '/firstContactOn', rule: 'future' })
}

/**
 * J-1: what the officer sees of one person: the stage and the clock, not the file. The stage is the last the other body
 * told of; before it told any, and after the end, the referral's own state.
 */
export function shown(personId: string, standing: Standing | undefined): ComplaintShown['people'][number] {
  if (standing === undefined) return { personId, referralId: null, stage: null, dueAt: null }
  const { referralId, state, businessStatus, dueAt } = standing
  return { personId, referralId, stage: underWay(state) ? (businessStatus ?? state) : state, dueAt: clockOf({ dueAt }) }
}

function underWay(state: ReferralState): boolean {
  switch (state) {
    case 'enquired':
    case 'answered':
    case 'requested':
    case 'opened':
    case 'accepted':
    case 'in-progress':
    case 'on-hold':
      return true
    case 'completed':
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
