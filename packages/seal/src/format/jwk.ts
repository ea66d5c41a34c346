import { createPublicKey, hash, type KeyObject } from 'node:crypto'
import { fromBase64url } from './base64url.ts'

/** A public key of RFC 8037: Ed25519 signs, X25519 agrees. No other curve exists in the network. */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519' | 'X25519'
  /** 32 bytes, base64url. */
  readonly x: string
}

/** A private key of RFC 8037. Lives only inside a keyring. */
export interface PrivateJwk extends PublicJwk {
  /** 32 bytes, base64url. */
  readonly d: string
}

/** A public key with its name. */
export interface NamedKey {
  /** RFC 7638 thumbprint of `jwk`. */
  readonly kid: string
  readonly jwk: PublicJwk
}

/** RFC 7638 thumbprint (SHA-256, base64url, 43 characters) of an OKP key; members beyond kty, crv and x do not count. */
export function thumbprint(jwk: PublicJwk): string {
  return hash('sha256', `{"crv":"${jwk.crv}","kty":"OKP","x":"${jwk.x}"}`, 'base64url')
}

// The u-coordinates of small order on Curve25519 and its twist, with their second encodings (RFC 7748 §6.1, §7). With one
// of them the agreed secret is zero whatever the private key: anybody could read the envelope.
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/** Says whether an X25519 public key (32 bytes) is of small order; the top bit is ignored, as X25519 ignores it. */
export function isSmallOrder(x: Uint8Array): boolean {
  const masked = Buffer.from(x)
  masked[31] = (masked[31] ?? 0) & 0x7f
  return SMALL_ORDER.has(masked.toString('hex'))
}

// RFC 8410 §4: what stands before the 32 bytes in a SubjectPublicKeyInfo. Read in this form a key costs half of what it costs as a JWK.
const SPKI = {
  X25519: Buffer.from('302a300506032b656e032100', 'hex'),
  Ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
}

/**
 * Parses a public key: exactly Ed25519 or X25519, 32 bytes, strict base64url, not of small order.
 * Returns undefined for anything else.
 */
export function parsePublicKey(jwk: PublicJwk): KeyObject | undefined {
  if (jwk.kty !== 'OKP' || (jwk.crv !== 'Ed25519' && jwk.crv !== 'X25519') || typeof jwk.x !== 'string') return undefined
  const x = fromBase64url(jwk.x)
  if (x?.length !== 32 || (jwk.crv === 'X25519' && isSmallOrder(x))) return undefined
  return createPublicKey({ format: 'der', type: 'spki', key: Buffer.concat([SPKI[jwk.crv], x]) })
}

/** A parsed public key, its thumbprint beside it. */
export interface ParsedKey {
  readonly kid: string
  readonly key: KeyObject
}

// Parsing costs 30 µs, a tenth of a hop. The memo is keyed by the key itself, never by a claimed name, so it can hold
// nothing wrong; it is bounded, and the oldest entry goes first.
const MEMO_LIMIT = 4096
const memo = new Map<string, ParsedKey>()

/** `parsePublicKey` with a bounded memo: for keys that come back (members' keys), not for ephemeral ones. */
export function knownPublicKey(jwk: PublicJwk): ParsedKey | undefined {
  const name = `${jwk.crv}.${jwk.x}`
  const known = memo.get(name)
  if (known !== undefined && jwk.kty === 'OKP') return known
  const key = parsePublicKey(jwk)
  if (key === undefined) return undefined
  const parsed = { kid: thumbprint(jwk), key }
  if (memo.size >= MEMO_LIMIT) {
    const oldest = memo.keys().next()
    if (!oldest.done) memo.delete(oldest.value)
  }
  memo.set(name, parsed)
  return parsed
}
