import { hash } from 'node:crypto'

/** SHA-256 over the characters of a signed object (an inner JWS, a grant), base64url: how `prev`, `grant` and receipts name it. */
export function hashOf(signed: string): string {
  return hash('sha256', signed, 'base64url')
}

/** Bytes of the salt of `saltedHash`; one length, so that salt and value cannot be divided in two ways. */
export const SALT_BYTES = 16

/**
 * SHA-256(salt ‖ value), base64url: names something (a parent grant, DESIGN §7) to whoever is later shown the salt and the
 * value, and to nobody else. The salt is 16 random bytes; any other length throws a RangeError.
 */
export function saltedHash(salt: Uint8Array, value: string): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes`)
  return hash('sha256', Buffer.concat([salt, Buffer.from(value)]), 'base64url')
}
