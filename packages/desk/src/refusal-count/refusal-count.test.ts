import { expect, test } from 'vitest'
import { weekOf } from './refusal-count.ts'

test('c12: every day of a week is counted as its Monday', () => {
  const days = ['2026-11-16', '2026-11-18', '2026-11-21', '2026-11-22']
  expect(days.map(weekOf)).toEqual(Array(4).fill('2026-11-16'))
  expect([weekOf('2026-11-23'), weekOf('2027-01-01')]).toEqual(['2026-11-23', '2026-12-28'])
})
