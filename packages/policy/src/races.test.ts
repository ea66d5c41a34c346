import { EVENT_TYPES, EVENTS, type EventRow, type EventType, REFERRAL_STATES, type ReferralState } from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { arrived, choices, drained, MOVES, NOTHING, type Pair, SIDES, written } from '../test/two-ends.ts'
import { evolve, type Life, mayWrite, type Side } from './life-cycle.ts'
import { raceOf } from './races.ts'

const chain = EVENT_TYPES.filter((type) => EVENTS[type].level === 'chain')
const ofSender = chain.filter((type) => EVENTS[type].writer !== 'recipient')
const ofRecipient = chain.filter((type) => EVENTS[type].writer !== 'sender')

/** Types that the life cycle names beside their rows in the event table. */
const NAMED = /^(sections-disclosed|cancellation-|referral-(cancelled|accepted|entered-in-error)|hand-back-taken)/
/** One type of each row of the event table: to a life, types of equal rows are one and the same. */
const DISTINCT: ReadonlySet<EventType> = new Set(
  new Map(
    [...EVENT_TYPES].reverse().map((type): [string, EventType] => {
      const { writer, from, to, whenSuspended }: EventRow = EVENTS[type]
      return [JSON.stringify([writer, from, to, whenSuspended, NAMED.test(type) ? type : '']), type]
    }),
  ).values(),
)

/** Every pair of lives with at most `most` events of these types under way each way, a sender also believing its partner suspended. */
function exhausted(most: number, types: ReadonlySet<EventType> = new Set(EVENT_TYPES)): ReadonlyMap<string, Pair> {
  const seen = new Map<string, Pair>()
  let frontier: readonly Pair[] = [NOTHING]
  while (frontier.length > 0) {
    const next: Pair[] = []
    for (const pair of frontier) {
      for (const side of SIDES) {
        const after = pair.underWay[side].length > 0 ? [arrived(pair, side)] : []
        if (pair.underWay[side].length < most) {
          const open = [...choices(pair, side), ...choices(pair, side, 'suspended')].filter(({ type }) => types.has(type))
          after.push(...open.map((move) => written(pair, side, move)))
        }
        for (const one of after) {
          const { life, underWay } = one
          const key = JSON.stringify([life, SIDES.map((end) => underWay[end].map(({ type, data }) => [type, data]))])
          if (seen.has(key)) continue
          // Logs grow for ever and decide nothing here; what is left is finite.
          const short = { ...one, log: { sender: [], recipient: [] } }
          seen.set(key, short)
          next.push(short)
        }
      }
    }
    frontier = next
  }
  return seen
}

const LIVES: readonly Life[] = REFERRAL_STATES.flatMap((state) =>
  [false, true].flatMap((cancelling) => SIDES.map((responsible): Life => ({ state, cancelling, responsible }))),
)

/** Whether both of what is under way was written in one and the same life, which both ends knew. */
function crossAlone(pair: Pair): boolean {
  const [s] = pair.underWay.sender
  const [r] = pair.underWay.recipient
  if (!s || !r) return false
  return LIVES.some(
    (life) =>
      (mayWrite(life, s.type, 'sender') || mayWrite(life, s.type, 'sender', 'suspended')) &&
      mayWrite(life, r.type, 'recipient') &&
      same(evolve(life, s), pair.life.sender) &&
      same(evolve(life, r), pair.life.recipient),
  )
}

