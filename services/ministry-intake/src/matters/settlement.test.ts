import { check } from '@ihala/contract'
import { expect, test } from 'vitest'
import { Settlement } from './settlement.ts'

const fits = check(Settlement)
const agreed = {
  minorUnits: 620_000,
  currency: 'QAR',
  payBy: '2026-12-01',
  ifUnpaid: 'enforcement',
  readBack: true,
  nightToThink: true,
  waivesCriminal: false,
  tradesPassportExitOrTransfer: false,
}

test('R-16: a settlement that says all it must is taken', () => {
  expect(fits.firstFault(agreed)).toBeUndefined()
})

test.each([
  ['waives a criminal complaint', { waivesCriminal: true }, '/waivesCriminal'],
  ['trades a passport for money', { tradesPassportExitOrTransfer: true }, '/tradesPassportExitOrTransfer'],
  ['was not read back', { readBack: false }, '/readBack'],
  ['left no night to think', { nightToThink: false }, '/nightToThink'],
  ['does not say what if unpaid', { ifUnpaid: undefined }, '/ifUnpaid'],
  ['is for nothing', { minorUnits: 0 }, '/minorUnits'],
])('R-16: a settlement that %s is refused', (_what, over, field) => {
  expect(fits.firstFault(JSON.parse(JSON.stringify({ ...agreed, ...over })))?.field).toBe(field)
})
