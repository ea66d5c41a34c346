import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figure } from '../../../test/kit/figures.ts'
import { arrived, chainOf, choices, drained, NOTHING, type Pair, RULES, type Rules, SIDES, told, written } from '../test/two-ends.ts'
import { evolve, otherSide, type Side } from './life-cycle.ts'
import { interleave, type LoggedEvent, replay } from './replay.ts'
import { responsibleOver } from './responsibility.ts'

/** What runs, and what was counted on the way. */
interface World {
  pair: Pair
  crossings: number
  refusals: number
}
/** What is expected of it without looking inside: how many events each end has written. */
interface Expected {
  written: Record<Side, number>
}
type Command = fc.Command<Expected, World>

/** c24: whoever answers over both logs knows it from its own; whoever else believes it has not stored the taker's event yet. */
function oneAnswers({ life, log }: Pair): void {
  const one = responsibleOver(log)
  // Asked 10⁵ times a run: `expect` would take most of it.
  if (life[one] !== null && life[one].responsible !== one) throw new Error(`over both logs the ${one} answers, and does not know it`)
  if (life.sender !== null && !SIDES.some((side) => life[side]?.responsible === side)) throw new Error('nobody believes to answer')
}

function inOrder({ pair }: World, expected: Expected): void {
  oneAnswers(pair)
  for (const side of SIDES) {
    if (JSON.stringify(replay(pair.log[side])) !== JSON.stringify(pair.life[side])) throw new Error(`the log of the ${side} says otherwise`)
    if (pair.log[side].filter(({ by }) => by === side).length !== expected.written[side]) throw new Error('an event was lost')
  }
}

const sides = fc.constantFrom<Side>('sender', 'recipient')

function commands(rules: Rules, faults: boolean): fc.Arbitrary<Command>[] {
  const check = rules === RULES ? inOrder : ({ pair }: World) => oneAnswers(pair)
  const write = fc.tuple(sides, fc.nat(10_000), fc.constantFrom(...Array<'live'>(39).fill('live'), 'suspended' as const))
  const writes = write.map(
    ([side, pick, other]): Command => ({
      check: () => true,
      run: (expected, world) => {
        // That it was an error ends a history: seldom, or none grows long.
        const seldom = Math.floor(pick / 32) % 8 !== 0
        const open = choices(world.pair, side, other, rules).filter(({ type }) => !(seldom && type === 'referral-entered-in-error'))
        const move = open[pick % Math.max(1, open.length)]
        if (move === undefined) return
        world.pair = written(world.pair, side, move, rules)
        expected.written[side] += 1
        if (SIDES.every((end) => world.pair.underWay[end].length > 0)) world.crossings += 1
        check(world, expected)
      },
      toString: () => `${side} writes ${pick}${other === 'live' ? '' : ' to a suspended member'}`,
    }),
  )
  const deliveries = fc.tuple(sides, faults ? fc.nat(7).map((one) => one === 7) : fc.constant(false)).map(
    ([side, faulty]): Command => ({
      check: () => true,
      run: (expected, world) => {
        world.pair = arrived(world.pair, side, faulty, rules)
        if (world.pair.refused[side].length > 0) world.refusals += 1
        check(world, expected)
      },
      toString: () => `${faulty ? 'quarantine' : 'deliver'} of the ${side}`,
    }),
  )
  const tellings = sides.map(
    (side): Command => ({
      check: () => true,
      run: (expected, world) => {
        world.pair = told(world.pair, side)
        check(world, expected)
      },
      toString: () => `the ${side} is told`,
    }),
  )
  return [writes, writes, deliveries, ...(faults ? [tellings] : [])]
}

/** Runs histories of at most 50 steps to their end and judges what both ends then hold. */
function histories(rules: Rules, faults: boolean, totals: { crossings: number; refusals: number }) {
  return fc.property(fc.commands(commands(rules, faults), { maxCommands: 50, size: 'max' }), sides, (history, first) => {
    const world: World = { pair: NOTHING, crossings: 0, refusals: 0 }
    fc.modelRun(() => ({ model: { written: { sender: 0, recipient: 0 } }, real: world }), history)
    totals.crossings += world.crossings
    totals.refusals += world.refusals
    const rest = drained(world.pair, first, rules)
    const { life } = rest
    expect(life.recipient).toEqual(life.sender)
    if (rules === RULES) expect(replay(interleave(chainOf(rest, 'sender'), chainOf(rest, 'recipient')))).toEqual(life.sender)
    if (!faults) expect(drained(world.pair, otherSide(first), rules).life).toEqual(life)
  })
}

