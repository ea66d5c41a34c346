import { EVENT_TYPES, EVENTS, type EventType, REFERRAL_STATES, type ReferralState } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evolve, type Life, mayArrive, mayWrite, openTo, otherSide, type Side } from './life-cycle.ts'

const SIDES: readonly Side[] = ['sender', 'recipient']
type Move = { readonly type: EventType; readonly data: { readonly transfer?: boolean } }

/**
 * Who may write what when, written out by hand as a second source: one column for nothing yet and each state in the order
 * of REFERRAL_STATES. `s` sender, `r` recipient, `b` both; a capital needs the request to stop, `-` forbids it while it stands.
 */
const TABLE = `
                          null enq ans req ope acc pro hol com fai rej can han tak err
referral-enquired          s    .   .   .   .   .   .   .   .   .   .   .   .   .   .
capacity-answered          .    r   r   .   .   .   .   .   .   .   .   .   .   .   .
conflict-checked           .    s   s   s   s   .   .   .   .   .   .   .   .   .   .
conflict-answered          .    r   r   r   r   .   .   .   .   .   .   .   .   .   .
referral-requested         s    s   s   .   .   .   .   .   .   .   .   .   .   .   .
referral-opened            .    .   .   r   .   .   .   .   .   .   .   .   .   .   .
referral-accepted          .    .   .   r   r   .   .   .   .   .   .   .   .   .   .
referral-rejected          .    .   .   r   r   .   .   .   .   .   .   .   .   .   .
sections-disclosed         .    .   .   .   .   s-  s-  s-  .   .   .   .   .   .   .
referral-started           .    .   .   .   .   r   .   r   .   .   .   .   .   .   .
referral-held              .    .   .   .   .   r   r   .   .   .   .   .   .   .   .
referral-progressed        .    .   .   .   .   r   r   r   .   .   .   .   .   .   .
referral-completed         .    .   .   .   .   r   r   r   .   .   .   .   .   .   .
referral-failed            .    .   .   .   .   r   r   r   .   .   .   .   .   .   .
referral-reopened          .    .   .   .   .   .   .   .   r   r   .   .   .   .   .
cancellation-requested     .    s-  s-  s-  s-  s-  s-  s-  .   .   .   .   .   .   .
referral-cancelled         .    R   R   R   R   R   R   R   .   .   .   .   .   .   .
cancellation-refused       .    .   .   .   .   R   R   R   R   R   .   .   .   .   .
referral-handed-back       .    .   .   .   .   r   r   r   .   .   .   .   .   .   .
hand-back-taken            .    .   .   .   .   .   .   .   .   .   .   .   s   .   .
referral-entered-in-error  .    s   s   s   s   s   s   s   s   s   s   .   .   .   .
outcome-contradicted       .    .   .   .   .   .   .   .   s   s   .   .   .   .   .
note-added                 .    .   .   .   .   b   b   b   .   .   .   .   .   .   .
file-chunk                 .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
digest-stated              .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
chain-asked                .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
chain-returned             .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
`

const CELLS: ReadonlyMap<string, readonly string[]> = new Map(
  TABLE.trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [type = '', ...cells] = line.trim().split(/\s+/)
      return [type, cells]
    }),
)

function tableSays(type: EventType, at: number, side: Side, cancelling: boolean): boolean {
  const cell = CELLS.get(type)?.[at]
  if (cell === undefined) throw new Error(`the table has no cell for ${type}`)
  const letter = cell[0] ?? ''
  if (letter.toLowerCase() !== side[0] && letter !== 'b') return false
  if (letter === 'R') return cancelling
  return !(cell.endsWith('-') && cancelling)
}

