/** At most one notice in so long, milliseconds: what comes together is said once. */
export const NOTICE_EVERY = 60_000

/** Whether the device may say that something changed: asked for, allowed, nobody is looking, and not said a moment ago. */
export function mayNotice(state: {
  readonly on: boolean
  readonly hidden: boolean
  readonly permission: string
  /** Since the last one, milliseconds. */
  readonly since: number
}): boolean {
  return state.on && state.hidden && state.permission === 'granted' && state.since >= NOTICE_EVERY
}
