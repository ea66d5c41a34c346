import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Makes the data key of a case or file: 32 random bytes (DESIGN §11). */
export function newCaseKey(): Buffer {
  return randomBytes(KEY_BYTES)
}

// The version is authenticated with the caller's context: bytes of one version cannot be read as another.
const bound = (aad: Uint8Array | string): Buffer => Buffer.concat([Buffer.of(VERSION), Buffer.from(aad)])

/**
 * AES-256-GCM under a 32-byte key with a random nonce, for sections, inner JWSs and files at rest.
 * `aad` names what the bytes are and whose (row, case, category): they open nowhere else.
 * Returns version (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16). Throws on a key of another length.
 */
export function encryptUnder(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array | string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce)
  cipher.setAAD(bound(aad))
  const body = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()])
}

/**
 * Reverses `encryptUnder`. Throws (a fault: nothing of one's own store should fail to open) when the bytes were changed, the
 * key is another, or `aad` is not the one they were encrypted with; the error repeats none of them.
 */
export function decryptUnder(key: Uint8Array, bytes: Uint8Array, aad: Uint8Array | string): Buffer {
  const end = bytes.length - TAG_BYTES
  if (end < 1 + NONCE_BYTES || bytes[0] !== VERSION) throw new Error('not bytes this version encrypted')
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), bytes.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(bound(aad))
  decipher.setAuthTag(bytes.subarray(end))
  const plaintext = decipher.update(bytes.subarray(1 + NONCE_BYTES, end))
  try {
    decipher.final()
  } catch {
    throw new Error('bytes at rest do not open under this key')
  }
  return plaintext
}
