import type { SessionView } from '@ihala/contract'

/** Said so long before the end, seconds: WCAG 2.2.1 asks for twenty at least. */
export const WARN_SECONDS = 120
/** Somebody who types without sending is said to be there so often, milliseconds. */
const TELL_EVERY = 5 * 60_000

/** When a session ends, epoch milliseconds of this device; `final` when nothing moves that end. */
export interface SessionEnd {
  readonly at: number
  readonly final: boolean
}

/** The end as a session says it. */
export function endOf({ idle, atMost }: SessionView['secondsLeft'], now: number): SessionEnd {
  return { at: now + Math.min(idle, atMost) * 1000, final: atMost <= idle }
}

/** What the page does about its session now. */
export type Due = 'nothing' | 'tell' | 'ask'

/**
 * Near its end the service is asked how long there is, for another window may have lengthened it; before, only somebody who works
 * without sending anything is told of.
 */
export function dueNow(end: SessionEnd, presence: { readonly acted: boolean; readonly countedAt: number }, now: number): Due {
  if (end.at - now <= WARN_SECONDS * 1000) return 'ask'
  return presence.acted && now - presence.countedAt >= TELL_EVERY ? 'tell' : 'nothing'
}

/** Whole seconds that are left, never fewer than none. */
export function secondsUntil(end: SessionEnd, now: number): number {
  return Math.max(0, Math.ceil((end.at - now) / 1000))
}
