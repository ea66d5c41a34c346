import { checkEvent } from '@ihala/contract'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { expect, test } from 'vitest'
import { answerBy, answerEvent, assertOurs, goesAsSection, type Recourse, viewOf } from './recourse.ts'

const NOW = '2026-11-02T08:00:00.000Z'
const ASKED: Recourse = {
  id: '019a0000-0000-7000-8000-000000000000',
  personId: null,
  caseId: 'a case',
  claim: 'objection',
  category: 'identity',
  because: 'not-safe-for-me',
  byWhom: 'person',
  answers: 'us',
  jti: 'a name',
  at: NOW,
  dueAt: '2026-12-02T20:59:59Z',
  answeredAt: null,
  answer: null,
  refusal: null,
}

test('C11: a month, by the law of the network; past it, it is overdue until it is answered', () => {
  expect(answerBy(NOW, ruleSetInForce(QATAR_DEMO_LAW, NOW))).toBe(ASKED.dueAt)
  expect(viewOf(ASKED, 'a body', NOW).overdue).toBe(false)
  expect(viewOf(ASKED, 'a body', '2026-12-03T00:00:00.000Z').overdue).toBe(true)
  expect(viewOf({ ...ASKED, answeredAt: NOW, answer: 'done' }, 'a body', '2027-01-01T00:00:00.000Z').overdue).toBe(false)
})

test('C11: answered once, by whom it was asked; a refusal has its reason', () => {
  expect(() => assertOurs(ASKED)).not.toThrow()
  for (const not of [{ answers: 'them' as const }, { answeredAt: NOW }])
    expect(() => assertOurs({ ...ASKED, ...not })).toThrow(expect.objectContaining({ code: 'state-forbids' }))
  const { data } = answerEvent('kkkkkkkkkkkkkkkkkkkkkA', { answer: 'refused', because: 'law-requires-it' })
  expect(checkEvent['right-answered'].firstFault(data)).toBeUndefined()
  expect(checkEvent['right-answered'].firstFault({ of: 'kkkkkkkkkkkkkkkkkkkkkA', answer: 'refused' })).toBeDefined()
})

test('C11: what goes as a section can be put right by one; files, needs and stages cannot', () => {
  expect(goesAsSection('identity')).toBe(true)
  expect([goesAsSection('documents'), goesAsSection('need'), goesAsSection('progress')]).toEqual([false, false, false])
})
