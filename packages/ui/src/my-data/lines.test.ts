import type { HoldingLine, MyDataLine, MyDataOther } from '@ihala/contract'
import { expect, test } from 'vitest'
import { columnsOf, mayTakeBack, partsIn, plainly, spoken, standingOf, statedLines, together, toldSince } from './lines.ts'

const HOUSE = 'https://care-house.ihala.test'
const dayOf = (at: string) => at.slice(0, 10)
const line = (given: HoldingLine, other: string | null = null, event?: string, receipt: string | null = null): MyDataLine => ({
  line: given,
  with: other,
  proof: event === undefined ? null : { event, iss: HOUSE, receipt },
})
const passed = (part: 'identity' | 'contact', at: string): HoldingLine => ({ is: 'passed-on', part, kind: 'shelter', body: HOUSE, at })
const other = (given: Partial<MyDataOther>): MyDataOther => ({
  referral: 'r',
  partner: { entityId: HOUSE, names: { ar: 'دار الرعاية', en: 'Care House' }, kind: 'shelter' },
  direction: 'below',
  stands: 'not-asked',
  askedAt: null,
  answeredAt: null,
  statements: [],
  further: [],
  told: [],
  ...given,
})

test('C9: parts that went the same way on one day are told in one sentence, with the proof of each; another day, another body are not', () => {
  const told = together(
    [
      line(passed('identity', '2026-11-20T09:00:00Z'), HOUSE, 'e1', 'r1'),
      line({ is: 'held', part: 'identity', since: '2026-11-20T08:00:00Z' }),
      line(passed('contact', '2026-11-20T09:00:01Z'), HOUSE, 'e2'),
      line(passed('contact', '2026-11-21T09:00:01Z'), HOUSE, 'e3', 'r3'),
      line(passed('contact', '2026-11-20T10:00:00Z'), 'https://charity.ihala.test', 'e4'),
    ],
    dayOf,
  )
  expect(told.map(({ line: { is }, parts, proofs }) => [is, parts, proofs.map(({ event, receipt }) => [event, receipt])])).toEqual([
    ['held', ['identity'], []],
    [
      'passed-on',
      ['identity', 'contact'],
      [
        ['e1', 'r1'],
        ['e2', null],
      ],
    ],
    ['passed-on', ['contact'], [['e3', 'r3']]],
    ['passed-on', ['contact'], [['e4', null]]],
  ])
})

test('C9: what a body has, or must keep, weighs more than what it erased before', () => {
  const erased: HoldingLine = { is: 'erased', part: 'health', at: '2026-11-20T09:00:00Z' }
  const kept: HoldingLine = {
    is: 'kept',
    part: 'own',
    ground: 'record-duty',
    law: 'qa-law-14-2004',
    article: '10',
    until: '2031-01-01',
  }
  const held: HoldingLine = { is: 'held', part: 'health', since: '2026-11-21T09:00:00Z' }
  expect([...standingOf([held, erased, kept, { is: 'erased', part: 'own', at: '2026-11-20T09:00:00Z' }])]).toEqual([
    ['health', 'held'],
    ['own', 'kept'],
  ])
})

test('C9: who has what: what went to a body that has not answered is said to have gone there; its answer replaces that; a body further on has a column', () => {
  const own = [
    line({ is: 'held', part: 'identity', since: '2026-11-20T08:00:00Z' }),
    line(passed('identity', '2026-11-20T09:00:00Z'), HOUSE, 'e1', 'r1'),
  ]
  const [us, waiting] = columnsOf({ own, others: [other({ stands: 'waiting' })] }, { kind: 'union-liaison' })
  expect([us?.stands.get('identity'), waiting?.stands.get('identity'), waiting?.answered]).toEqual(['held', 'sent', false])
  const statement = { at: '2026-11-21T09:00:00Z', kind: 'shelter', body: null, proof: { event: 'e', iss: HOUSE, receipt: 'r' } }
  const answered = columnsOf(
    {
      own,
      others: [
        other({
          stands: 'answered',
          statements: [
            { ...statement, steps: 0, lines: [{ is: 'erased', part: 'identity', at: '2026-11-21T08:00:00Z' }] },
            { ...statement, steps: 1, kind: 'legal-aid', lines: [{ is: 'held', part: 'contact', since: '2026-11-21T08:00:00Z' }] },
          ],
        }),
      ],
    },
    { kind: 'union-liaison' },
  )
  expect(answered.map(({ body, kind, steps, stands }) => [body, kind, steps, [...stands]])).toEqual([
    [null, 'union-liaison', 0, [['identity', 'held']]],
    [HOUSE, 'shelter', 1, [['identity', 'erased']]],
    [null, 'legal-aid', 2, [['contact', 'held']]],
  ])
  expect(partsIn(answered, ['need', 'identity', 'contact'])).toEqual(['identity', 'contact'])
})

