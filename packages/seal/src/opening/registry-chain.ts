import {
  ANCHOR_QUORUM,
  type AnchorConfiguration,
  type AnchorKey,
  checkAnchorConfiguration,
  checkMemberConfiguration,
  checkRegistryList,
  checkRegistryStatement,
  checkTrustMark,
  ENVELOPE,
  FEDERATION_TYP,
  type MemberConfiguration,
  type MemberKey,
  type RegistryList,
  type RegistryStatement,
  STATEMENT_LIFETIME,
  type TrustMark,
} from '@ihala/contract'
import { knownPublicKey, type PublicJwk, thumbprint } from '../format/jwk.ts'
import type { SignedTyp } from '../format/typ.ts'
import { readCosigned } from './cosigned.ts'
import { parseStrictObject } from './raw-json.ts'
import { Tamper } from './tamper.ts'
import { isSignedBy, type KeyLookup, type RegistryKey, readCompact } from './verify.ts'

/** A trust anchor as pinned in the configuration. */
export interface Anchor {
  readonly iss: string
  /** Ed25519, kept by different bodies; two of these must sign, one of them outside government. */
  readonly keys: readonly AnchorKey[]
}

/** What the registry's word comes to. */
export type Trusted<T> =
  | { readonly outcome: 'trusted'; readonly content: T }
  | { readonly outcome: 'refused'; readonly code: 'statement-invalid' | 'statement-expired' }

const INVALID = { outcome: 'refused', code: 'statement-invalid' } as const

interface Dated {
  readonly iss: string
  readonly iat: number
  readonly exp: number
}

/** The content of a statement-typed JWS that enough keys of a pinned anchor signed in its own name (T26). */
export function signedByAnchor<T extends Dated>(
  jws: string,
  anchors: readonly Anchor[],
  fits: (value: unknown) => value is T,
  typ: SignedTyp = ENVELOPE.typ.statement,
): T | undefined {
  try {
    const signatures = readCosigned(jws, typ)
    const value = parseStrictObject(signatures[0]?.payload ?? Buffer.of())
    const anchor = fits(value) ? anchors.find(({ iss }) => iss === value.iss) : undefined
    if (anchor === undefined || !fits(value)) return undefined
    const keys = signatures.map((parts) => anchor.keys.find((key) => thumbprint(key) === parts.kid && isSignedBy(parts, key)))
    return isQuorum(keys) ? value : undefined
  } catch (error) {
    if (error instanceof Tamper) return undefined
    throw error
  }
}

/** T26: distinct bodies, one of them outside government; a signature that is not good spoils all of it. */
export function isQuorum(keys: readonly (AnchorKey | undefined)[]): boolean {
  const holders = new Set(keys.map((key) => key?.holder))
  return !holders.has(undefined) && holders.size >= ANCHOR_QUORUM && keys.some((key) => key?.government === false)
}

/** DESIGN §6: lives at most 24 hours; both clocks may be off by the tolerated difference. */
export function dated<T extends Dated>(content: T, now: number): Trusted<T> {
  const { iat, exp } = content
  if (exp <= iat || exp > iat + STATEMENT_LIFETIME + ENVELOPE.clockSkew || iat > now + ENVELOPE.clockSkew) return INVALID
  return now > exp + ENVELOPE.clockSkew ? { outcome: 'refused', code: 'statement-expired' } : { outcome: 'trusted', content }
}

/** A key is named by its own thumbprint, has the curve of its use, and can be used at all. */
function isSound(key: MemberKey): boolean {
  return key.crv === (key.use === 'sig' ? 'Ed25519' : 'X25519') && knownPublicKey(key)?.kid === key.kid && key.nbf < key.exp
}

const isStatement = (value: unknown): value is RegistryStatement => checkRegistryStatement(value)
const isConfiguration = (value: unknown): value is AnchorConfiguration => checkAnchorConfiguration(value)
const isOwnConfiguration = (value: unknown): value is MemberConfiguration => checkMemberConfiguration(value)
const isTrustMark = (value: unknown): value is TrustMark => checkTrustMark(value)
const isList = (value: unknown): value is RegistryList => checkRegistryList(value)

/**
 * Verifies a statement about a member: signed by keys of two bodies of a pinned anchor in its own name, unambiguous, in its schema,
 * alive, every key sound and named once. `now` in seconds since 1970.
 */
