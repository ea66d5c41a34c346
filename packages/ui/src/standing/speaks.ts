import type { AgeSettled, IncapacityView } from '@ihala/contract'
import { needsGuardian } from '../new-referral/draft.ts'

/** whether another age means that somebody else may say yes, so that what was agreed ends. */
export function asksAgain(before: AgeSettled['ageBand'] | undefined, after: AgeSettled['ageBand'] | undefined): boolean {
  if (after === undefined) return false
  return before === undefined || needsGuardian({ ageBand: before }) !== needsGuardian({ ageBand: after })
}

/**
 * who says yes for somebody at a moment (epoch milliseconds). Where nobody settled the age, the file says it; undefined then.
 */
export function speaksFor(
  settled: Pick<AgeSettled, 'ageBand'> | null,
  found: readonly IncapacityView[],
  now: number,
): 'person' | 'guardian' | 'others' | undefined {
  if (settled !== null && needsGuardian(settled)) return 'guardian'
  if (found.some((one) => incapacityStands(one, now) === 'stands')) return 'others'
  return settled === null ? undefined : 'person'
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
