import type { ReferralLine } from '@ihala/contract'

/** How often the work list is read again, milliseconds. Lines are codes without a person; reading them is no look at a file. */
const WORK_EVERY = 10_000
/** And while something waits to be delivered: whoever sent it looks at it. */
const WAITING_EVERY = 3_000

/** After how many milliseconds these lines are read again. */
export function workEvery(lines: readonly Pick<ReferralLine, 'waiting'>[]): number {
  return lines.some(({ waiting }) => waiting !== null && waiting.reason !== 'expired') ? WAITING_EVERY : WORK_EVERY
}
