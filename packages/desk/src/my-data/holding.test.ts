import { HOLDING_LINES, type HoldingLine, type MyDataLine } from '@ihala/contract'
import type { ProvenEvent } from '@ihala/kit'
import { describe, expect, test } from 'vitest'
import {
  assertMayAsk,
  asToldToOthers,
  type Facts,
  furtherUnheard,
  linesFor,
  linesOf,
  STEPS_AT_MOST,
  spokeBefore,
  statementsOf,
} from './holding.ts'
import { relayed } from './holding.write.ts'

const [ITF, HOUSE, LAWYERS] = ['itf', 'care-house', 'lawyers'].map((slug) => `https://${slug}.network.example`) as [string, string, string]
const AT = '2026-11-02T08:00:00.000Z'
const hash = (name: string): string => name.padEnd(42, 'x').concat('A')
const event = (changes: Partial<ProvenEvent>): ProvenEvent => ({
  caseId: 'came',
  iss: ITF,
  jti: 'j',
  evt: 'sections-disclosed',
  part: 'identity',
  at: AT,
  hash: hash('came'),
  receipt: 'a.b.c',
  erased: false,
  ...changes,
})

/** What the Care House knows of somebody whom the union referred to it, and it to the lawyers. */
const FACTS: Facts = {
  self: HOUSE,
  held: [
    { part: 'identity', owner: 'came', since: AT },
    { part: 'contact', owner: 'the person', since: AT },
  ],
  shared: [
    { caseId: 'came', partner: ITF, kind: 'union-liaison', eraseAt: '2027-01-01T00:00:00.000Z' },
    { caseId: 'went', partner: LAWYERS, kind: 'legal-aid', eraseAt: '2027-01-01T00:00:00.000Z' },
  ],
  events: [
    event({}),
    event({ evt: 'referral-opened', part: '', iss: HOUSE }),
    event({ caseId: 'went', iss: HOUSE, hash: hash('went') }),
    event({ evt: 'referral-progressed', part: 'progress', iss: HOUSE, hash: hash('stage') }),
  ],
  looked: [{ roles: ['shelter-worker'], times: 3, first: AT, last: AT }],
  erasures: [
    {
      event: event({ evt: 'erasure-stated', part: '', iss: HOUSE, hash: hash('stated') }),
      said: {
        of: 'w',
        because: 'withdrawn',
        erased: ['health'],
        at: AT,
        kept: [{ part: 'employment', ground: 'record-duty', law: 'labour-records', article: '20', until: '2030-01-01' }],
      },
    },
  ],
  confirmed: [{ kind: 'compelled', reason: 'court', at: AT, told: true }],
}
const briefly = (lines: readonly MyDataLine[]) =>
  lines.map(({ line, with: other, proof }) =>
    [line.is, 'part' in line ? line.part : '', other ?? '', proof === null ? '' : 'proven'].join(' ').trim(),
  )

test('C9: held, received, opened, passed on, erased, kept, compelled: each with whom, and with what proves it', () => {
  expect(briefly(linesOf(FACTS))).toEqual([
    `held identity ${ITF}`,
    'held contact',
    `received identity ${ITF} proven`,
    `passed-on identity ${LAWYERS} proven`,
    `passed-on progress ${ITF} proven`,
    'opened',
    `erased health ${ITF} proven`,
    `kept employment ${ITF} proven`,
    'compelled',
  ])
})

test('C9: the body that asked hears codes and times; which third body, only where the person agreed that it hears how it goes on', () => {
  const named = linesFor({ asker: ITF, namesBodies: true }, linesOf(FACTS))
  const bare = linesFor({ asker: ITF, namesBodies: false }, linesOf(FACTS))
  expect(named.filter(({ is }) => is === 'passed-on')).toEqual([
    { is: 'passed-on', part: 'identity', kind: 'legal-aid', body: LAWYERS, at: AT },
  ])
  expect(bare.filter(({ is }) => is === 'passed-on')).toEqual([{ is: 'passed-on', part: 'identity', kind: 'legal-aid', at: AT }])
  // The hash of what went between the two, each has.
  expect(named.find(({ is }) => is === 'received')).toHaveProperty('event', hash('came'))
  const elsewhere = linesFor({ asker: LAWYERS, namesBodies: false }, linesOf(FACTS))
  expect(elsewhere.find(({ is }) => is === 'received')).not.toHaveProperty('event')
})

