import { expect, test } from 'vitest'
import { assertDate, localDate } from './local-date.ts'

test('a day begins at local midnight, not at midnight UTC', () => {
  expect(localDate('2026-11-22T20:59:59.999Z', 'Asia/Qatar')).toBe('2026-11-22')
  expect(localDate('2026-11-22T21:00:00.000Z', 'Asia/Qatar')).toBe('2026-11-23')
  expect(localDate('2026-01-01T04:59:59.000Z', 'America/New_York')).toBe('2025-12-31')
})

test('a day that is in no calendar is refused', () => {
  for (const date of ['2026-02-31', '2026-02-29', '2026-11-31'])
    expect(() => assertDate('/payBy', date)).toThrow(
      expect.objectContaining({ code: 'body-invalid', facts: { field: '/payBy', rule: 'date' } }),
    )
  for (const date of ['2028-02-29', '2026-12-31']) expect(() => assertDate('/payBy', date)).not.toThrow()
})
