import { Category, type ErasablePart, type KeptGround, type ReferralState } from '@ihala/contract'
import { Temporal } from 'temporal-polyfill'

/** A day nobody works, named so that a person can check it. Source of the date goes into `source`. */
export interface Holiday {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string
  readonly name: string
  readonly source: string
}

/** A reason for which the law stops a clock. What the rule does not name stops nothing. */
export interface LawfulPause {
  readonly reason: string
  /** Names of the events with which the pause begins and ends. */
  readonly startsOn: readonly string[]
  readonly endsOn: readonly string[]
}

interface ClockTerms {
  readonly code: string
  /** `duty`: a body owes an act, its lapse is a breach. `window`: a person holds a right, its lapse is nobody's fault. */
  readonly kind: 'duty' | 'window'
  readonly startsOn: readonly string[]
  readonly endsOn: readonly string[]
  /** What a second start event does: a hearing set anew begins afresh, a complaint filed anew does not. */
  readonly secondStart: 'ignored' | 'begins-afresh'
  readonly length: number
  readonly pauses: readonly LawfulPause[]
  /** Name of the event written when the time has run out. */
  readonly breach: string
  readonly source: string
}

/** Days: the day of the event is not counted, due at the last local second of the last one. */
export interface DayClock extends ClockTerms {
  readonly unit: 'calendar' | 'working'
  readonly roll: 'none' | 'next-working'
}

/** Hours and minutes run through nights, weekends and holidays, and know no rolling. */
export interface ExactClock extends ClockTerms {
  readonly unit: 'hour' | 'minute'
  readonly roll: 'none'
  /** `before-appointment`: due so long before the date that the start event set, never before that event itself. */
  readonly counts: 'from-start' | 'before-appointment'
}

/** One legal clock as data. `length` is a whole number of `unit`s, at least 1. */
export type ClockRule = DayClock | ExactClock

/** M1: how long data of a class stays after the consent under which it is held has ended, whole days; `eraseAt` of the grant ends it earlier. */
export interface RetentionRule {
  readonly category: Category
  readonly days: number
  readonly source: string
}

/** An article by which something stays although the person takes it back. Both names are codes, never sentences. */
interface KeepingTerms {
  readonly code: string
  readonly ground: KeptGround
  readonly law: string
  readonly article: string
  /** Longest time, whole days: from the decision on the referral for a duty, from the day it is asked for a hold. */
  readonly days: number
  readonly source: string
}

/** c2: a law that has bodies of some kinds keep a record of what they did: `states` are those in which there is something to keep. */
export interface KeepingDuty extends KeepingTerms {
  readonly kinds: readonly string[]
  readonly states: readonly ReferralState[]
  readonly parts: readonly ErasablePart[]
}

/** M1: an article by which somebody may have something held in one case; two people put it in force. */
export type HoldBasis = KeepingTerms

/** The law of one network between two local dates, both included; `inForceUntil: null` is open. */
export interface RuleSet {
  readonly id: string
  readonly network: string
  readonly inForceFrom: string
  readonly inForceUntil: string | null
  /** IANA name, for example `Asia/Qatar`. */
  readonly timeZone: string
  /** ISO weekdays on which work is done: 1 Monday … 7 Sunday. */
  readonly workingWeek: readonly number[]
  readonly holidays: readonly Holiday[]
  readonly clocks: readonly ClockRule[]
  readonly retention: readonly RetentionRule[]
  readonly duties: readonly KeepingDuty[]
  readonly holds: readonly HoldBasis[]
}

/**
 * The rule set in force at an instant, by the local date of its own time zone.
 * @throws RangeError (a fault: the law is wrongly written down) when there is none or more than one.
 */
export function ruleSetInForce(law: readonly RuleSet[], at: string): RuleSet {
  const instant = Temporal.Instant.from(at)
  const inForce = law.filter((set) => {
    const day = instant.toZonedDateTimeISO(set.timeZone).toPlainDate().toString()
    return set.inForceFrom <= day && (set.inForceUntil === null || day <= set.inForceUntil)
  })
  const only = inForce[0]
  if (only === undefined) throw new RangeError(`no rule set in force at ${at}`)
  if (inForce.length > 1) throw new RangeError(`rule sets ${inForce.map((set) => set.id).join(', ')} all in force at ${at}`)
  return only
}

