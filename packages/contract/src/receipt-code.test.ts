import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readReceiptCode, receiptCheckDigits } from './receipt-code.ts'

const digits = fc.stringMatching(/^\d{14}$/)
const codeOf = (text: string): string => `${text}${receiptCheckDigits(text)}`
const inDigitsFrom = (zero: number, code: string): string => [...code].map((sign) => String.fromCodePoint(zero + Number(sign))).join('')

test('A2: a code is read as it was made, in any of the usual digits, with spaces and hyphens', () => {
  const code = codeOf('31415926535897')
  const real = { kind: 'real', digits: '31415926535897' }
  expect(code).toMatch(/^\d{16}$/)
  for (const zero of [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xbe6, 0xd66, 0x1040, 0xff10]) {
    const written = inDigitsFrom(zero, code)
    expect(readReceiptCode(written)).toEqual(real)
    expect(
      readReceiptCode(`  ${written.slice(0, 4)} ${written.slice(4, 8)}\u00a0${written.slice(8, 12)}-${written.slice(12)}\u200f `),
    ).toEqual(real)
  }
})

test('A2: whatever single digit is wrong, and whichever two neighbours changed places, the check digits tell', () => {
  fc.assert(
    fc.property(digits, fc.nat(15), fc.integer({ min: 1, max: 9 }), fc.nat(14), (text, at, by, swap) => {
      const code = codeOf(text)
      const wrong = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`
      const swapped = `${code.slice(0, swap)}${code[swap + 1]}${code[swap]}${code.slice(swap + 2)}`
      expect(readReceiptCode(wrong)?.kind).not.toBe('real')
      if (swapped !== code) expect(readReceiptCode(swapped)?.kind).not.toBe('real')
    }),
  )
})

test('T40: one more on the check number is a duress code of the same digits, always two digits long', () => {
  fc.assert(
    fc.property(digits, (text) => {
      const duress = String(Number(receiptCheckDigits(text)) + 1).padStart(2, '0')
      expect(duress).toHaveLength(2)
      expect(readReceiptCode(`${text}${duress}`)).toEqual({ kind: 'duress', digits: text })
    }),
  )
})

test('what is no code is none: too short, too long, letters, other spellings of the check number', () => {
  const code = codeOf('00000000000000')
  expect(code).toBe('0000000000000098')
  for (const text of ['', code.slice(1), `${code}0`, code.replace('98', '01'), 'ABCD', `${code.slice(0, 15)}x`, '9'.repeat(400)]) {
    expect(readReceiptCode(text)).toBeUndefined()
  }
})
