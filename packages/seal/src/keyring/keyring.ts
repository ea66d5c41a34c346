import type { NamedKey, PublicJwk } from '../format/jwk.ts'

/**
 * An organisation's private keys, as a port: the keys themselves never come out. A file, a hardware module or a test can
 * stand behind it. All calls are synchronous and throw (a fault) when the key is not there.
 */
export interface Keyring {
  /** The key that signs now. */
  readonly signing: NamedKey
  /** The keys that still open envelopes, newest first; the first is the one to publish. */
  readonly encryption: readonly NamedKey[]
  /** Ed25519 signature (64 bytes) by `signing`. */
  readonly sign: (bytes: Uint8Array) => Buffer
  /** X25519 secret Z (32 bytes) of own encryption key `kid` and the other side's public key. */
  readonly agree: (kid: string, other: PublicJwk) => Buffer
  /** Encrypts a short secret (a case key) under the organisation's wrapping key. */
  readonly wrap: (secret: Uint8Array) => Buffer
  /** Reverses `wrap`; throws when the bytes were changed or wrapped by another organisation. */
  readonly unwrap: (wrapped: Uint8Array) => Buffer
}
