import { expect, test } from 'vitest'
import { exportFault, queryOf } from './sent-choice.ts'

test('a period is exported when it is whole, the right way round and no longer than a leap year', () => {
  expect(exportFault({ from: '2026-01-01' })).toBe('no-period')
  expect(exportFault({ from: '2026-01-02', to: '2026-01-01' })).toBe('wrong-way')
  expect(exportFault({ from: '2028-01-01', to: '2028-12-31' })).toBeUndefined()
  expect(exportFault({ from: '2028-01-01', to: '2029-01-01' })).toBe('too-long')
})

test('what is not chosen is not asked; what logs send by themselves only where it is wanted', () => {
  expect(queryOf({})).toBe('log=without')
  expect(queryOf({ withLog: true })).toBe('')
  expect(queryOf({ partner: 'https://itf.ihala.test', from: undefined, to: '2026-11-22', withLog: true })).toBe(
    'partner=https%3A%2F%2Fitf.ihala.test&to=2026-11-22',
  )
})