/** 2,000 histories; 10,000 in the long run. */
const numRuns = 5 * (fc.readConfigureGlobal().numRuns ?? 400)

describe('T20: two ends, each knowing only what has reached it', () => {
  test('however events cross, no honest event is refused, both ends come to one life, and one body answers', () => {
    const totals = { crossings: 0, refusals: 0 }
    fc.assert(histories(RULES, false, totals), { numRuns })
    figure('T20', {
      seed: fc.readConfigureGlobal().seed ?? 'of fast-check',
      histories: numRuns,
      crossings: totals.crossings,
      'ends that differ': 0,
    })
    expect(totals.crossings).toBeGreaterThan(numRuns)
  }, 120_000)

  test('whatever the other end quarantines, the life is what the log says without it, and both ends come to one life', () => {
    const totals = { crossings: 0, refusals: 0 }
    fc.assert(histories(RULES, true, totals), { numRuns })
    figure('T20 with refusals', {
      seed: fc.readConfigureGlobal().seed ?? 'of fast-check',
      histories: numRuns,
      refusals: totals.refusals,
      'ends that differ': 0,
    })
    expect(totals.refusals).toBeGreaterThan(numRuns / 2)
  }, 120_000)
})

describe('two chains side by side', () => {
  const event = (by: Side, type: LoggedEvent['type'], seq: number, seen: number) => ({ by, type, data: {}, seq, seen })

  test('come in an order in which each event follows what its writer had seen', () => {
    const asked = event('sender', 'referral-requested', 1, 0)
    const stop = event('sender', 'cancellation-requested', 2, 1)
    const opened = event('recipient', 'referral-opened', 1, 1)
    const stopped = event('recipient', 'referral-cancelled', 2, 2)
    expect(interleave([asked, stop], [opened, stopped])).toEqual([asked, opened, stop, stopped])
    expect(replay(interleave([asked, stop], [opened, stopped]))).toEqual({ state: 'cancelled', cancelling: false, responsible: 'sender' })
  })

  test('are refused when each waits for the other', () => {
    expect(() => interleave([event('sender', 'referral-requested', 1, 1)], [event('recipient', 'referral-opened', 1, 1)])).toThrow()
    expect(() => interleave([event('sender', 'referral-requested', 1, 0)], [event('recipient', 'referral-opened', 1, 2)])).toThrow()
  })
})

describe('c24 can fail', () => {
  type Mutant = readonly [string, Rules['evolve']]
  const mutants: readonly Mutant[] = [
    [
      'the recipient is rid of it when it hands back',
      (life, event) => ({ ...evolve(life, event), ...(event.type === 'referral-handed-back' ? { responsible: 'sender' as const } : {}) }),
    ],
    [
      'the sender is rid of it when it asks',
      (life, event) => ({ ...evolve(life, event), ...(event.type === 'referral-requested' ? { responsible: 'recipient' as const } : {}) }),
    ],
    [
      'an acceptance that crosses the word that it was an error moves it',
      (life, event) => ({
        ...evolve(life, event),
        ...(event.type === 'referral-accepted' && 'transfer' in event.data && event.data.transfer === true
          ? { responsible: 'recipient' as const }
          : {}),
      }),
    ],
    [
      'a late event undoes what was taken back',
      (life, event) => {
        const next = evolve(life, event)
        return event.type === 'hand-back-taken' && life?.state !== 'handed-back' && life !== null ? { ...next, state: life.state } : next
      },
    ],
  ]

  test.each(mutants)('%s: found', (_name, mutant) => {
    const result = fc.check(histories({ ...RULES, evolve: mutant }, false, { crossings: 0, refusals: 0 }), { numRuns })
    expect(result.failed).toBe(true)
  })
})
