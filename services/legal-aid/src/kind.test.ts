import { expect, test } from 'vitest'
import { kind } from './kind.ts'

test('R-2, R-5: papers, testimony and exposure are no condition of help', () => {
  const asked = new Set(Object.values(kind.leastData).flat())
  for (const category of ['documents', 'testimony', 'exposure'] as const) expect(asked.has(category), category).toBe(false)
})

test('each need that is served says the least it requires', () => {
  expect(Object.keys(kind.leastData).sort()).toEqual([...kind.serves].sort())
})