test('C9: an answer that comes from further down keeps no hash and, without agreement, no name; its end is that no grant goes further', () => {
  const [said] = statementsOf(
    'q',
    { at: AT, steps: 0, kind: 'shelter', body: HOUSE },
    linesFor({ asker: ITF, namesBodies: true }, linesOf(FACTS)),
  )
  if (!said) throw new Error('nothing was said')
  expect(relayed('above', said, true)).toMatchObject({ of: 'above', steps: 1, body: HOUSE })
  const bare = relayed('above', said, false)
  expect(JSON.stringify(bare)).not.toMatch(/https:|xxxx/)
  expect(relayed('above', { ...said, steps: 5 }, true)).toBeUndefined()
})

test('C9: who has much to say says it in several statements, the last of which says that it is', () => {
  const lines = Array.from({ length: HOLDING_LINES * 2 + 1 }, () => ({ is: 'erased' as const, part: 'health' as const, at: AT }))
  const said = statementsOf('q', { at: AT, steps: 0, kind: 'shelter' }, lines)
  expect(said.map(({ lines: some, more }) => [some.length, more])).toEqual([
    [HOLDING_LINES, true],
    [HOLDING_LINES, true],
    [1, false],
  ])
  expect(statementsOf('q', { at: AT, steps: 0, kind: 'shelter' }, [])).toMatchObject([{ lines: [], more: false }])
})

test('C9: the fifth question of a day waits', () => {
  expect(() => assertMayAsk(3)).not.toThrow()
  expect(() => assertMayAsk(4)).toThrow(expect.objectContaining({ code: 'too-many-requests' }))
})

test('R-1: what an order made a body disclose, the person hears first; no other body hears of it before them', () => {
  const untold: Facts = { ...FACTS, confirmed: [{ kind: 'compelled', reason: 'police', at: AT, told: false }] }
  const compelled = (facts: Facts) => linesOf(facts).filter(({ line }) => line.is === 'compelled')
  expect(compelled(untold)).toHaveLength(1)
  expect(compelled(asToldToOthers(untold))).toEqual([])
  expect(compelled(asToldToOthers(FACTS))).toHaveLength(1)
})

describe('J-6: who is still to be heard of those further on', () => {
  const at = '2026-11-20T09:00:00Z'
  const passed = (kind: string, body?: string): HoldingLine => ({ is: 'passed-on', part: 'need', kind, at, ...(body ? { body } : {}) })
  const house = (lines: HoldingLine[]) => ({ steps: 0, kind: 'shelter', lines })
  const lawyers = (lines: HoldingLine[], body?: string) => ({ steps: 1, kind: 'legal-aid', lines, ...(body ? { body } : {}) })

  test('whoever something went to, until they speak; then those that they name', () => {
    expect(furtherUnheard([])).toEqual([])
    expect(furtherUnheard([house([passed('legal-aid'), passed('legal-aid')])])).toEqual([{ steps: 1, kind: 'legal-aid', body: null }])
    expect(furtherUnheard([house([passed('legal-aid')]), lawyers([passed('charity-funding')])])).toEqual([
      { steps: 2, kind: 'charity-funding', body: null },
    ])
  })

  test('two of one kind are two where they may be named, and one of the kind otherwise', () => {
    const both = house([passed('legal-aid', 'https://one.test'), passed('legal-aid', 'https://two.test')])
    expect(furtherUnheard([both, lawyers([], 'https://one.test')])).toEqual([{ steps: 1, kind: 'legal-aid', body: 'https://two.test' }])
    expect(furtherUnheard([both, lawyers([])])).toEqual([])
  })

  test('nobody is awaited further down than an answer is passed on', () => {
    expect(furtherUnheard([{ steps: STEPS_AT_MOST, kind: 'shelter', lines: [passed('legal-aid')] }])).toEqual([])
  })
})

test('C9: once nobody may be named any more, who was heard before keeps its name; another body of that kind has none', () => {
  const received = (at: string): HoldingLine => ({ is: 'received', part: 'need', at })
  const [then, now] = ['2026-11-22T09:00:00.000Z', '2026-11-23T09:00:00.000Z']
  const speaks = (at: string, lines: HoldingLine[], body?: string) => ({ at, steps: 1, kind: 'shelter', lines, ...(body ? { body } : {}) })
  const before = [speaks(then, [received(then)], ITF), { ...speaks(then, [received(now)], LAWYERS), kind: 'legal-aid' }]
  const first = speaks(now, [received(then)])
  const rest = speaks(now, [{ is: 'erased', part: 'need', at: now }])
  expect([first, rest].map((one) => spokeBefore(one, [first, rest], before))).toEqual([ITF, ITF])
  const unheard = speaks(then, [received(now)])
  expect(spokeBefore(unheard, [unheard], before)).toBeUndefined()
})
