import { createPrivateKey, diffieHellman, hash, type KeyObject, sign } from 'node:crypto'
import { decryptUnder, encryptUnder } from '../case-key.ts'
import { type NamedKey, type PrivateJwk, type PublicJwk, parsePublicKey, thumbprint } from '../format/jwk.ts'
import type { Keyring } from './keyring.ts'

/** What a keyring is built from. */
export interface KeyringParts {
  /** Ed25519, the key that signs now. */
  readonly signing: PrivateJwk
  /** X25519, newest first; at least one. */
  readonly encryption: readonly PrivateJwk[]
  /** 32 bytes each, newest first; the first wraps, all unwrap. */
  readonly wrapping: readonly Uint8Array[]
}

interface OwnKey extends NamedKey {
  readonly secret: KeyObject
}

function ownKey(jwk: PrivateJwk, crv: PrivateJwk['crv']): OwnKey {
  if (jwk.crv !== crv) throw new TypeError(`an ${crv} key was expected in the keyring`)
  const secret = createPrivateKey({ format: 'jwk', key: { ...jwk } })
  const open: PublicJwk = { kty: 'OKP', crv, x: jwk.x }
  return { kid: thumbprint(open), jwk: open, secret }
}

// Wrapped secret: version ‖ first 4 bytes of SHA-256 of the wrapping key ‖ bytes of encryptUnder. The mark picks the key
// after a rotation; AES-GCM decides.
const WRAP_VERSION = 1
const MARK_BYTES = 4
const markOf = (key: Uint8Array): string => hash('sha256', key, 'hex').slice(0, 2 * MARK_BYTES)

/** Keys that open, in this process's memory, in the order given. Throws when one is of the wrong kind. */
export function openingKeys(jwks: readonly PrivateJwk[]): Pick<Keyring, 'encryption' | 'agree'> {
  const encryption = jwks.map((jwk) => ownKey(jwk, 'X25519'))
  const secrets = new Map(encryption.map((own) => [own.kid, own.secret]))
  return {
    encryption: encryption.map(({ kid, jwk }) => ({ kid, jwk })),
    agree(kid, other) {
      const secret = secrets.get(kid)
      if (secret === undefined) throw new Error('the keyring holds no such encryption key')
      const publicKey = other.crv === 'X25519' ? parsePublicKey(other) : undefined
      if (publicKey === undefined) throw new Error('not a usable X25519 public key')
      return diffieHellman({ privateKey: secret, publicKey })
    },
  }
}

/**
 * A keyring in this process's memory, from private JWKs (read from the keyring file, or made for a test).
 * Throws when a key is of the wrong kind, or there is none for a use.
 */
export function memoryKeyring(parts: KeyringParts): Keyring {
  const signing = ownKey(parts.signing, 'Ed25519')
  const opening = openingKeys(parts.encryption)
  if (opening.encryption.length === 0) throw new TypeError('a keyring needs an encryption key')
  const wrapping = new Map(parts.wrapping.map((key) => [markOf(key), Buffer.from(key)]))
  const newest = parts.wrapping[0]
  if (newest === undefined) throw new TypeError('a keyring needs a wrapping key')
  const prefix = Buffer.concat([Buffer.of(WRAP_VERSION), Buffer.from(markOf(newest), 'hex')])
  const wrapKey = Buffer.from(newest)

  return {
    signing: { kid: signing.kid, jwk: signing.jwk },
    ...opening,
    sign: (bytes) => sign(null, bytes, signing.secret),
    wrap: (secret) => Buffer.concat([prefix, encryptUnder(wrapKey, secret, prefix)]),
    unwrap(wrapped) {
      const bytes = Buffer.from(wrapped)
      const head = bytes.subarray(0, prefix.length)
      const key = wrapping.get(head.subarray(1).toString('hex'))
      if (head[0] !== WRAP_VERSION || key === undefined) throw new Error('wrapped under a key this keyring does not hold')
      return decryptUnder(key, bytes.subarray(prefix.length), head)
    },
  }
}
