import { RECEIPT_CODE } from './filing.ts'

/** A receipt code as somebody typed or said it. */
export interface ReadReceiptCode {
  /** `duress`: its check number is one more than the right one: somebody watches, and shall see nothing (T40). */
  readonly kind: 'real' | 'duress'
  /** The 14 digits, ASCII. */
  readonly digits: string
}

const { digits: DIGITS, checkDigits: CHECK } = RECEIPT_CODE
/** Zeros of the digits that people of the thirteen languages and their telephones use. */
const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10,
]
/** What may stand between digits: spaces, marks of direction, hyphens, dots. */
const BETWEEN = /[\s\p{Cf}\p{Pd}.·]/u

/** The two check digits of 14 digits: ISO/IEC 7064, MOD 97-10. The whole number leaves 1. */
export function receiptCheckDigits(digits: string): string {
  return String(98 - Number((BigInt(digits) * 100n) % 97n)).padStart(CHECK, '0')
}

/** Reads a receipt code in any of the usual digits, with spaces and hyphens. Undefined for what cannot be one: it was mistyped. */
export function readReceiptCode(text: string): ReadReceiptCode | undefined {
  if (text.length > 200) return undefined
  const read = asciiDigits(text)
  if (read?.length !== DIGITS + CHECK) return undefined
  const digits = read.slice(0, DIGITS)
  const given = Number(read.slice(DIGITS))
  const right = Number(receiptCheckDigits(digits))
  if (given === right) return { kind: 'real', digits }
  return given === right + 1 ? { kind: 'duress', digits } : undefined
}

function asciiDigits(text: string): string | undefined {
  let read = ''
  for (const sign of text) {
    if (BETWEEN.test(sign)) continue
    const point = sign.codePointAt(0) ?? 0
    const zero = ZEROS.find((one) => point >= one && point < one + 10)
    if (zero === undefined) return undefined
    read += String(point - zero)
  }
  return read
}
