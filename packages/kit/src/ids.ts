import { randomBytes } from 'node:crypto'
import type { Stamp } from '@ihala/policy'

const COUNTER_LIMIT = 0x1000

/**
 * Makes a source of UUIDv7 (RFC 9562 §5.7, method 1): milliseconds, a 12-bit counter that starts at a random place in
 * its lower half, 62 random bits. Ids of one source only grow, also when the clock steps back or stands still.
 * @param now milliseconds since 1970
 */
export function uuidv7Source(now: () => number): () => string {
  let last = 0
  let counter = 0
  return () => {
    const bytes = randomBytes(16)
    const time = now()
    if (time > last) {
      last = time
      counter = ((bytes[6] ?? 0) << 3) | ((bytes[7] ?? 0) >> 5)
    } else {
      counter += 1
      if (counter === COUNTER_LIMIT) {
        last += 1
        counter = 0
      }
    }
    bytes.writeUIntBE(last, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

/** UUIDv7 by this machine's clock, for a row of one organisation's database; it never crosses a border. */
export const uuidv7: () => string = uuidv7Source(Date.now)

/** 128 random bits, base64url (22 characters): the name of whatever crosses a border. */
export function randomId(): string {
  return randomBytes(16).toString('base64url')
}

/** Makes the stamps of one clock: a fresh row id and the instant, for decisions that read neither clock nor chance. */
export function stampSource(clock: () => Date): () => Stamp {
  const id = uuidv7Source(() => clock().getTime())
  return () => ({ id: id(), now: clock().toISOString() })
}
