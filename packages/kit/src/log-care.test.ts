import { expect, test } from 'vitest'
import { lastDue } from './log-care.ts'

const ZONE = 'Asia/Qatar'
const HOUSE = 'https://care-house.ihala.test'
const hours = (instant: string): number => ((Date.parse(instant) / 3_600_000) % 24) + 3

test('a log is due once a night, between one and four by local time, at the same moment of every night', () => {
  const morning = lastDue('2026-11-22T06:00:00.000Z', ZONE, HOUSE)
  expect(hours(morning) % 24).toBeGreaterThanOrEqual(1)
  expect(hours(morning) % 24).toBeLessThan(4)
  expect(lastDue(morning, ZONE, HOUSE)).toBe(morning)
  expect(lastDue('2026-11-22T20:59:59.000Z', ZONE, HOUSE)).toBe(morning)
  // After midnight, before its moment: still the one of the night before.
  expect(lastDue('2026-11-22T21:30:00.000Z', ZONE, HOUSE)).toBe(morning)
  expect(Date.parse(lastDue('2026-11-23T06:00:00.000Z', ZONE, HOUSE)) - Date.parse(morning)).toBe(86_400_000)
})

test('members are spread over the night', () => {
  const moments = Array.from({ length: 60 }, (_, n) => lastDue('2026-11-22T06:00:00.000Z', ZONE, `https://m${n}.ihala.test`))
  expect(new Set(moments.map((at) => Math.floor(hours(at) % 24)))).toEqual(new Set([1, 2, 3]))
  expect(new Set(moments).size).toBe(60)
})
