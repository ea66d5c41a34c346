import { expect, test } from 'vitest'
import { isolate } from './isolate.ts'

test('an argument is wrapped in U+2068…U+2069', () => {
  expect(isolate('Care House 12')).toBe('\u2068Care House 12\u2069')
})

test('a direction control inside the argument cannot close the isolate or turn the line', () => {
  expect(isolate('a\u2069\u202eb\u200f')).toBe('\u2068ab\u2069')
})
