import { expect, test } from 'vitest'
import { guarded } from './overview.ts'

test('a count by which somebody could be recognised is only said to be small', () => {
  expect([0, 1, 4, 5, 900].map(guarded)).toEqual([0, 'few', 'few', 5, 900])
})
