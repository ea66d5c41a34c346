import { Refusal } from '@ihala/contract'

/** The calendar date (`YYYY-MM-DD`) of an ISO instant in a time zone (IANA name): the law and people count local days. */
export function localDate(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(instant))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** A day that is in no calendar (31 February) is refused. Throws Refusal `body-invalid`. */
export function assertDate(field: string, date: string): void {
  const at = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) throw new Refusal('body-invalid', { field, rule: 'date' })
}
