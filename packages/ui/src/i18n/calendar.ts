import { type Locale, tagOf } from './locale.ts'

/** Writes instants, days, spans, money and names the way one reader reads them. Every input of time is ISO text. */
export interface Writer {
  /** A Gregorian day: `22 November 2025`. Takes an instant, or a calendar date, which has no zone. */
  readonly day: (at: string) => string
  /** The same day in the Umm al-Qura calendar. */
  readonly hijri: (at: string) => string
  /** A day in both calendars, for a sentence: `22 November 2025 (1 Jumada II 1447 AH)`. */
  readonly dayInBoth: (at: string) => string
  /** Day and hour, and the day in the other calendar. */
  readonly momentInBoth: (at: string) => string
  /** Day and hour. */
  readonly moment: (at: string) => string
  /** Short day and hour, for lists; the year only where it is not this year. */
  readonly shortMoment: (at: string, now: number) => string
  /** The hour alone. */
  readonly hour: (at: string) => string
  /** How far off: `in 1 hour 59 minutes`, `in 8 hours`, `3 days ago`. Never more than is left. */
  readonly away: (at: string, now: number) => string
  /** The time between two moments, in its largest fitting unit. */
  readonly span: (at: string, now: number) => string
  /** A month written `YYYY-MM`. */
  readonly month: (month: string) => string
  readonly number: (value: number) => string
  /** Whole minor units of a currency (ISO 4217 says how many make one). */
  readonly money: (minorUnits: number, currency: string) => string
  /** A size in KB or MB. */
  readonly bytes: (count: number) => string
  /** Name of an ISO 639-3 language; the code where nobody gave it a name. */
  readonly languageName: (code: string) => string
  /** Name of an ISO 3166-1 country. */
  readonly countryName: (code: string) => string
  readonly list: (items: readonly string[]) => string
}

const MINUTE = 60_000
const STEPS = [
  ['minute', MINUTE, 60 * MINUTE],
  ['hour', 60 * MINUTE, 72 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE, 45 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE, Number.POSITIVE_INFINITY],
] as const
/** Up to here the minutes of what is to come are said beside its hours: who has 1 h 59 min left does not have “one hour”. */
const MINUTES_COUNT = 6 * 60 * MINUTE

/** Made when it is first asked for, and kept: each of them reads tables of its language, and the first screen needs few. */
export function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => {
    made ??= { it: make() }
    return made.it
  }
}

/** Makes the writer of a locale. The formatters are made once and kept. */
export function writerOf(locale: Locale): Writer {
  const tag = tagOf(locale)
  const formats = new Map<string, Intl.DateTimeFormat>()
  const written = (at: string, options: Intl.DateTimeFormatOptions, calendar: 'gregory' | 'islamic-umalqura' = 'gregory'): string => {
    const timeZone = at.length === 10 ? 'UTC' : locale.timeZone
    const id = JSON.stringify([options, calendar, timeZone])
    let format = formats.get(id)
    if (!format) {
      format = new Intl.DateTimeFormat(tagOf(locale, calendar), { ...options, timeZone })
      formats.set(id, format)
    }
    return format.format(new Date(at))
  }
  const dayOf = { day: 'numeric', month: 'long', year: 'numeric' } as const
  const hourOf = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const relative = onFirstUse(() => new Intl.RelativeTimeFormat(tag, { numeric: 'always' }))
  const plain = onFirstUse(() => new Intl.NumberFormat(tag))
  const languages = onFirstUse(() => new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' }))
  const countries = onFirstUse(() => new Intl.DisplayNames(tag, { type: 'region', fallback: 'code' }))
  const lists = onFirstUse(() => new Intl.ListFormat(tag, { type: 'conjunction' }))
  const day = (at: string) => written(at, dayOf)
  // The era never stands alone on a line.
  const hijri = (at: string) => written(at, dayOf, 'islamic-umalqura').replace(/\s(?=\S+$)/, '\u00a0')
  const moment = (at: string) => written(at, { ...dayOf, ...hourOf })
  return {
    day,
    hijri,
    moment,
    dayInBoth: (at) => `${day(at)} (${hijri(at)})`,
    momentInBoth: (at) => `${moment(at)} (${hijri(at)})`,
    shortMoment: (at, now) => {
      const sameYear = at.slice(0, 4) === new Date(now).toISOString().slice(0, 4)
      return written(at, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }), ...hourOf })
    },
    hour: (at) => written(at, hourOf),
    away: (at, now) => awayText(relative(), locale.language, Date.parse(at) - now),
    span: (at, now) => {
      const [unit, count] = largestUnit(Math.abs(Date.parse(at) - now))
      return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
    },
    month: (month) => written(`${month}-01`, { month: 'long', year: 'numeric' }),
    number: (value) => plain().format(value),
    money: (minorUnits, currency) => moneyText(tag, minorUnits, currency),
    bytes: (count) => bytesText(tag, count),
    languageName: (code) => languages().of(code) ?? code,
    countryName: (code) => countries().of(code) ?? code,
    list: (items) => lists().format(items),
  }
}

function awayText(relative: Intl.RelativeTimeFormat, language: Locale['language'], distance: number): string {
  const minutes = Math.floor(distance / MINUTE)
  if (minutes > 60 && distance < MINUTES_COUNT && minutes % 60 > 0) {
    const said = relative.format(minutes % 60, 'minute')
    // Without its first word (`in`, `خلال`), which stands before the hours.
    const rest = said.slice(said.indexOf(' ') + 1)
    return `${relative.format(Math.floor(minutes / 60), 'hour')}${language === 'ar' ? ' و' : ' '}${rest}`
  }
  const [unit, count] = largestUnit(Math.abs(distance))
  return relative.format(distance < 0 ? -count : count, unit)
}

/** The largest unit that fits a distance in milliseconds, and how many of it; never zero. */
function largestUnit(size: number): readonly [(typeof STEPS)[number][0], number] {
  const [unit, length] = STEPS.find(([, , until]) => size < until) ?? STEPS[3]
  return [unit, Math.max(1, Math.floor(size / length))]
}

function moneyText(tag: string, minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'name' })
  const places = format.resolvedOptions().maximumFractionDigits ?? 2
  const whole = minorUnits % 10 ** places === 0
  const shown = whole
    ? new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'name', maximumFractionDigits: 0 })
    : format
  // Unicode’s Arabic has the rupee, which is feminine, of each country in the masculine.
  return shown.format(minorUnits / 10 ** places).replace(/(روبية \S+ي)(?!\S)/, '$1ة')
}

function bytesText(tag: string, count: number): string {
  const [unit, size] = count < 1_000_000 ? (['kilobyte', 1000] as const) : (['megabyte', 1_000_000] as const)
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }).format(count / size)
}