describe('T18: side × type × state, the whole product', () => {
  test('the table has a row for every type and a column for every state', () => {
    expect([...CELLS.keys()]).toEqual(EVENT_TYPES)
    for (const [type, cells] of CELLS) expect(`${type} ${cells.length}`).toBe(`${type} ${REFERRAL_STATES.length + 1}`)
  })

  test.each(EVENT_TYPES)('%s is written by whom and when the table says, and by nobody else', (type) => {
    for (const side of SIDES) {
      expect(mayWrite(null, type, side), `${side}, nothing yet`).toBe(tableSays(type, 0, side, false))
      REFERRAL_STATES.forEach((state, at) => {
        for (const cancelling of [false, true]) {
          for (const responsible of SIDES) {
            const life: Life = { state, cancelling, responsible }
            expect(mayWrite(life, type, side), `${side}, ${state}, cancelling ${cancelling}`).toBe(
              tableSays(type, at + 1, side, cancelling),
            )
            expect(openTo(life, side).includes(type)).toBe(mayWrite(life, type, side))
          }
        }
      })
    }
  })

  test('nobody writes, or is believed to have written, what belongs to the other side', () => {
    for (const type of EVENT_TYPES) {
      const { writer } = EVENTS[type]
      if (writer === 'either') continue
      for (const state of REFERRAL_STATES) {
        for (const cancelling of [false, true])
          expect(mayArrive({ state, cancelling, responsible: 'sender' }, type, otherSide(writer)), `${type} in ${state}`).toBe(false)
      }
    }
  })
})

/** Both ends of one referral and what is under way between them, in order each way. */
interface Pair {
  readonly life: Readonly<Record<Side, Life | null>>
  /** Written by this side and not yet at the other. */
  readonly underWay: Readonly<Record<Side, readonly Move[]>>
}

const NOTHING: Pair = { life: { sender: null, recipient: null }, underWay: { sender: [], recipient: [] } }

const MOVES: readonly Move[] = EVENT_TYPES.flatMap((type): Move[] =>
  type === 'referral-accepted'
    ? [
        { type, data: { transfer: true } },
        { type, data: { transfer: false } },
      ]
    : [{ type, data: {} }],
)

function written(pair: Pair, side: Side, move: Move): Pair {
  return {
    life: { ...pair.life, [side]: evolve(pair.life[side], move) },
    underWay: { ...pair.underWay, [side]: [...pair.underWay[side], move] },
  }
}

/** The next event of `writer` arrives at the other end; throws when that end would refuse it. */
function arrived(pair: Pair, writer: Side): Pair {
  const [move, ...rest] = pair.underWay[writer]
  if (!move) return pair
  const reader = otherSide(writer)
  const life = pair.life[reader]
  if (!mayArrive(life, move.type, writer))
    throw new Error(`${move.type} of the ${writer} was refused in ${life?.state ?? 'no state'}, cancelling ${life?.cancelling ?? false}`)
  return { life: { ...pair.life, [reader]: evolve(life, move) }, underWay: { ...pair.underWay, [writer]: rest } }
}

function drained(pair: Pair, first: Side): Pair {
  let now = pair
  for (const side of [first, otherSide(first)]) while (now.underWay[side].length > 0) now = arrived(now, side)
  return now
}

const choices = (pair: Pair, side: Side): readonly Move[] => MOVES.filter((move) => mayWrite(pair.life[side], move.type, side))

/** c24: what is under way may make two bodies responsible for a while, never none. */
function someoneIsResponsible(pair: Pair): boolean {
  const { sender, recipient } = pair.life
  return sender === null || sender.responsible === 'sender' || recipient?.responsible === 'recipient'
}

