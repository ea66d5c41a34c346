import { HOLD_CONFIRMED_WITHIN_HOURS, Refusal } from '@ihala/contract'
import type { LegalHold } from './hold.store.ts'

/** How long a hold waits for its second person, milliseconds; then it is asked for anew. */
export const HOLD_CONFIRMED_WITHIN = HOLD_CONFIRMED_WITHIN_HOURS * 60 * 60_000

/**
 * M1: a hold is put in force by another one than asked for it, within a day, once.
 * @param staff row id of who confirms; @param now ISO instant. Throws Refusal `state-forbids`, `second-person-required`.
 */
export function assertConfirms(hold: Pick<LegalHold, 'askedBy' | 'askedAt' | 'confirmedAt' | 'endedAt'>, staff: string, now: string): void {
  assertNotEnded(hold)
  if (hold.confirmedAt !== null) throw new Refusal('state-forbids', { state: 'confirmed' })
  if (Date.parse(now) - Date.parse(hold.askedAt) > HOLD_CONFIRMED_WITHIN) throw new Refusal('state-forbids', { state: 'too-old' })
  if (hold.askedBy === staff) throw new Refusal('second-person-required')
}

/** A hold ends once. Throws Refusal `state-forbids`. */
export function assertNotEnded({ endedAt }: Pick<LegalHold, 'endedAt'>): void {
  if (endedAt !== null) throw new Refusal('state-forbids', { state: 'ended' })
}
