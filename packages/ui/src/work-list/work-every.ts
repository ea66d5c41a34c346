import type { ReferralLine } from '@ihala/contract'

/** How often the work list is read again, milliseconds. Lines are codes without a person; reading them is no look at a file. */
const WORK_EVERY = 10_000
/** And while something waits to be delivered: whoever sent it looks at it. */
const WAITING_EVERY = 3_000

/** And while the service tells what changes: should it ever forget something, a minute mends it. */
const TOLD_EVERY = 60_000

/** After how many milliseconds these lines are read again; `told` says that the service tells what changes. */
export function workEvery(lines: readonly Pick<ReferralLine, 'waiting'>[], told: boolean): number {
  if (lines.some(({ waiting }) => waiting !== null && waiting.reason !== 'expired')) return WAITING_EVERY
  return told ? TOLD_EVERY : WORK_EVERY
}