describe('T20: two ends and what crosses between them', () => {
  test('however events cross, no honest event is refused, both ends come to the same life, and one body is responsible', () => {
    const step = fc.record({
      side: fc.constantFrom<Side>('sender', 'recipient'),
      what: fc.constantFrom('write', 'write', 'deliver'),
      pick: fc.nat(10_000),
    })
    let crossings = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.constantFrom<Side>('sender', 'recipient'), (steps, first) => {
        let pair = NOTHING
        for (const { side, what, pick } of steps) {
          const open = choices(pair, side)
          if (what === 'deliver') pair = arrived(pair, side)
          else if (open.length > 0) pair = written(pair, side, open[pick % open.length] ?? never())
          if (pair.underWay.sender.length > 0 && pair.underWay.recipient.length > 0) crossings += 1
          expect(someoneIsResponsible(pair)).toBe(true)
        }
        const rest = drained(pair, first)
        expect(rest.life.recipient).toEqual(rest.life.sender)
      }),
      { numRuns: Number(fc.readConfigureGlobal().numRuns ?? 1_500) },
    )
    expect(crossings).toBeGreaterThan(100)
  })

  test('every state of two ends with at most two events under way each way', () => {
    const seen = new Set<string>()
    const states = new Set<ReferralState>()
    let frontier: readonly Pair[] = [NOTHING]
    while (frontier.length > 0) {
      const next: Pair[] = []
      for (const pair of frontier) {
        const sorted = drained(pair, 'sender')
        expect(sorted.life.recipient).toEqual(sorted.life.sender)
        expect(drained(pair, 'recipient').life).toEqual(sorted.life)
        expect(someoneIsResponsible(pair)).toBe(true)
        if (sorted.life.sender) states.add(sorted.life.sender.state)
        for (const side of SIDES) {
          const after = pair.underWay[side].length > 0 ? [arrived(pair, side)] : []
          if (pair.underWay[side].length < 2)
            after.push(
              ...choices(pair, side)
                .filter(moves)
                .map((move) => written(pair, side, move)),
            )
          for (const one of after) {
            const key = JSON.stringify(one)
            if (seen.has(key)) continue
            seen.add(key)
            next.push(one)
          }
        }
      }
      frontier = next
    }
    expect([...states].sort()).toEqual([...REFERRAL_STATES].sort())
    expect(seen.size).toBeGreaterThan(1_000)
  })

  /** One of several events that change nothing stands for them all. */
  const moves = ({ type }: Move): boolean =>
    EVENTS[type].to !== 'same' || ['cancellation-requested', 'cancellation-refused', 'sections-disclosed'].includes(type)
})

describe('what crossed', () => {
  const life = (state: ReferralState, cancelling = false, responsible: Side = 'recipient'): Life => ({ state, cancelling, responsible })
  const move = (type: EventType) => ({ type, data: {} })

  test('a request to stop that crossed the end of the work is still answered', () => {
    expect(evolve(life('in-progress', true), move('referral-completed'))).toEqual(life('completed', true))
    expect(evolve(life('completed'), move('cancellation-requested'))).toEqual(life('completed', true))
    expect(mayWrite(life('completed', true), 'cancellation-refused', 'recipient')).toBe(true)
  })

  test('a request to stop lapses where the referral ended for good', () => {
    expect(evolve(life('requested', true, 'sender'), move('referral-rejected'))).toEqual(life('rejected', false, 'sender'))
    expect(evolve(life('rejected', false, 'sender'), move('cancellation-requested'))).toEqual(life('rejected', false, 'sender'))
  })

  test('that it was entered in error overrides what crossed it, and the sender is responsible again', () => {
    expect(evolve(life('handed-back'), move('referral-entered-in-error'))).toEqual(life('entered-in-error', false, 'sender'))
    expect(evolve(life('entered-in-error', false, 'sender'), { type: 'referral-accepted', data: { transfer: true } })).toEqual(
      life('entered-in-error', false, 'sender'),
    )
  })

  test('an answer to a request to stop that nobody made does not arrive, nor a section after the request', () => {
    expect(mayArrive(life('requested'), 'referral-cancelled', 'recipient')).toBe(false)
    expect(mayArrive(life('completed'), 'cancellation-refused', 'recipient')).toBe(false)
    expect(mayArrive(life('accepted', true), 'sections-disclosed', 'sender')).toBe(false)
    expect(mayArrive(life('accepted'), 'sections-disclosed', 'sender')).toBe(true)
  })

  test('nothing but an enquiry or a request begins a referral', () => {
    const first = MOVES.filter((one) => {
      try {
        return evolve(null, one) !== undefined
      } catch {
        return false
      }
    })
    expect(first.map(({ type }) => type)).toEqual(['referral-enquired', 'referral-requested'])
  })
})

function never(): never {
  throw new Error('nothing to choose from')
}
