import { HOLD_CONFIRMED_WITHIN_HOURS, type HoldView } from '@ihala/contract'

/** Where a hold stands: asked for, asked for too long ago, in force, past its day, or ended by somebody. */
export type HoldState = 'asked' | 'too-old' | 'in-force' | 'over' | 'ended'

const HOUR = 3_600_000

/** The local day of an instant (epoch milliseconds) in a time zone (IANA name), as `YYYY-MM-DD`. */
export function localDay(now: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(now))
}

/** M1: until when a second person may put it in force, ISO instant. */
export function confirmedBy({ askedAt }: Pick<HoldView, 'askedAt'>): string {
  return new Date(Date.parse(askedAt) + HOLD_CONFIRMED_WITHIN_HOURS * HOUR).toISOString()
}

/** M1: where a hold stands now. `now` is epoch milliseconds; the last day counts whole, in the organisation's zone. */
export function stateOf(
  hold: Pick<HoldView, 'askedAt' | 'confirmedAt' | 'endedAt' | 'until'>,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): HoldState {
  if (hold.endedAt !== null) return 'ended'
  if (hold.confirmedAt === null) return now > Date.parse(confirmedBy(hold)) ? 'too-old' : 'asked'
  return hold.until < localDay(now, timeZone) ? 'over' : 'in-force'
}
