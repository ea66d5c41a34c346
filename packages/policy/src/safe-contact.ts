import type { SectionOf } from '@ihala/contract'
import { Temporal } from 'temporal-polyfill'

/** Whether somebody may be contacted at this moment. */
export type ContactNow = 'yes' | 'outside-hours' | 'no'

/**
 * R-3, C8: whether a person may be contacted now, by their own plan. Without a plan: no. The hours are the person's, on the clock where
 * the network works; they may run over midnight, and hours that begin when they end are none.
 * @param now ISO instant
 * @param timeZone IANA name
 */
export function contactNow(
  plan: Pick<SectionOf<'safe-contact'>, 'mayContact' | 'hours'> | undefined,
  now: string,
  timeZone: string,
): ContactNow {
  if (plan === undefined || !plan.mayContact) return 'no'
  if (plan.hours === undefined) return 'yes'
  const { from, until } = plan.hours
  const clock = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
  const within = from <= until ? from <= clock && clock < until : from <= clock || clock < until
  return within ? 'yes' : 'outside-hours'
}
