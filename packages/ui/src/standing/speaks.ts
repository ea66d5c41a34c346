import type { AgeSettled, IncapacityView } from '@ihala/contract'
import { needsGuardian } from '../new-referral/draft.ts'

/** whether another age means that somebody else may say yes, so that what was agreed ends. */
export function asksAgain(before: AgeSettled['ageBand'] | undefined, after: AgeSettled['ageBand'] | undefined): boolean {
  if (after === undefined) return false
  return before === undefined || needsGuardian({ ageBand: before }) !== needsGuardian({ ageBand: after })
}

/** What an adult’s incapacity waits for at a moment (epoch milliseconds): a second professional, the day on which the person is asked, or nothing. */
export function incapacityStands(
  { confirmedAt, ableAt, askAgainAt }: IncapacityView,
  now: number,
): 'able' | 'second' | 'ask-now' | 'stands' {
  if (ableAt !== null) return 'able'
  if (Date.parse(askAgainAt) <= now) return 'ask-now'
  return confirmedAt === null ? 'second' : 'stands'
}
