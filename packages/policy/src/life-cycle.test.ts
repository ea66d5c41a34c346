import { EVENT_TYPES, EVENTS, type EventType, REFERRAL_STATES, type ReferralState } from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { MOVES } from '../test/two-ends.ts'
import { evolve, type Life, mayArrive, mayWrite, openTo, otherSide, type Side } from './life-cycle.ts'

const SIDES: readonly Side[] = ['sender', 'recipient']

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
disclosure-voided          .    .   .   .   .   b   b   b   .   .   .   .   .   .   .
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
outcome-confirmed          .    .   .   .   .   .   .   .   s   s   .   .   .   .   .
meeting-arranged           .    .   .   .   .   s   s   s   .   .   .   .   .   .   .
meeting-answered           .    .   .   .   .   r   r   r   .   .   .   .   .   .   .
note-added                 .    .   .   .   .   b   b   b   .   .   .   .   .   .   .
consent-withdrawn          .    s   s   s   s   s   s   s   s   s   s   s   s   s   s
withdrawal-requested       .    r   r   r   r   r   r   r   r   r   r   r   r   r   r
erasure-stated             .    b   b   b   b   b   b   b   b   b   b   b   b   b   b
holding-asked              .    b   b   b   b   b   b   b   b   b   b   b   b   b   b
holding-stated             .    b   b   b   b   b   b   b   b   b   b   b   b   b   b
right-exercised            .    b   b   b   b   b   b   b   b   b   b   b   b   b   b
right-answered             .    b   b   b   b   b   b   b   b   b   b   b   b   b   b
second-person-asked        .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
second-person-answered     .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
complaint-box              .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
file-chunk                 .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
digest-stated              .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
chain-asked                .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
chain-returned             .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
checkpoint                 .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
cosignature                .    .   .   .   .   .   .   .   .   .   .   .   .   .   .
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

  test('to a suspended member nothing is written but what takes back, from every state that has not ended for good, and what the person withdrew, from each', () => {
    for (const state of REFERRAL_STATES) {
      for (const side of SIDES) {
        const open = openTo(life(state), side, 'suspended')
        const ended = ['rejected', 'cancelled', 'taken-back', 'entered-in-error'].includes(state)
        expect(open, `${side}, ${state}`).toEqual(side === 'sender' ? [...(ended ? [] : ['hand-back-taken']), 'consent-withdrawn'] : [])
      }
    }
    expect(EVENT_TYPES.filter((type) => mayWrite(null, type, 'sender', 'suspended'))).toEqual([])
    expect(mayWrite(life('in-progress'), 'hand-back-taken', 'sender')).toBe(false)
  })

  test('what was taken back from a suspended member overrides what the member did meanwhile', () => {
    for (const state of ['completed', 'in-progress', 'rejected', 'cancelled'] as const)
      expect(evolve(life(state), move('hand-back-taken'))).toEqual(life('taken-back', false, 'sender'))
    expect(mayArrive(life('taken-back', false, 'sender'), 'referral-completed', 'recipient')).toBe(true)
    expect(evolve(life('taken-back', false, 'sender'), move('referral-completed'))).toEqual(life('taken-back', false, 'sender'))
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
