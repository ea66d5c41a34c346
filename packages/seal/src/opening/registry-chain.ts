import {
  checkRegistryList,
  checkRegistryStatement,
  ENVELOPE,
  type MemberKey,
  type RegistryList,
  type RegistryStatement,
  STATEMENT_LIFETIME,
} from '@ihala/contract'
import { knownPublicKey, type PublicJwk, thumbprint } from '../format/jwk.ts'
import { parseStrictObject } from './raw-json.ts'
import { Tamper } from './tamper.ts'
import { isSignedBy, type KeyLookup, type RegistryKey, readCompact } from './verify.ts'

/** A trust anchor as pinned in the configuration. */
export interface Anchor {
  readonly iss: string
  /** Ed25519; one signature by any of them is enough. */
  readonly keys: readonly PublicJwk[]
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

/** The content of a statement-typed JWS that a pinned anchor signed in its own name. */
function signedByAnchor<T extends Dated>(jws: string, anchors: readonly Anchor[], fits: (value: unknown) => value is T): T | undefined {
  try {
    const parts = readCompact(jws, [ENVELOPE.typ.statement])
    const anchor = anchors.find((one) => one.keys.some((key) => thumbprint(key) === parts.kid))
    const key = anchor?.keys.find((one) => thumbprint(one) === parts.kid)
    if (anchor === undefined || key === undefined || !isSignedBy(parts, key)) return undefined
    const value = parseStrictObject(parts.payload)
    return fits(value) && value.iss === anchor.iss ? value : undefined
  } catch (error) {
    if (error instanceof Tamper) return undefined
    throw error
  }
}

/** DESIGN §6: lives at most 24 hours; both clocks may be off by the tolerated difference. */
function dated<T extends Dated>(content: T, now: number): Trusted<T> {
  const { iat, exp } = content
  if (exp <= iat || exp > iat + STATEMENT_LIFETIME + ENVELOPE.clockSkew || iat > now + ENVELOPE.clockSkew) return INVALID
  return now > exp + ENVELOPE.clockSkew ? { outcome: 'refused', code: 'statement-expired' } : { outcome: 'trusted', content }
}

/** A key is named by its own thumbprint, has the curve of its use, and can be used at all. */
function isSound(key: MemberKey): boolean {
  return key.crv === (key.use === 'sig' ? 'Ed25519' : 'X25519') && knownPublicKey(key)?.kid === key.kid && key.nbf < key.exp
}

const isStatement = (value: unknown): value is RegistryStatement => checkRegistryStatement(value)
const isList = (value: unknown): value is RegistryList => checkRegistryList(value)

/**
 * Verifies a statement about a member: signed by a pinned anchor key in the anchor's own name, unambiguous, in its schema,
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
    return { owner: statement.sub, jwk: { kty: key.kty, crv: key.crv, x: key.x }, use: key.use, status: statusOf(key, statement, now) }
  }
}

/** The key to seal to: a member's newest encryption key in use at `now` (seconds since 1970); undefined when there is none. */
export function encryptionKeyOf(statement: RegistryStatement, now: number): PublicJwk | undefined {
  const usable = statement.jwks.keys.filter((key) => key.use === 'enc' && key.revokedAt === undefined && key.nbf <= now && now <= key.exp)
  const newest = usable.reduce<MemberKey | undefined>((best, key) => (best === undefined || key.nbf > best.nbf ? key : best), undefined)
  return newest && { kty: newest.kty, crv: newest.crv, x: newest.x }
}
