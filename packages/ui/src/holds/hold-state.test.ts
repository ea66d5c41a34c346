import { expect, test } from 'vitest'
import { confirmedBy, localDay, stateOf } from './hold-state.ts'

const HOLD = { askedAt: '2026-11-22T09:00:00.000Z', confirmedAt: null, endedAt: null, until: '2027-03-01' }
const at = (now: string) => ({ now: Date.parse(now), timeZone: 'Asia/Qatar' })

test('M1: a hold waits a day for its second person, and no longer', () => {
  expect(confirmedBy(HOLD)).toBe('2026-11-23T09:00:00.000Z')
  expect(stateOf(HOLD, at('2026-11-23T09:00:00.000Z'))).toBe('asked')
  expect(stateOf(HOLD, at('2026-11-23T09:00:00.001Z'))).toBe('too-old')
})

test('M1: confirmed it is in force, its last day whole in the zone of the organisation; ended is ended', () => {
  const confirmed = { ...HOLD, confirmedAt: '2026-11-22T10:00:00.000Z' }
  expect(stateOf(confirmed, at('2027-03-01T20:59:59.000Z'))).toBe('in-force')
  expect(stateOf(confirmed, at('2027-03-01T21:00:00.000Z'))).toBe('over')
  expect(stateOf({ ...confirmed, endedAt: '2026-12-01T00:00:00.000Z' }, at('2026-12-02T00:00:00.000Z'))).toBe('ended')
  expect(localDay(Date.parse('2026-11-22T21:30:00.000Z'), 'Asia/Qatar')).toBe('2026-11-23')
})
