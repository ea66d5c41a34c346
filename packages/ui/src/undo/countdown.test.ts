import { expect, test } from 'vitest'
import { countdown } from './countdown.ts'

const digits = (value: number) => new Intl.NumberFormat('ar-u-nu-arab').format(value)

test('what is left is minutes and two digits of seconds, in the reader’s digits, and never less than nothing', () => {
  expect([600_000, 572_000, 571_001, 59_000, 9_000, 1, 0, -5_000].map((left) => countdown(left, String))).toEqual([
    '10:00',
    '9:32',
    '9:32',
    '0:59',
    '0:09',
    '0:01',
    '0:00',
    '0:00',
  ])
  expect(countdown(545_000, digits)).toBe('٩:٠٥')
})
