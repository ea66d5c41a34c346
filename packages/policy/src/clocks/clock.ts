import { Temporal } from 'temporal-polyfill'
import type { Standstill } from './deadline.ts'
import { deadline, isPast } from './deadline.ts'
import type { ClockRule, RuleSet } from './rule-set.ts'
import { clockRule, ruleSetInForce } from './rule-set.ts'

/** One thing that happened, as far as clocks care: an event's name or a stage code, and when (ISO instant). */
export interface ClockEvent {
  readonly name: string
  readonly at: string
  /** The date this event sets (`hearing-set`), ISO instant. */
  readonly appointment?: string
}

interface Started {
  readonly startedAt: string
  /** `id` of the rule set the clock lives under. */
  readonly ruleSet: string
}

/** How one clock stands at an instant. `lapsed` is a right's window gone by, `breached` a duty not done in time. */
export type ClockState =
  | { readonly status: 'not-started' }
  | (Started & { readonly status: 'running'; readonly dueAt: string })
  | (Started & { readonly status: 'paused'; readonly pausedAt: string; readonly reasons: readonly string[] })
  | (Started & { readonly status: 'met'; readonly dueAt: string; readonly metAt: string })
  | (Started & {
      readonly status: 'breached' | 'lapsed'
      readonly dueAt: string
      /** Name of the event to write, once. */
      readonly breach: string
      /** When it was done after all, or null. */
      readonly doneAt: string | null
    })

/**
 * J-1, c17: how clock `code` stands at `now`, from the history alone: the same history gives the same answer whenever it
 * is replayed. A clock lives under the rule set in force when it started; a later law does not move it. Events after
 * `now` are not known yet, so any moment of the past can be asked for.
 * @throws RangeError (a fault) when no rule set, or none with this clock, was in force at the start.
 */
export function clockState(code: string, history: readonly ClockEvent[], law: readonly RuleSet[], now: string): ClockState {
  const known = inOrder(history, now)
  const found = lastStart(code, known, law)
  if (found === undefined) return { status: 'not-started' }
  const { rule, ruleSet, start, after } = found
  const started: Started = { startedAt: start.at, ruleSet: ruleSet.id }
  const standstills: Standstill[] = []
  const open = new Map<string, string>()
  const due = () =>
    deadline(rule, start.at, ruleSet, { standstills, ...(start.appointment === undefined ? {} : { appointment: start.appointment }) })
  const late = (dueAt: string, doneAt: string | null): ClockState => {
    const status = rule.kind === 'duty' ? 'breached' : 'lapsed'
    return { ...started, status, dueAt, breach: rule.breach, doneAt }
  }

  for (const event of after) {
    const stands = open.size > 0
    const dueAt = due()
    if (!stands && isPast(dueAt, event.at)) {
      const done = after.find((later) => rule.endsOn.includes(later.name) && isPast(dueAt, later.at))
      return late(dueAt, done?.at ?? null)
    }
    if (rule.endsOn.includes(event.name)) {
      const since = [...open.values()].toSorted(byInstant)[0]
      if (since !== undefined) standstills.push({ from: since, until: event.at })
      return { ...started, status: 'met', dueAt: due(), metAt: event.at }
    }
    for (const pause of rule.pauses) {
      if (pause.endsOn.includes(event.name)) {
        const from = open.get(pause.reason)
        if (from !== undefined) standstills.push({ from, until: event.at })
        open.delete(pause.reason)
      } else if (pause.startsOn.includes(event.name) && !open.has(pause.reason)) open.set(pause.reason, event.at)
    }
  }

  const pausedAt = [...open.values()].toSorted(byInstant)[0]
  if (pausedAt !== undefined) return { ...started, status: 'paused', pausedAt, reasons: [...open.keys()].toSorted() }
  const dueAt = due()
  return isPast(dueAt, now) ? late(dueAt, null) : { ...started, status: 'running', dueAt }
}

interface Start {
  readonly rule: ClockRule
  readonly ruleSet: RuleSet
  readonly start: ClockEvent
  /** What happened after the start, up to now. */
  readonly after: readonly ClockEvent[]
}

function lastStart(code: string, known: readonly ClockEvent[], law: readonly RuleSet[]): Start | undefined {
  let found: Start | undefined
  for (const [i, event] of known.entries()) {
    // The start event is itself data: only the law of that day can say whether this event starts the clock.
    if (found !== undefined && found.rule.secondStart === 'ignored') break
    if (!startsAnywhere(code, event.name, law)) continue
    const ruleSet = ruleSetInForce(law, event.at)
    const rule = clockRule(ruleSet, code)
    if (rule.startsOn.includes(event.name)) found = { rule, ruleSet, start: event, after: known.slice(i + 1) }
  }
  return found
}

function startsAnywhere(code: string, name: string, law: readonly RuleSet[]): boolean {
  return law.some((set) => set.clocks.some((clock) => clock.code === code && clock.startsOn.includes(name)))
}

function inOrder(history: readonly ClockEvent[], now: string): readonly ClockEvent[] {
  return history.filter((event) => byInstant(event.at, now) <= 0).toSorted((a, b) => byInstant(a.at, b.at))
}

function byInstant(a: string, b: string): number {
  return Temporal.Instant.compare(a, b)
}
