import { check, RandomId, RowId } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomId, stampSource, uuidv7, uuidv7Source } from './ids.ts'

test('ids of one source only grow, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 200 }), (steps) => {
      let time = 1_700_000_000_000
      const source = uuidv7Source(() => time)
      const ids = steps.map((step) => {
        time += step
        return source()
      })
      expect(ids).toEqual([...new Set(ids)].sort())
    }),
  )
})

test('more ids in one millisecond than the counter holds still grow', () => {
  const source = uuidv7Source(() => 1_700_000_000_000)
  const ids = Array.from({ length: 10_000 }, source)
  expect(ids).toEqual([...new Set(ids)].sort())
})

test('ids have the form the contract asks for, and hold their time', () => {
  expect(check(RowId)(uuidv7())).toBe(true)
  expect(check(RandomId)(randomId())).toBe(true)
  expect(uuidv7Source(() => 0x0123456789ab)().startsWith('01234567-89ab-7')).toBe(true)
})

test('a stamp is an id and the instant of the clock it was made with', () => {
  const stamp = stampSource(() => new Date('2026-03-01T08:00:00Z'))
  expect(stamp()).toMatchObject({ now: '2026-03-01T08:00:00.000Z' })
  expect(stamp().id).not.toBe(stamp().id)
})
