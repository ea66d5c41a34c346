import type { ChoiceList } from '@ihala/contract'
import { expect, test } from 'vitest'
import { nextAsked } from './choices.ts'

const [HOUSE, CHARITY, LAWYERS] = ['https://care-house.ihala.test', 'https://charity.ihala.test', 'https://lawyers.ihala.test'] as const
const [FIRST, SECOND] = ['01930000-0000-7000-8000-000000000001', '01930000-0000-7000-8000-000000000002'] as const
const DUE = '2026-03-05T18:00:00.000Z'
const line = { id: FIRST, state: 'requested', cancelling: false, dueAt: DUE } as const
const choices: ChoiceList['choices'] = [
  { partner: HOUSE, state: 'asked', referralId: FIRST },
  { partner: CHARITY, state: 'dropped', referralId: null },
  { partner: LAWYERS, state: 'waiting', referralId: null },
]

test('c15: the next waiting body is asked at the clock; one that was passed over is not', () => {
  expect(nextAsked(line, choices)).toEqual({ partner: LAWYERS, at: DUE })
  expect(nextAsked({ ...line, state: 'rejected' }, choices)).toEqual({ partner: LAWYERS, at: null })
})

test('nobody is next where the body took the person on, was asked to stop, or the next one was asked already', () => {
  expect(nextAsked({ ...line, state: 'accepted' }, choices)).toBeUndefined()
  expect(nextAsked({ ...line, cancelling: true }, choices)).toBeUndefined()
  const goneOn = choices.map((one) => (one.partner === LAWYERS ? { ...one, state: 'asked' as const, referralId: SECOND } : one))
  expect(nextAsked(line, goneOn)).toBeUndefined()
  expect(nextAsked({ ...line, id: SECOND }, goneOn)).toBeUndefined()
  expect(nextAsked({ ...line, id: SECOND }, choices)).toBeUndefined()
})
