import { REFERRAL_STATES } from '@ihala/contract'
import { mayWrite } from '@ihala/policy'
import { expect, test } from 'vitest'
import { assertAskedTogether, hasPlace, isOpenToChoice, isWaitedFor } from './question.ts'

const other = { to: 'https://other.ihala.example' } as never

test('DESIGN §8: only a question goes to several at once, and nobody is named after them', () => {
  expect(() => assertAskedTogether({ step: 'enquire', beside: [other] })).not.toThrow()
  expect(() => assertAskedTogether({ step: 'request', next: [other] })).not.toThrow()
  const refused = expect.objectContaining({ code: 'body-invalid' })
  expect(() => assertAskedTogether({ step: 'request', beside: [other] })).toThrow(refused)
  expect(() => assertAskedTogether({ step: 'enquire', beside: [other], next: [other] })).toThrow(refused)
})

test('one is chosen; another only when that one declined, failed or gave the person back', () => {
  const free = REFERRAL_STATES.filter((state) => isOpenToChoice(['enquired', state]))
  expect([...free].sort()).toEqual([
    'answered',
    'cancelled',
    'enquired',
    'entered-in-error',
    'failed',
    'handed-back',
    'rejected',
    'taken-back',
  ])
})

test('who is still waited for can be told to stop, by the events of the protocol', () => {
  const waited = REFERRAL_STATES.filter(isWaitedFor)
  expect([...waited].sort()).toEqual(['answered', 'enquired'])
  for (const state of waited)
    expect(mayWrite({ state, cancelling: false, responsible: 'sender' }, 'cancellation-requested', 'sender')).toBe(true)
})

test('a body is chosen by its answer: not one that is silent, has no place, knows a party, or was told to stop', () => {
  const answered: Parameters<typeof hasPlace>[0] = {
    state: 'answered',
    cancelling: false,
    capacity: { answer: 'waitlist', conditions: [] },
    conflict: null,
  }
  expect(hasPlace(answered)).toBe(true)
  expect([
    hasPlace({ ...answered, state: 'enquired', capacity: null }),
    hasPlace({ ...answered, capacity: { answer: 'none', conditions: [] } }),
    hasPlace({ ...answered, conflict: 'found' }),
    hasPlace({ ...answered, cancelling: true }),
  ]).toEqual([false, false, false, false])
})
