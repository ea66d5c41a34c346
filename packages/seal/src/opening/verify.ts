import { verify } from 'node:crypto'
import { ENVELOPE, type MemberKey } from '@ihala/contract'
import { fromBase64url } from '../format/base64url.ts'
import { knownPublicKey, type PublicJwk } from '../format/jwk.ts'
import type { SignedTyp } from '../format/typ.ts'
import { isObject, parseRawJson, parseStrictObject } from './raw-json.ts'
import { Tamper } from './tamper.ts'

/** What the registry says of one key, at the moment of asking. */
export interface RegistryKey {
  /** Entity id of the member it belongs to. */
  readonly owner: string
  readonly jwk: PublicJwk
  readonly use: MemberKey['use']
  readonly status: 'active' | 'not-yet' | 'retired' | 'revoked' | 'suspended'
  /** When it was revoked, seconds since 1970, if it was. */
  readonly revokedAt?: number
}

/** Finds a member's key by claimed issuer and key id, in the registry statements held now. Synchronous: fetching is the caller's. */
export type KeyLookup = (iss: string, kid: string) => RegistryKey | 'unknown-issuer' | 'unknown-key'

/** A compact JWS taken apart; nothing about it is verified. */
export interface CompactParts {
  readonly typ: SignedTyp
  readonly kid: string
  readonly payload: Buffer
  readonly signingInput: string
  readonly signature: Buffer
}

/**
 * Takes a compact JWS apart. The header is exactly `{alg, typ, kid}` with `alg` Ed25519 and one of the given types, in any
 * order, none twice; so no `crit`, `jku`, `jwk`, `x5c`, `b64`. Throws Tamper `inner-header-invalid`.
 */
export function readCompact(jws: string, types: readonly SignedTyp[]): CompactParts {
  const { header, parts } = readHeaded(jws, types)
  if (Object.keys(header).length !== 3) throw new Tamper('inner-header-invalid')
  return parts
}

/** A compact JWS taken apart, with all that its header says: whoever asks decides what more than `{alg, typ, kid}` may be there. */
export interface HeadedParts {
  readonly header: Record<string, unknown>
  readonly parts: CompactParts
}

/** `readCompact` for a header that may say more; what more it may say is the caller's to check. */
export function readHeaded(jws: string, types: readonly SignedTyp[]): HeadedParts {
  const parts = jws.split('.', 4)
  const [header, payload, signature] = parts.map(fromBase64url)
  if (parts.length !== 3 || header === undefined || payload === undefined || signature?.length !== 64)
    throw new Tamper('inner-header-invalid')
  const members = parseStrictObject(header)
  if (typeof members === 'string' || members.alg !== ENVELOPE.jwsAlg) throw new Tamper('inner-header-invalid')
  const typ = types.find((one) => one === members.typ)
  if (typ === undefined || typeof members.kid !== 'string') throw new Tamper('inner-header-invalid')
  return { header: members, parts: { typ, kid: members.kid, payload, signingInput: jws.slice(0, jws.lastIndexOf('.')), signature } }
}

/** Says whether the signature over the received characters is by this key. The algorithm is the key's: Ed25519 or nothing. */
export function isSignedBy(parts: CompactParts, jwk: PublicJwk): boolean {
  if (jwk.crv !== 'Ed25519') return false
  const known = knownPublicKey(jwk)
  return known?.kid === parts.kid && verify(null, Buffer.from(parts.signingInput, 'latin1'), known.key, parts.signature)
}

/** A signed object whose signature is by a key of its claimed issuer. Its payload is not yet known to be unambiguous. */
export interface Verified {
  readonly outcome: 'verified'
  readonly typ: SignedTyp
  readonly iss: string
  readonly kid: string
  readonly text: string
  readonly value: Record<string, unknown>
}

/** The claimed issuer or its key is not in the registry statements held: nothing is known about the object. */
export interface Unknown {
  readonly outcome: 'waiting'
  readonly reason: 'unknown-issuer' | 'unknown-key'
  /** As claimed, not verified. */
  readonly iss: string
  readonly kid: string
}

// A claimed issuer may be looked up, so it is kept short before it is believed to be one.
const ISS_LIMIT = 200

/**
 * Verifies a compact JWS of one of the given types: header, key from the registry by the claimed `iss`, its owner, use and
 * status, then the signature over the characters as received. Throws Tamper `inner-header-invalid`, `payload-malformed`,
 * `key-not-of-issuer`, `key-not-valid-now` or `signature-invalid`.
 */
export function verifySigned(jws: string, types: readonly SignedTyp[], keyOf: KeyLookup): Verified | Unknown {
  const parts = readCompact(jws, types)
  const raw = parseRawJson(parts.payload)
  if (typeof raw === 'string' || !isObject(raw.value)) throw new Tamper('payload-malformed')
  const { value } = raw
  const iss = Object.hasOwn(value, 'iss') ? value.iss : undefined
  if (typeof iss !== 'string' || iss.length > ISS_LIMIT) throw new Tamper('payload-malformed')

  const found = keyOf(iss, parts.kid)
  if (found === 'unknown-issuer' || found === 'unknown-key') return { outcome: 'waiting', reason: found, iss, kid: parts.kid }
  if (found.owner !== iss || found.use !== 'sig') throw new Tamper('key-not-of-issuer')
  // T25: of a revoked key nothing is taken any more, whatever date it wrote: what was under way comes again under another key.
  if (found.status !== 'active') throw new Tamper('key-not-valid-now')
  if (!isSignedBy(parts, found.jwk)) throw new Tamper('signature-invalid')
  return { outcome: 'verified', typ: parts.typ, iss, kid: parts.kid, text: raw.text, value }
}
