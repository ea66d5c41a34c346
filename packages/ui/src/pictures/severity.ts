import type { ReferralState } from '@ihala/contract'

/** How near a deadline is: passed, in its last quarter, in its last half, further off, none, or no longer asked. */
export type Severity = 'overdue' | 'urgent' | 'soon' | 'calm' | 'none' | 'ended'

const ENDED: ReadonlySet<ReferralState> = new Set(['completed', 'failed', 'rejected', 'cancelled', 'taken-back', 'entered-in-error'])

/** Whether the other body, or this one, has still to answer. */
export function awaitsAnswer({ state }: { readonly state: ReferralState }): boolean {
  return state === 'enquired' || state === 'requested' || state === 'opened'
}

/** A clock as the screen knows it. Instants are ISO text. */
export interface Clock {
  readonly startedAt: string
  readonly dueAt: string | null
}

/** Which part of the time is gone, 0 to 1; 1 when the deadline has passed. */
export function elapsed({ startedAt, dueAt }: Clock, now: number): number {
  if (dueAt === null) return 0
  const start = Date.parse(startedAt)
  const length = Date.parse(dueAt) - start
  if (length <= 0) return now >= Date.parse(dueAt) ? 1 : 0
  return Math.min(1, Math.max(0, (now - start) / length))
}

/** The severity of a referral's clock at a time (epoch milliseconds). */
export function severityOf(
  { state, receivedAt, dueAt }: { state: ReferralState; receivedAt: string; dueAt: string | null },
  now: number,
): Severity {
  if (ENDED.has(state)) return 'ended'
  return severityOfClock({ startedAt: receivedAt, dueAt }, now)
}

/** The severity of any clock. */
export function severityOfClock(clock: Clock, now: number): Exclude<Severity, 'ended'> {
  if (clock.dueAt === null) return 'none'
  if (now >= Date.parse(clock.dueAt)) return 'overdue'
  const gone = elapsed(clock, now)
  if (gone >= 0.75) return 'urgent'
  return gone >= 0.5 ? 'soon' : 'calm'
}