export function verifyStatement(jws: string, anchors: readonly Anchor[], now: number): Trusted<RegistryStatement> {
  const statement = signedByAnchor(jws, anchors, isStatement)
  if (statement === undefined) return INVALID
  const { keys } = statement.jwks
  if (!keys.every(isSound) || new Set(keys.map((key) => key.kid)).size !== keys.length) return INVALID
  return dated(statement, now)
}

/** Verifies the list of all members as `verifyStatement` does a statement. */
export function verifyList(jws: string, anchors: readonly Anchor[], now: number): Trusted<RegistryList> {
  const list = signedByAnchor(jws, anchors, isList)
  return list === undefined ? INVALID : dated(list, now)
}

/** Verifies what the anchor says of itself: in its own name, listing the very keys that are pinned. `now` in seconds since 1970. */
export function verifyAnchorConfiguration(jws: string, anchors: readonly Anchor[], now: number): Trusted<AnchorConfiguration> {
  const said = signedByAnchor(jws, anchors, isConfiguration)
  if (said === undefined || said.sub !== said.iss) return INVALID
  const pinned = anchors.find(({ iss }) => iss === said.iss)?.keys.map(thumbprint) ?? []
  const listed = new Set(said.jwks.keys.map(thumbprint))
  return listed.size === pinned.length && pinned.every((kid) => listed.has(kid)) ? dated(said, now) : INVALID
}

/**
 * Verifies what an organisation says of itself: in its own name, by a signing key that it lists, every key sound. That says only
 * that it has the keys, not who it is. `now` in seconds since 1970.
 */
export function verifyOwnConfiguration(jws: string, now: number): Trusted<MemberConfiguration> {
  try {
    const parts = readCompact(jws, [ENVELOPE.typ.statement])
    const said = parseStrictObject(parts.payload)
    if (!isOwnConfiguration(said) || said.iss !== said.sub || !said.jwks.keys.every(isSound)) return INVALID
    const key = said.jwks.keys.find(({ kid, use }) => kid === parts.kid && use === 'sig')
    return key !== undefined && isSignedBy(parts, key) ? dated(said, now) : INVALID
  } catch (error) {
    if (error instanceof Tamper) return INVALID
    throw error
  }
}

/** Verifies an accreditation, signed by the anchor as a statement is. `now` in seconds since 1970. */
export function verifyTrustMark(jws: string, anchors: readonly Anchor[], now: number): Trusted<TrustMark> {
  const mark = signedByAnchor(jws, anchors, isTrustMark, FEDERATION_TYP.trustMark)
  return mark?.trust_mark_type.startsWith(`${mark.iss}/`) ? dated(mark, now) : INVALID
}

function statusOf(key: MemberKey, statement: RegistryStatement, now: number): RegistryKey['status'] {
  if (key.revokedAt !== undefined) return 'revoked'
  switch (statement.metadata.ihala_member.status) {
    case 'suspended':
      return 'suspended'
    case 'live':
      if (now < key.nbf - ENVELOPE.clockSkew) return 'not-yet'
      return now > key.exp + ENVELOPE.clockSkew ? 'retired' : 'active'
    default:
      return statement.metadata.ihala_member.status satisfies never
  }
}

/**
 * Finds keys in trusted statements. A member without a statement, or whose statement has expired, is `unknown-issuer`: its
 * envelopes wait until the registry was refreshed. `now` in seconds since 1970.
 */
export function keyLookup(statementOf: (iss: string) => RegistryStatement | undefined, now: number): KeyLookup {
  return (iss, kid) => {
    const statement = statementOf(iss)
    if (statement === undefined || now > statement.exp + ENVELOPE.clockSkew) return 'unknown-issuer'
    const key = statement.jwks.keys.find((one) => one.kid === kid)
    if (key === undefined) return 'unknown-key'
    const { kty, crv, x, use, revokedAt } = key
    return {
      owner: statement.sub,
      jwk: { kty, crv, x },
      use,
      status: statusOf(key, statement, now),
      ...(revokedAt === undefined ? {} : { revokedAt }),
    }
  }
}

/** The key to seal to: a member's newest encryption key in use at `now` (seconds since 1970); undefined when there is none. */
export function encryptionKeyOf(statement: RegistryStatement, now: number): PublicJwk | undefined {
  const usable = statement.jwks.keys.filter((key) => key.use === 'enc' && key.revokedAt === undefined && key.nbf <= now && now <= key.exp)
  const newest = usable.reduce<MemberKey | undefined>((best, key) => (best === undefined || key.nbf > best.nbf ? key : best), undefined)
  return newest && { kty: newest.kty, crv: newest.crv, x: newest.x }
}