const same = (one: Life, other: Life | null): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What the lives of both ends say of a race, apart from the table. */
function observed(pair: Pair, [s, r]: readonly [EventType, EventType]): string[] {
  const { sender, recipient } = pair.life
  const after = drained(pair, 'sender').life.sender
  if (!sender || !recipient || !after) throw new Error('nothing began')
  const answerable = (type: EventType, side: Side) =>
    mayWrite({ ...after, cancelling: false }, type, side) || mayWrite({ ...after, cancelling: true }, type, side)
  const found: string[] = []
  const inForce = (type: EventType, side: Side) => changes(type) || answerable(type, side)
  if (same(after, sender) && (overrides(s) || !answerable(r, 'recipient'))) found.push('sender')
  if (same(after, recipient) && !overrides(s) && (changes(s) || !answerable(s, 'sender'))) found.push('recipient')
  const moved = EVENTS[s].to === 'same' ? recipient : sender
  const asked = s === 'cancellation-requested' || recipient.cancelling
  const whole = after.state === moved.state && after.responsible === recipient.responsible && after.cancelling === asked
  if (!overrides(s) && whole && inForce(s, 'sender') && inForce(r, 'recipient')) found.push('both')
  return found
}

const changes = (type: EventType): boolean => EVENTS[type].to !== 'same' || /^cancellation-/.test(type)
const overrides = (type: EventType): boolean => type === 'referral-entered-in-error' || type === 'hand-back-taken'

describe('T20: races', () => {
  const pairs = [...exhausted(2, DISTINCT).values()]

  test('every state of two ends with at most two events under way each way comes to one life in either order', () => {
    const states = new Set<ReferralState>()
    for (const pair of pairs) {
      const { life } = drained(pair, 'sender')
      expect(life.recipient).toEqual(life.sender)
      expect(drained(pair, 'recipient').life).toEqual(life)
      if (life.sender) states.add(life.sender.state)
    }
    expect([...states].sort()).toEqual([...REFERRAL_STATES].sort())
    console.log(`races: ${pairs.length} states of two ends, each drained in both orders`)
    expect(pairs.length).toBeGreaterThan(10_000)
  })

  const single = [...exhausted(1).values()].filter(({ underWay }) => SIDES.every((side) => underWay[side].length === 1))
  const crossing = new Map<string, Pair[]>()
  for (const pair of single) {
    const key = SIDES.map((side) => pair.underWay[side][0]?.type).join(' × ')
    crossing.set(key, [...(crossing.get(key) ?? []), pair])
  }

  test.each(ofSender)('the table is total for %s: what can cross has a rule, the rule is what happens, and nothing else has one', (s) => {
    for (const r of ofRecipient) {
      const key = `${s} × ${r}`
      const seen = crossing.get(key) ?? []
      const race = raceOf(s, r)
      expect(race === 'never', `${key}: ${race}`).toBe(seen.length === 0)
      // Where the two can cross alone, that is judged; else what lies between them belongs to other cells too.
      const alone = seen.filter(crossAlone)
      for (const pair of alone.length > 0 ? alone : seen)
        expect(observed(pair, [s, r]), `${key} ${JSON.stringify(pair.life)}`).toContain(race)
    }
  })

  test('the events of the issue: acceptance, decline, hand-back, disclosure and error against what crosses them', () => {
    expect(raceOf('cancellation-requested', 'referral-accepted')).toBe('both')
    expect(raceOf('cancellation-requested', 'referral-rejected')).toBe('recipient')
    expect(raceOf('cancellation-requested', 'referral-handed-back')).toBe('recipient')
    expect(raceOf('cancellation-requested', 'referral-completed')).toBe('both')
    // A request to stop is behind every section on the same chain, so nobody can have agreed to stop without having them.
    expect(raceOf('sections-disclosed', 'referral-cancelled')).toBe('never')
    expect(raceOf('sections-disclosed', 'referral-completed')).toBe('recipient')
    expect(raceOf('outcome-contradicted', 'referral-reopened')).toBe('recipient')
    for (const r of ofRecipient)
      for (const s of ['referral-entered-in-error', 'hand-back-taken'] as const) expect(raceOf(s, r)).toBe('sender')
  })

  test('a move is every event of a chain', () => {
    expect(new Set(MOVES.map(({ type }) => type))).toEqual(new Set(chain))
  })
})
