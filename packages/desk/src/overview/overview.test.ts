import { expect, test } from 'vitest'
import { guarded } from './overview.ts'

test('R-12: a count by which somebody could be recognised is only said to be small', () => {
  expect([0, 1, 10, 11, 900].map(guarded)).toEqual([0, 'few', 'few', 11, 900])
})