test('C7, c2: what a body was told to erase since it answered is told or as it stated it; what it answered afterwards counts more', () => {
  const statement = { at: '2026-11-21T09:00:00Z', kind: 'shelter', body: null, proof: { event: 'e', iss: HOUSE, receipt: 'r' } }
  const held = (part: 'identity' | 'contact'): HoldingLine => ({ is: 'held', part, since: '2026-11-20T08:00:00Z' })
  const told = (statedAt: string | null): MyDataOther['told'][number] => ({
    parts: ['contact', 'words'],
    at: '2026-11-22T09:00:00Z',
    dueAt: '2026-11-25T09:00:00Z',
    complete: statedAt !== null,
    statedAt,
    erased: statedAt === null ? [] : ['contact', 'words'],
    kept: [],
    proof: statedAt === null ? null : { event: 's', iss: HOUSE, receipt: 'r' },
  })
  const column = (answeredAt: string, statedAt: string | null) =>
    columnsOf(
      {
        own: [],
        others: [
          other({
            stands: 'answered',
            answeredAt,
            statements: [{ ...statement, steps: 0, lines: [held('identity'), held('contact')] }],
            told: [told(statedAt)],
          }),
        ],
      },
      { kind: 'union-liaison' },
    )[1]?.stands
  const [before, after] = ['2026-11-21T09:00:00Z', '2026-11-23T09:00:00Z']
  expect([...(column(before, null) ?? [])]).toEqual([
    ['identity', 'held'],
    ['contact', 'told'],
  ])
  expect(column(before, '2026-11-22T10:00:00Z')?.get('contact')).toBe('erased')
  expect(column(after, null)?.get('contact')).toBe('held')
  expect(statedLines(told('2026-11-22T10:00:00Z')).map(({ line: said, proof }) => [said.is, proof?.event])).toEqual([
    ['erased', 's'],
    ['erased', 's'],
  ])
  expect(statedLines(told(null))).toEqual([])
})

test('c2: what a body must keep stands in the place of its having it, and it erased only what it had', () => {
  const at = '2026-11-22T09:00:00Z'
  const erased = (part: 'identity' | 'health' | 'words'): HoldingLine => ({ is: 'erased', part, at })
  const kept: HoldingLine = { is: 'kept', part: 'need', ground: 'record-duty', law: 'qa-law-20-2019', article: '20', until: '2036-11-23' }
  const said = [
    line({ is: 'held', part: 'need', since: at, eraseAt: '2027-06-22T09:00:00Z' }),
    line({ is: 'received', part: 'identity', at }),
    line(erased('identity')),
    line(erased('health')),
    line(erased('words')),
    line(kept),
  ]
  const left = (all: readonly MyDataLine[]) => all.map((one) => [one.line.is, 'part' in one.line && one.line.part])
  expect(left(plainly(said))).toEqual([
    ['received', 'identity'],
    ['erased', 'identity'],
    ['erased', 'words'],
    ['kept', 'need'],
  ])
  // What is known to have gone there lay there, whatever it says.
  expect(left(plainly([line(erased('health'))], ['health']))).toEqual([['erased', 'health']])
  const house = other({
    stands: 'answered',
    statements: [
      { at, steps: 0, kind: 'shelter', body: null, lines: said.map((one) => one.line), proof: { event: 'e', iss: HOUSE, receipt: 'r' } },
    ],
  })
  const stands = columnsOf({ own: [], others: [house] }, { kind: 'union-liaison' })[1]?.stands
  expect([stands?.get('need'), stands?.get('identity'), stands?.get('health')]).toEqual(['kept', 'erased', undefined])
})

test('C9: a body stands once, whatever number of statements its lines took; what it answered since says its erasure too', () => {
  const at = '2026-11-22T09:00:00Z'
  const page = (event: string, part: 'identity' | 'health', over: Partial<MyDataOther['statements'][number]> = {}) => ({
    ...{ at, steps: 1, kind: 'shelter', body: null, lines: [{ is: 'erased' as const, part, at }] },
    ...{ proof: { event, iss: HOUSE, receipt: 'r' }, ...over },
  })
  const elsewhere = { at: '2026-11-22T09:00:01Z' }
  const said = spoken([page('1', 'identity'), page('2', 'health'), page('3', 'identity', elsewhere)])
  expect(said.map(({ lines, proofs }) => [lines.length, proofs.map(({ event }) => event)])).toEqual([
    [2, ['1', '2']],
    [1, ['3']],
  ])
  const told = (statedAt: string | null): MyDataOther['told'][number] => ({
    ...{ parts: ['identity'], at, dueAt: at, complete: statedAt !== null, statedAt, erased: [], kept: [], proof: null },
  })
  const [before, after] = [told('2026-11-22T10:00:00Z'), told(null)]
  expect(toldSince({ answeredAt: '2026-11-22T11:00:00Z', told: [before, after] })).toEqual([after])
  expect(toldSince({ answeredAt: null, told: [before] })).toEqual([before])
})

test('C7: nothing is taken back twice: once a body was told to erase all that went to it, nobody is asked for more', () => {
  const at = '2026-11-22T09:00:00Z'
  const own = [line(passed('identity', at), HOUSE), line(passed('contact', at), HOUSE)]
  const told = (...parts: MyDataOther['told'][number]['parts']): MyDataOther['told'] => [
    { parts, at, dueAt: at, complete: false, statedAt: null, erased: [], kept: [], proof: null },
  ]
  expect(mayTakeBack(other({}), own)).toBe(true)
  expect(mayTakeBack(other({ told: told('identity') }), own)).toBe(true)
  expect(mayTakeBack(other({ told: told('identity', 'contact') }), own)).toBe(false)
  expect(mayTakeBack(other({ direction: 'above', told: told('identity', 'contact') }), own)).toBe(true)
})
