import { INDICATOR_OF, type Indicator, Refusal, type ReportContent, type ReportOutcome, type ReportStep } from '@ihala/contract'
import { localDays } from '@ihala/policy'

/** What is decided about a report by. */
export interface Report {
  readonly id: string
  readonly caseId: string
  /** Local date. */
  readonly filedOn: string
  readonly statement: string
  readonly step: ReportStep
  readonly acknowledgeBy: string
  readonly acknowledgedAt: string | null
  readonly breachedAt: string | null
  readonly outcome: ReportOutcome | null
  /** D8: what it had been closed as when whoever reported said that it is not so. */
  readonly contradicted: ReportOutcome | null
  readonly closedAt: string | null
  readonly withdrawnAt: string | null
  readonly sealed: string | null
  readonly sealedTo: string | null
  readonly content: Buffer | null
  readonly identity: Buffer | null
  readonly personId: string | null
  /** When they said anew who they are since a file was made, and nobody has decided about it; and the task of it. */
  readonly correctedAt: string | null
  readonly correctionTask: string | null
  readonly version: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A9: calendar days until somebody must have read a report; the day it was filed does not count. */
const ACKNOWLEDGE_DAYS = 7
/** Days in which one who reported may still write after it was closed. */
const ANSWERS_AFTER_CLOSING = 30

/** A5: an instant as it is kept and shown: its hour. */
export function toTheHour(instant: string): string {
  return new Date(Math.floor(Date.parse(instant) / HOUR_MS) * HOUR_MS).toISOString()
}

/** First second of a local date in UTC, milliseconds since 1970: what a statement and a row's id say of the time. */
export function dayInUtc(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`)
}

/** A9: the last local second in which reading a report is in time. @param filedOn local date */
export function acknowledgeBy(filedOn: string, timeZone: string): string {
  const last = new Date(dayInUtc(filedOn) + ACKNOWLEDGE_DAYS * DAY_MS).toISOString().slice(0, 10)
  return new Date(Date.parse(localDays(last, last, timeZone).until) - 1000).toISOString()
}

/** which of the eleven indicators the answers point to, in the order of the questions. They inform, and decide nothing. */
export function indicatorsIn({ answers }: Pick<ReportContent, 'answers'>): Indicator[] {
  const found = answers.flatMap(({ question, answer }) => {
    const points = INDICATOR_OF[question]
    return points?.when === answer ? [points.indicator] : []
  })
  return [...new Set(found)]
}

/** Whether somebody still reads what is written to a report: it was neither taken back nor closed long ago. */
export function hears({ withdrawnAt, closedAt }: Pick<Report, 'withdrawnAt' | 'closedAt'>, now: string): boolean {
  const over = closedAt !== null && Date.parse(now) > Date.parse(closedAt) + ANSWERS_AFTER_CLOSING * DAY_MS
  return withdrawnAt === null && !over
}

/** Throws Refusal `report-closed`: nobody reads any more what is written to it. */
export function assertHears(report: Pick<Report, 'withdrawnAt' | 'closedAt'>, now: string): void {
  if (!hears(report, now)) throw new Refusal('report-closed')
}

/** Throws Refusal `report-closed`: the ministry works on it no more. */
export function assertOpen({ step }: Pick<Report, 'step'>): void {
  if (step === 'closed') throw new Refusal('report-closed')
}

/** Throws Refusal `state-forbids`: nobody has read it yet, so nobody can work on it, ask about it or close it. */
export function assertRead({ step }: Pick<Report, 'step'>): void {
  if (step === 'received') throw new Refusal('state-forbids', { rule: 'not-read' })
}

/** A6: throws Refusal `state-forbids` while nobody said who they are, or when it was done already. */
export function assertBecomesCase({ identity, personId }: Pick<Report, 'identity' | 'personId'>): void {
  if (identity === null) throw new Refusal('state-forbids', { rule: 'not-identified' })
  if (personId !== null) throw new Refusal('state-forbids', { rule: 'has-person' })
}

/** The file that was made, when something was said anew that is not decided. Throws Refusal `state-forbids`. */
export function assertCorrected({ correctedAt, personId }: Pick<Report, 'correctedAt' | 'personId'>): string {
  if (correctedAt === null || personId === null) throw new Refusal('state-forbids', { rule: 'not-corrected' })
  return personId
}

/** Throws Refusal `state-forbids`: it became a case only when a person was made of it. */
export function assertClosesAs({ personId }: Pick<Report, 'personId'>, outcome: ReportOutcome): void {
  if (outcome === 'became-case' && personId === null) throw new Refusal('state-forbids', { rule: 'not-identified' })
}