/**
 * The clock of that code in a rule set.
 * @throws RangeError (a fault) when the rule set has none: an unknown clock is refused, never defaulted.
 */
export function clockRule(ruleSet: RuleSet, code: string): ClockRule {
  const rule = ruleSet.clocks.find((clock) => clock.code === code)
  if (rule === undefined) throw new RangeError(`rule set ${ruleSet.id} has no clock ${code}`)
  return rule
}

/** What is wrong with a law as written down, one plain sentence each; empty when it can be used. To be asked at start. */
export function ruleSetProblems(law: readonly RuleSet[]): readonly string[] {
  const byDate = law.toSorted((a, b) => (a.inForceFrom < b.inForceFrom ? -1 : 1))
  return [...law.flatMap(problemsOf), ...byDate.flatMap((set, i) => seamProblems(set, byDate[i + 1]))]
}

function problemsOf(set: RuleSet): string[] {
  const problems: string[] = []
  const say = (sentence: string) => problems.push(`Rule set ${set.id}: ${sentence}.`)
  if (!isTimeZone(set.timeZone)) say(`time zone ${set.timeZone} is unknown`)
  if (set.workingWeek.length === 0) say('no working day in the week')
  if (set.workingWeek.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) say('working days are 1 (Monday) to 7 (Sunday)')
  const from = isDate(set.inForceFrom)
  const until = set.inForceUntil === null || isDate(set.inForceUntil)
  if (!from || !until) say('dates in force must be YYYY-MM-DD')
  else if (set.inForceUntil !== null && set.inForceUntil < set.inForceFrom) say('it ends before it begins')
  for (const { date } of set.holidays) if (!isDate(date)) say(`holiday ${date} is no date`)
  for (const repeated of repeats(set.holidays.map((holiday) => holiday.date))) say(`holiday ${repeated} stands twice`)
  for (const repeated of repeats(set.clocks.map((clock) => clock.code))) say(`clock ${repeated} stands twice`)
  for (const clock of set.clocks) {
    if (!Number.isInteger(clock.length) || clock.length < 1) say(`clock ${clock.code} has no length`)
    if (clock.startsOn.length === 0) say(`clock ${clock.code} is started by nothing`)
    const both = clock.startsOn.find((name) => clock.endsOn.includes(name))
    if (both !== undefined) say(`clock ${clock.code} is started and ended by ${both}`)
  }
  return [...problems, ...keepingProblems(set).map((sentence) => `Rule set ${set.id}: ${sentence}.`)]
}

/** A class of data without a time would be kept for ever; what is kept needs an end too. */
function keepingProblems({ retention, duties, holds }: RuleSet): string[] {
  const timed = retention.map(({ category }) => category)
  const articles = [...duties, ...holds]
  return [
    ...Category.enum.filter((category) => !timed.includes(category)).map((category) => `${category} has no retention`),
    ...repeats(timed).map((category) => `${category} has two retentions`),
    ...retention.filter(({ days }) => !Number.isInteger(days) || days < 0).map(({ category }) => `${category} is kept for no whole days`),
    ...repeats(articles.map(({ code }) => code)).map((code) => `the article ${code} stands twice`),
    ...articles.filter(({ days }) => !Number.isInteger(days) || days < 1).map(({ code }) => `the article ${code} has no longest time`),
  ]
}

/** One network's rule sets follow each other day on day: a gap or an overlap leaves a clock without one law. */
function seamProblems(earlier: RuleSet, later: RuleSet | undefined): string[] {
  if (later === undefined) return []
  if (earlier.network !== later.network) return [`Rule sets ${earlier.id} and ${later.id} are of two networks.`]
  if (earlier.inForceUntil === null || earlier.inForceUntil >= later.inForceFrom) {
    return [`Rule sets ${earlier.id} and ${later.id} overlap.`]
  }
  if (!isDate(earlier.inForceUntil) || !isDate(later.inForceFrom)) return []
  const dayAfter = Temporal.PlainDate.from(earlier.inForceUntil).add({ days: 1 }).toString()
  return dayAfter === later.inForceFrom ? [] : [`Between rule sets ${earlier.id} and ${later.id} no law is in force.`]
}

function repeats(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))]
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}
