import { Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertMayAnswer, assertSafeMeeting, MET_WITHIN } from './meeting.ts'

const NOW = '2026-11-22T09:30:00.000Z'
const plan = { mayContact: true, telephone: '+97400004130', hours: { from: '11:00', until: '20:00' }, codeWord: 'jasmine' }
const known = ['Hirut Bekele', '+97400004130', 'Gulf Stone Contracting', 'jasmine']
const wished = { at: '2026-11-22T14:00:00.000Z', landmark: 'the gate with the green roof', codeWord: 'umbrella' }

const NO_PLAN = 'no plan'

function ruleOf(change: Partial<typeof wished> = {}, held: typeof plan | typeof NO_PLAN = plan): string {
  try {
    assertSafeMeeting({ ...wished, ...change }, held === NO_PLAN ? undefined : held, known, { now: NOW, timeZone: 'Asia/Qatar' })
    return 'arranged'
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.facts.rule ?? error.facts.field ?? ''}`.trim()
    throw error
  }
}

test.each([
  ['by the plan', ruleOf(), 'arranged'],
  ['at night', ruleOf({ at: '2026-11-22T20:00:00.000Z' }), 'contact-not-safe outside-hours'],
  ['without a plan', ruleOf({}, NO_PLAN), 'contact-not-safe no'],
  ['against the person’s wish', ruleOf({}, { ...plan, mayContact: false }), 'contact-not-safe no'],
  ['yesterday', ruleOf({ at: '2026-11-21T14:00:00.000Z' }), 'body-invalid within'],
  ['in a month', ruleOf({ at: new Date(Date.parse(NOW) + MET_WITHIN + 1).toISOString() }), 'body-invalid within'],
  ['where her name says who waits', ruleOf({ landmark: 'where Hirut sleeps' }), 'need-names-person /landmark'],
  ['at a number', ruleOf({ landmark: 'call 5500 0413' }), 'need-names-person /landmark'],
  ['at her employer’s', ruleOf({ landmark: 'behind Gulf Stone' }), 'need-names-person /landmark'],
  ['with the word of her plan', ruleOf({ codeWord: 'Jasmine' }), 'need-names-person code-word'],
  ['with a word that is her name', ruleOf({ codeWord: 'Hirut' }), 'need-names-person /codeWord'],
])('D14, R-3: met %s', (_how, rule, expected) => expect(rule).toBe(expected))

test('D14: the last that was arranged is answered, and agreed once', () => {
  const codeOf = (newest: Parameters<typeof assertMayAnswer>[0]) => {
    try {
      assertMayAnswer(newest, 'this')
      return 'answered'
    } catch (error) {
      if (error instanceof Refusal) return `refused: ${error.facts.state}`
      throw error
    }
  }
  expect(codeOf({ meeting: 'this', answer: null })).toBe('answered')
  expect(codeOf({ meeting: 'this', answer: 'other-time' })).toBe('answered')
  expect(codeOf({ meeting: 'this', answer: 'agreed' })).toBe('refused: answered')
  expect(codeOf({ meeting: 'another', answer: null })).toBe('refused: arranged-anew')
  expect(codeOf(undefined)).toBe('refused: arranged-anew')
})
