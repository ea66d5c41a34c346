import { Refusal } from '@ihala/contract'
import { Temporal } from 'temporal-polyfill'

/** The calendar date (`YYYY-MM-DD`) of an ISO instant in a time zone (IANA name): the law and people count local days. */
export function localDate(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

/** A day that is in no calendar (31 February) is refused. Throws Refusal `body-invalid`. */
export function assertDate(field: string, date: string): void {
  const at = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) throw new Refusal('body-invalid', { field, rule: 'date' })
}

/**
 * The instants between which local days lie, from the first moment of one day until the first after another (both `YYYY-MM-DD`), and
 * how many days these are; none or fewer when they are the wrong way round. @throws RangeError for what is no day
 */
export function localDays(
  from: string,
  to: string,
  timeZone: string,
): { readonly from: string; readonly until: string; readonly days: number } {
  const [first, after] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })]
  const startOf = (day: Temporal.PlainDate): string => new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds).toISOString()
  return { from: startOf(first), until: startOf(after), days: first.until(after).days }
}
