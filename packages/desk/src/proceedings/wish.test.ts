import { expect, test } from 'vitest'
import { proceedings } from './proceedings.ts'
import { assertOfTheCase } from './wish.ts'

test('R-2: no event, clock or job knows of it: the feature is its tables and its two routes', () => {
  const { inbox, written, jobs, restored, suspended, expired, refused } = proceedings
  for (const part of [inbox, written, jobs, restored, suspended, expired, refused]) expect(part).toBeUndefined()
})

test('R-2: for the staff of the case, and nobody beside them once there are any', () => {
  expect(() => assertOfTheCase(['yusuf', 'reem'], 'reem')).not.toThrow()
  expect(() => assertOfTheCase([], 'reem')).not.toThrow()
  expect(() => assertOfTheCase(['yusuf'], 'reem')).toThrow(expect.objectContaining({ code: 'not-allowed' }))
})
