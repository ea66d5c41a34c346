/**
 * Whether somebody is at the device. An open page asks things by itself, and that must keep nobody signed in: a request counts as
 * the staff member being there only where a key or a pointer was used since the last one that counted. What was pressed is not kept.
 */
export interface Presence {
  /** Somebody used a key or a pointer since the last request that counted. */
  readonly acted: () => boolean
  /** A request that counted was answered. */
  readonly counted: () => void
  /** When that last happened, epoch milliseconds. */
  readonly countedAt: () => number
  /** Says that somebody is there. */
  readonly act: () => void
}

/** Somebody opened the page: that is an act. `now` is the clock, epoch milliseconds. */
export function presenceFrom(now: () => number): Presence {
  let acted = true
  let countedAt = now()
  return {
    acted: () => acted,
    counted: () => {
      acted = false
      countedAt = now()
    },
    countedAt: () => countedAt,
    act: () => {
      acted = true
    },
  }
}

const ACTS = ['keydown', 'pointerdown', 'wheel', 'touchmove'] as const

/** Watches a window for signs of somebody. Answers how to end that. */
export function watchPresence(presence: Presence, window: Window): () => void {
  for (const act of ACTS) window.addEventListener(act, presence.act, { capture: true, passive: true })
  return () => {
    for (const act of ACTS) window.removeEventListener(act, presence.act, { capture: true })
  }
}
