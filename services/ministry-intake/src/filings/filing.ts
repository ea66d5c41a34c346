import { FILINGS_STEP, type FilingList, type FilingStatement } from '@ihala/contract'
import { localDate } from '@ihala/policy'

const DAY_MS = 86_400_000
/** What was filed in the last second of a day is committed by then, milliseconds. */
const SETTLED_MS = 15 * 60_000

/** c1: what is signed of one filing. @param date local date; only the day is told */
export function filingStatement(iss: string, date: string, filing: string): FilingStatement {
  return { iss, iat: Date.parse(`${date}T00:00:00.000Z`) / 1000, evt: 'filed', filing }
}

/**
 * c1: what is signed of a day: its filings among as many random values as fill it up to a multiple of `FILINGS_STEP`, in the order of
 * their text, so that a list of one filing looks like that of another day. @param random a fresh value, as long as a filing
 */
export function filingList(iss: string, date: string, filings: readonly string[], random: () => string): FilingList {
  const length = Math.max(1, Math.ceil(filings.length / FILINGS_STEP)) * FILINGS_STEP
  const all = new Set(filings)
  while (all.size < length) all.add(random())
  return { iss, date, filings: [...all].sort() }
}

/** The last local date that is over, and whose filings are all committed, `YYYY-MM-DD`: no later one has a list. @param now ISO instant */
export function lastDayToList(now: string, timeZone: string): string {
  const settled = new Date(Date.parse(now) - SETTLED_MS).toISOString()
  return new Date(Date.parse(localDate(settled, timeZone)) - DAY_MS).toISOString().slice(0, 10)
}

/** The local dates after `last` up to and with `until`, at most `most` of them; only `until` when there was none before. */
export function daysToList(last: string | undefined, until: string, most: number): string[] {
  const days: string[] = []
  let at = last === undefined ? Date.parse(until) : Date.parse(last) + DAY_MS
  for (; at <= Date.parse(until) && days.length < most; at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
