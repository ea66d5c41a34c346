import { Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertSafe } from './contact.ts'

const NOON = '2026-11-22T09:00:00.000Z'
const plan = { mayContact: true, telephone: '+97400004130', hours: { from: '11:00', until: '13:00' }, codeWord: 'jasmine' }
const { telephone: _telephone, ...withoutNumber } = plan
const call = { channel: 'telephone', codeWordGiven: true } as const

function ruleOf(...[held, given, now = NOON]: [Parameters<typeof assertSafe>[0], Parameters<typeof assertSafe>[1], string?]) {
  try {
    assertSafe(held, given, now, 'Asia/Qatar')
    return undefined
  } catch (error) {
    if (error instanceof Refusal && error.code === 'contact-not-safe') return error.facts.rule
    throw error
  }
}

test.each([
  ['by the plan', ruleOf(plan, call), undefined],
  ['without a plan', ruleOf(undefined, call), 'no'],
  ['against the person’s wish', ruleOf({ ...plan, mayContact: false }, call), 'no'],
  ['at night', ruleOf(plan, call, '2026-11-22T20:00:00.000Z'), 'outside-hours'],
  ['by a number nobody called safe', ruleOf(withoutNumber, call), 'channel'],
  ['in person, without a number', ruleOf(withoutNumber, { channel: 'in-person', codeWordGiven: true }), undefined],
  ['without the word that was agreed', ruleOf(plan, { ...call, codeWordGiven: false }), 'code-word'],
])('R-3, C8: contact %s', (_how, rule, expected) => expect(rule).toBe(expected))
