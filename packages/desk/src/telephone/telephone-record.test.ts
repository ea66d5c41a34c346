import type { NewTelephoneRecord } from '@ihala/contract'
import { telephoneCode } from '@ihala/policy'
import { expect, test } from 'vitest'
import { carriesCode, lookAt, spokenRecord } from './telephone-record.ts'

const NOW = '2026-11-01T20:00:00.000Z'
const code = telephoneCode(Uint8Array.of(9, 2, 3, 4, 5, 6, 7))
const call = { code, answer: 'accepted', at: NOW } as const
type Call = Pick<NewTelephoneRecord, 'code' | 'answer' | 'rejection' | 'at'>
const declined: Call = { ...call, answer: 'declined', rejection: { reason: 'at-capacity', possibleIf: ['bed-becomes-free'] } }
const refusal = (record: Call) => {
  try {
    spokenRecord(record, NOW)
    return undefined
  } catch (thrown) {
    return (thrown as { facts: { field: string } }).facts.field
  }
}

test('J-9: a call is taken as it was heard, and kept under the code as it is', () => {
  expect(spokenRecord({ ...call, code: ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} ` }, NOW)).toEqual({ code })
  expect(refusal(declined)).toBeUndefined()
})

test('J-9: what cannot be is refused, with its field', () => {
  const misheard = code.startsWith('9') ? `8${code.slice(1)}` : `9${code.slice(1)}`
  expect(refusal({ ...call, code: misheard })).toBe('/code')
  expect(refusal({ ...call, at: '2026-11-01T20:06:00.000Z' })).toBe('/at')
  expect(refusal({ ...call, answer: 'declined' })).toBe('/rejection')
  expect(refusal({ ...declined, answer: 'capacity' })).toBe('/rejection')
})

test('a request carries a code when somebody wishes it, or when the link is down and the other body can read one', () => {
  expect(carriesCode({ wished: true, linkUp: true, reads: [1] })).toBe(true)
  expect(carriesCode({ wished: false, linkUp: false, reads: [1, 2] })).toBe(true)
  expect(carriesCode({ wished: false, linkUp: false, reads: [1] })).toBe(false)
  expect(carriesCode({ wished: false, linkUp: true, reads: [1, 2] })).toBe(false)
})

test('somebody looks after three days', () => {
  expect(lookAt(NOW)).toBe('2026-11-04T20:00:00.000Z')
})
