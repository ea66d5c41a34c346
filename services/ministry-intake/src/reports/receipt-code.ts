import { argon2, hash, randomInt } from 'node:crypto'
import { RECEIPT_CODE, Refusal, receiptCheckDigits } from '@ihala/contract'

/** A code that was just made: told once, kept nowhere. */
export interface NewReceiptCode {
  /** 16 digits. */
  readonly code: string
  /** The 14 that were drawn. */
  readonly digits: string
}

/** Makes a code. Uses the system's randomness. */
export function newReceiptCode(): NewReceiptCode {
  const digits = Array.from({ length: RECEIPT_CODE.digits }, () => randomInt(10)).join('')
  return { digits, code: `${digits}${receiptCheckDigits(digits)}` }
}

/** argon2id of the 14 digits under this organisation's public salt, base64url: what is kept and signed in the code's place. */
export function filingValue(entityId: string, digits: string): Promise<string> {
  const { saltPrefix, saltBytes, memory, passes, parallelism, bytes: tagLength } = RECEIPT_CODE
  const nonce = hash('sha256', `${saltPrefix}${entityId}`, 'buffer').subarray(0, saltBytes)
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: digits, nonce, parallelism, tagLength, memory, passes }, (fault, value) =>
      fault ? reject(fault) : resolve(value.toString('base64url')),
    )
  })
}

/** Two at a time: 128 MiB and two cores. So many others wait, which is some seconds. */
const AT_ONCE = 2
const WAITING = 40

/** `filingValue` of one organisation, a few at a time. Throws Refusal `too-many-requests` when too many wait already. */
export function filingValues(entityId: string, value = filingValue): (digits: string) => Promise<string> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (digits) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING) throw new Refusal('too-many-requests')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await value(entityId, digits)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
