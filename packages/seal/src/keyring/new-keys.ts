import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { type PrivateJwk, thumbprint } from '../format/jwk.ts'

/** A private key with its name. */
export interface NamedPrivateKey {
  readonly kid: string
  readonly jwk: PrivateJwk
}

function named(privateKey: KeyObject, crv: PrivateJwk['crv']): NamedPrivateKey {
  const { x, d } = privateKey.export({ format: 'jwk' })
  if (x === undefined || d === undefined) throw new Error(`no ${crv} key was made`)
  const jwk: PrivateJwk = { kty: 'OKP', crv, x, d }
  return { kid: thumbprint(jwk), jwk }
}

/** Makes an Ed25519 key pair (DESIGN §6: signing keys, 90 days). Uses the system's randomness. */
export function newSigningKey(): NamedPrivateKey {
  return named(generateKeyPairSync('ed25519').privateKey, 'Ed25519')
}

/** Makes an X25519 key pair (DESIGN §6: encryption keys, 30 days). Uses the system's randomness. */
export function newEncryptionKey(): NamedPrivateKey {
  return named(generateKeyPairSync('x25519').privateKey, 'X25519')
}

/** Makes a wrapping key: 32 random bytes. */
export function newWrappingKey(): Buffer {
  return randomBytes(32)
}
