import { ENDED_STATES, REFERRAL_STATES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { elapsed, severityOf, severityOfClock } from './severity.ts'

const clock = { startedAt: '2026-03-01T08:00:00Z', dueAt: '2026-03-01T10:00:00Z' }
const at = (hour: string) => Date.parse(`2026-03-01T${hour}:00Z`)

test('the bar fills with the time that is gone', () => {
  expect(elapsed(clock, at('08:00'))).toBe(0)
  expect(elapsed(clock, at('09:00'))).toBe(0.5)
  expect(elapsed(clock, at('12:00'))).toBe(1)
  expect(elapsed({ startedAt: clock.dueAt, dueAt: clock.dueAt }, at('09:00'))).toBe(0)
})

test('severity rises by quarters and the last instant is already over', () => {
  expect(severityOfClock(clock, at('08:10'))).toBe('calm')
  expect(severityOfClock(clock, at('09:00'))).toBe('soon')
  expect(severityOfClock(clock, at('09:30'))).toBe('urgent')
  expect(severityOfClock(clock, at('10:00'))).toBe('overdue')
  expect(severityOfClock({ ...clock, dueAt: null }, at('10:00'))).toBe('none')
})

test('what has ended has no clock, however late it was', () => {
  expect(severityOf({ state: 'rejected', receivedAt: clock.startedAt, dueAt: clock.dueAt }, at('12:00'))).toBe('ended')
  expect(severityOf({ state: 'requested', receivedAt: clock.startedAt, dueAt: clock.dueAt }, at('12:00'))).toBe('overdue')
})

test('the screen and the work list mean the same by what is over', () => {
  const ended = REFERRAL_STATES.filter((state) => severityOf({ state, receivedAt: clock.startedAt, dueAt: null }, at('12:00')) === 'ended')
  expect(ended).toEqual(ENDED_STATES)
})
