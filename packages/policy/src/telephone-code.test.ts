import { check, TelephoneCode } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTelephoneCode, telephoneCode } from './telephone-code.ts'

const codes = fc.uint8Array({ minLength: 7, maxLength: 7 }).map(telephoneCode)
const SIGNS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']

describe('J-9: a code spoken on the telephone', () => {
  test('is one that the contract takes, and reads as itself', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(check(TelephoneCode)(code)).toBe(true)
        expect(readTelephoneCode(code)).toBe(code)
      }),
    )
  })

  test('is read as it is spoken: in groups, in small letters, O and 0 and I, L and 1 alike, in digits of an Arabic keyboard', () => {
    const code = telephoneCode(Uint8Array.of(0, 1, 2, 10, 1, 0, 19))
    expect(code).toMatch(/^012A10K.$/)
    const check = code.slice(-1)
    for (const typed of [`oI2a 1ok${check.toLowerCase()}`, `012A-L0K${check}`, `٠١٢A ١٠K${check}`, `۰۱۲a–۱۰k${check}`])
      expect(readTelephoneCode(typed), typed).toBe(code)
  })

  test('every single wrong sign and every two exchanged signs are found', () => {
    fc.assert(
      fc.property(codes, fc.nat(7), fc.nat(7), fc.constantFrom(...SIGNS), (code, one, other, sign) => {
        const signs = [...code]
        const wrong = signs.with(one, sign).join('')
        expect(readTelephoneCode(wrong)).toBe(wrong === code ? code : undefined)
        const exchanged = signs
          .with(one, signs[other] ?? '')
          .with(other, signs[one] ?? '')
          .join('')
        expect(readTelephoneCode(exchanged)).toBe(exchanged === code ? code : undefined)
      }),
      { numRuns: 2_000 },
    )
  })

  test('what has another length or another sign is no code', () => {
    for (const typed of ['', '4W9K2MX', 'UUUUUUUU', '000000000', '********', '0000000\u0000'])
      expect(readTelephoneCode(typed)).toBeUndefined()
    expect(() => telephoneCode(Uint8Array.of(1, 2, 3))).toThrow()
  })
})
