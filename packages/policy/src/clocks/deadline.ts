import { Temporal } from 'temporal-polyfill'
import { localDate } from './local-date.ts'
import type { ClockRule, DayClock, ExactClock, RuleSet } from './rule-set.ts'

/** A stretch of time for which a clock lawfully stood still. ISO instants, `from` ≤ `until`. */
export interface Standstill {
  readonly from: string
  readonly until: string
}

/** What beside the start decides a deadline. */
export interface Circumstances {
  readonly standstills?: readonly Standstill[]
  /** The date the start event set (a hearing), for clocks that count before an appointment. */
  readonly appointment?: string
}

/**
 * J-1, c17: when a clock that started at `start` is due, as an ISO instant in UTC.
 *
 * Days: the day of the event is not counted, due at the last local second of the last day counted; a local day touched
 * by a lawful standstill is not counted. Hours and minutes: elapsed time, longer by the standstills.
 * @throws RangeError (a fault) for an appointment clock without its date, or a rule set without working days.
 */
export function deadline(clock: ClockRule, start: string, ruleSet: RuleSet, circumstances: Circumstances = {}): string {
  switch (clock.unit) {
    case 'calendar':
    case 'working':
      return dueOnDay(clock, start, ruleSet, circumstances.standstills ?? [])
    case 'hour':
    case 'minute':
      return dueToTheMinute(clock, start, circumstances)
    default:
      return unknownUnit(clock)
  }
}

/** Whether a deadline has gone by. It names a whole second, and that second still belongs to it. */
export function isPast(dueAt: string, now: string): boolean {
  return wholeSecond(now) > wholeSecond(dueAt)
}

/** Whether work is done on a local date (`YYYY-MM-DD`): in the working week and no holiday. */
export function isWorkingDay(date: string, ruleSet: RuleSet): boolean {
  const weekday = Temporal.PlainDate.from(date).dayOfWeek
  return ruleSet.workingWeek.includes(weekday) && ruleSet.holidays.every((holiday) => holiday.date !== date)
}

/** How a clock stands for the eye: the colour and the bar. */
export interface Severity {
  readonly level: 'running' | 'due-soon' | 'breached'
  /** Share of the whole time that is left: 1 at the start, 0 when due and after. */
  readonly fractionLeft: number
}

/** From this share of the time left on, a clock is shown as due soon. A choice of this design, not of a law. */
export const DUE_SOON_FROM = 0.25

/** How near a deadline is, for the picture of a clock; `span` as ISO instants. */
export function severity(span: { readonly startedAt: string; readonly dueAt: string }, now: string): Severity {
  if (isPast(span.dueAt, now)) return { level: 'breached', fractionLeft: 0 }
  const start = milliseconds(span.startedAt)
  const due = milliseconds(span.dueAt)
  const left = due - milliseconds(now)
  const fractionLeft = due <= start ? 0 : Math.min(1, Math.max(0, left / (due - start)))
  return { level: fractionLeft <= DUE_SOON_FROM ? 'due-soon' : 'running', fractionLeft }
}

function dueOnDay(clock: DayClock, start: string, ruleSet: RuleSet, standstills: readonly Standstill[]): string {
  if (ruleSet.workingWeek.length === 0) throw new RangeError(`rule set ${ruleSet.id} has no working day`)
  const dateOf = (at: string) => localDate(at, ruleSet.timeZone)
  const stood = standstills.map(({ from, until }) => ({ from: dateOf(from), until: dateOf(until) }))
  const stands = (date: string) => stood.some(({ from, until }) => from <= date && date <= until)
  const counts = (date: string) => !stands(date) && (clock.unit === 'calendar' || isWorkingDay(date, ruleSet))
  const mayEnd = (date: string) => clock.roll === 'none' || (!stands(date) && isWorkingDay(date, ruleSet))

  let day = Temporal.PlainDate.from(dateOf(start))
  for (let counted = 0; counted < clock.length; ) {
    day = day.add({ days: 1 })
    if (counts(day.toString())) counted += 1
  }
  while (!mayEnd(day.toString())) day = day.add({ days: 1 })
  return lastSecond(day, ruleSet.timeZone).toString()
}

/** By the start of the next day, so that a midnight moved by summer time cannot shift it. */
function lastSecond(day: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant().subtract({ seconds: 1 })
}

function dueToTheMinute(clock: ExactClock, start: string, circumstances: Circumstances): string {
  const length = clock.unit === 'hour' ? { hours: clock.length } : { minutes: clock.length }
  const started = Temporal.Instant.from(start)
  switch (clock.counts) {
    case 'from-start':
      return lengthened(started, started.add(length), circumstances.standstills ?? []).toString()
    case 'before-appointment': {
      if (circumstances.appointment === undefined) throw new RangeError(`clock ${clock.code} needs the date of the appointment`)
      const due = Temporal.Instant.from(circumstances.appointment).subtract(length)
      return (Temporal.Instant.compare(due, started) < 0 ? started : due).toString()
    }
    default:
      return unknownCount(clock.counts)
  }
}

function lengthened(started: Temporal.Instant, due: Temporal.Instant, standstills: readonly Standstill[]): Temporal.Instant {
  const inOrder = standstills
    .map(({ from, until }) => ({ from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) }))
    .sort((a, b) => Temporal.Instant.compare(a.from, b.from))
  let reached = started
  let later = due
  for (const { from, until } of inOrder) {
    if (Temporal.Instant.compare(from, later) > 0) break
    // Two reasons at once stop the clock once: only what lies beyond the part already allowed for is added.
    const begin = Temporal.Instant.compare(from, reached) < 0 ? reached : from
    if (Temporal.Instant.compare(until, begin) <= 0) continue
    later = later.add(begin.until(until))
    reached = until
  }
  return later
}

function wholeSecond(at: string): number {
  return Math.floor(milliseconds(at) / 1000)
}

function milliseconds(at: string): number {
  return Temporal.Instant.from(at).epochMilliseconds
}

function unknownUnit(clock: never): never {
  throw new RangeError(`unknown unit in clock ${JSON.stringify(clock)}`)
}

function unknownCount(counts: never): never {
  throw new RangeError(`unknown way to count ${String(counts)}`)
}
