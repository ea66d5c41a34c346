/** Locked after so long without a key or a touch, and when it was out of sight for as long. Milliseconds. */
export const LOCKS_AFTER = 5 * 60_000

/** Watches whether anybody is there. */
export interface Idle {
  /** Somebody pressed or touched something. */
  readonly here: () => void
  /** Locks if nobody was here for too long. */
  readonly look: () => void
}

/** @param now milliseconds of a clock that goes on while the device sleeps */
export function idleSince(now: () => number, lock: () => void): Idle {
  let last = now()
  const look = (): boolean => {
    const over = now() - last >= LOCKS_AFTER
    if (over) lock()
    return over
  }
  return {
    // Timers of a page that is out of sight, or on a device that sleeps, stand still: whoever comes back is not taken for who left.
    here: () => {
      if (!look()) last = now()
    },
    look,
  }
}
