import { expect, test } from 'vitest'
import { minorUnitsFrom, typedFrom } from './money.ts'

test.each([
  ['1200', 120_000],
  ['1,200.50', 120_050],
  ['١٢٠٠٫٥', 120_050],
  ['٣٬٠٠٠', 300_000],
  ['0', 0],
])('%s is %i dirham', (text, minorUnits) => {
  expect(minorUnitsFrom(text, 'QAR')).toBe(minorUnits)
})

test.each(['', '-5', '12.345', '1e3', 'abc', '1.2.3'])('“%s” is no amount', (text) => {
  expect(minorUnitsFrom(text, 'QAR')).toBeUndefined()
})

test('the currency says how many places there are', () => {
  expect(minorUnitsFrom('1.250', 'KWD')).toBe(1250)
  expect(minorUnitsFrom('100', 'JPY')).toBe(100)
  expect(typedFrom(120_050, 'QAR')).toBe('1200.50')
  expect(typedFrom(120_000, 'QAR')).toBe('1200')
})
