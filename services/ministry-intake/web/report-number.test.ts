import { expect, test } from 'vitest'
import { numberOfReport } from './report-number.ts'

test('reports of one day have different short numbers, made of nothing but the random end of the id', () => {
  const [one, other] = ['019aabcd-0000-7000-8000-00000000002a', '019aabcd-0000-7000-8000-0000ffffffff'] as const
  expect(numberOfReport(one)).toBe('000\u00a0042')
  expect(numberOfReport(other)).toBe('967\u00a0295')
  expect(numberOfReport(one.replace('019aabcd', '019b0000'))).toBe(numberOfReport(one))
})
