import { expect, test } from 'vitest'
import { assertDate, localDate, localDays } from './local-date.ts'

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

test('a period of local days lies between two local midnights, also where the clocks change in it', () => {
  expect(localDays('2026-11-01', '2026-11-22', 'Asia/Qatar')).toEqual({
    from: '2026-10-31T21:00:00.000Z',
    until: '2026-11-22T21:00:00.000Z',
    days: 22,
  })
  expect(localDays('2026-03-08', '2026-03-08', 'America/New_York')).toEqual({
    from: '2026-03-08T05:00:00.000Z',
    until: '2026-03-09T04:00:00.000Z',
    days: 1,
  })
  expect(localDays('2026-11-22', '2026-11-20', 'Asia/Qatar').days).toBeLessThan(1)
})
