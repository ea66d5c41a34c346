import { EVENT_TYPES, EVENTS, type EventType } from '@ihala/contract'
import { evolve, type Life, mayArrive, mayWrite, otherSide, type Side } from '../src/life-cycle.ts'
import { type ChainedEvent, type LoggedEvent, replay } from '../src/replay.ts'

/** Both sides. */
export const SIDES: readonly Side[] = ['sender', 'recipient']

/** An event that may be written, without who writes it. */
export interface Move {
  readonly type: EventType
  readonly data: { readonly transfer?: boolean }
}

/** Every event of the table; an acceptance once with transfer and once without. */
export const MOVES: readonly Move[] = EVENT_TYPES.filter((type) => EVENTS[type].level === 'chain').flatMap((type): Move[] =>
  type === 'referral-accepted' ? [true, false].map((transfer) => ({ type, data: { transfer } })) : [{ type, data: {} }],
)

/** The decisions under test; a test that plants a mistake gives others. */
export interface Rules {
  readonly evolve: typeof evolve
  readonly mayArrive: typeof mayArrive
  readonly mayWrite: typeof mayWrite
}

/** The rules as they are. */
export const RULES: Rules = { evolve, mayArrive, mayWrite }

/** An event on its way: signed, and at which place of its writer's log. */
interface UnderWay extends Move {
  readonly at: number
  /** Written on the strength of an event that the other end has refused, before its writer knew. */
  readonly misled: boolean
}

/** Both ends of one referral, each with its own log, and what is under way between them, in order each way. */
export interface Pair {
  readonly life: Readonly<Record<Side, Life | null>>
  readonly log: Readonly<Record<Side, readonly LoggedEvent[]>>
  /** Written by this side and not yet at the other; only the first may be on the bus. */
  readonly underWay: Readonly<Record<Side, readonly UnderWay[]>>
  /** Places in this side's log that the other end refused and of which the receipt is still under way; they hold up its chain. */
  readonly refused: Readonly<Record<Side, readonly number[]>>
}

/** Before anything was written. */
export const NOTHING: Pair = {
  life: { sender: null, recipient: null },
  log: { sender: [], recipient: [] },
  underWay: { sender: [], recipient: [] },
  refused: { sender: [], recipient: [] },
}

/** What this side may write now. A case whose beginning was refused is over: the next attempt is another case. */
export function choices(pair: Pair, side: Side, other: 'live' | 'suspended' = 'live', rules = RULES): readonly Move[] {
  if (pair.life[side] === null && pair.log[side].length > 0) return []
  return MOVES.filter((move) => rules.mayWrite(pair.life[side], move.type, side, other))
}

/** A side writes: its own life moves on at once. */
export function written(pair: Pair, side: Side, move: Move, rules = RULES): Pair {
  const underWay: UnderWay = { ...move, at: pair.log[side].length, misled: pair.refused[side].length > 0 }
  return {
    ...pair,
    life: { ...pair.life, [side]: rules.evolve(pair.life[side], move) },
    log: { ...pair.log, [side]: [...pair.log[side], { by: side, ...move }] },
    underWay: { ...pair.underWay, [side]: [...pair.underWay[side], underWay] },
  }
}

/**
 * The next event of `writer` arrives. `faulty`: it is quarantined for a reason of its own (a grant, a clock). Throws when an
 * event that was written in good knowledge is refused for the state it meets.
 */
export function arrived(pair: Pair, writer: Side, faulty = false, rules = RULES): Pair {
  const [move, ...rest] = pair.underWay[writer]
  if (!move || pair.refused[writer].length > 0) return pair
  const reader = otherSide(writer)
  const life = pair.life[reader]
  // A referral whose beginning was refused never began there: what follows it is refused too.
  const begins = life !== null || pair.log[reader].every(({ by }) => by !== writer)
  const taken = begins && rules.mayArrive(life, move.type, writer)
  if (!taken && !faulty && !move.misled)
    throw new Error(`${move.type} of the ${writer} was refused in ${life?.state ?? 'no state'}, cancelling ${life?.cancelling ?? false}`)
  const logged: LoggedEvent = { by: writer, type: move.type, data: move.data }
  if (!taken || faulty) {
    return {
      ...pair,
      log: { ...pair.log, [reader]: [...pair.log[reader], { ...logged, refused: true }] },
      // Whatever is already signed behind it rests on it.
      underWay: { ...pair.underWay, [writer]: rest.map((one) => ({ ...one, misled: true })) },
      refused: { ...pair.refused, [writer]: [move.at] },
    }
  }
  return {
    ...pair,
    life: { ...pair.life, [reader]: rules.evolve(life, move) },
    log: { ...pair.log, [reader]: [...pair.log[reader], logged] },
    underWay: { ...pair.underWay, [writer]: rest },
  }
}

/** The chain of one end, as the log of that end has it. */
export function chainOf(pair: Pair, side: Side): readonly ChainedEvent[] {
  return pair.log[side].flatMap((event, at, log) => {
    if (event.by !== side) return []
    const before = log.slice(0, at)
    const own = before.filter(({ by }) => by === side).length
    return [{ ...event, seq: own + 1, seen: before.length - own }]
  })
}

/** The receipt that says so arrives: the writer's life is what it is without the refused event. */
export function told(pair: Pair, writer: Side): Pair {
  const [at] = pair.refused[writer]
  if (at === undefined) return pair
  const log = pair.log[writer].map((event, place) => (place === at ? { ...event, refused: true } : event))
  return {
    ...pair,
    life: { ...pair.life, [writer]: replay(log) },
    log: { ...pair.log, [writer]: log },
    refused: { ...pair.refused, [writer]: [] },
  }
}

/** All that is under way arrives, first all of one side. */
export function drained(pair: Pair, first: Side, rules = RULES): Pair {
  let now = pair
  while (SIDES.some((side) => now.underWay[side].length > 0 || now.refused[side].length > 0)) {
    for (const side of [first, otherSide(first)]) {
      while (now.underWay[side].length > 0 || now.refused[side].length > 0) now = arrived(told(now, side), side, false, rules)
    }
  }
  return now
}
