import { hash } from 'node:crypto'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

// RFC 7518 §4.6.2: round 1 ‖ Z ‖ length-prefixed algorithm ‖ empty PartyUInfo ‖ empty PartyVInfo ‖ 256 bits.
const ALGORITHM = Buffer.from('ECDH-ES+A256KW')
const BEFORE = uint32(1)
const AFTER = Buffer.concat([uint32(ALGORITHM.length), ALGORITHM, uint32(0), uint32(0), uint32(256)])

/** Key-encryption key (32 bytes) from the agreed secret Z for `ECDH-ES+A256KW` (RFC 7518 §4.6.2, one round of SHA-256). */
export function keyEncryptionKey(z: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([BEFORE, z, AFTER]), 'buffer')
}

/** Initial value of AES key wrap (RFC 3394 §2.2.3.1). */
export const KEY_WRAP_IV = Buffer.from('a6a6a6a6a6a6a6a6', 'hex')
