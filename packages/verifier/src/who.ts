import {
  ANCHOR_QUORUM,
  type AnchorKey,
  type Anchors,
  checkRegistryStatement,
  ENVELOPE,
  GOVERNMENT_KINDS,
  type Names,
  type RegistryStatement,
} from '@ihala/contract'
import { type Believed, believedBy, crossingIn, maySpeakOf, type Word } from './crossing.ts'
import { isSigned, type Parts, readJws, thumbprint } from './jws.ts'
import { Wrong } from './wrong.ts'

/** A signing key and the time in which its signatures count, seconds since 1970. */
export interface SigningKey {
  readonly x: string
  readonly from: number
  readonly until: number
  readonly revokedAt: number | undefined
}

/** What the statements say: who is who, and whose key is this. */
export interface Who {
  readonly keys: (member: string) => ReadonlyMap<string, SigningKey>
  readonly isGovernment: (member: string) => boolean
  /** What the last statement about it calls it; undefined when none does. */
  readonly names: (member: string) => Names | undefined
}

const STATEMENT = ENVELOPE.typ.statement

/** The signatures over one statement: its own and the cosignatures in its header, each a JWS without its payload (RFC 7515 appendix F). */
function signatures(jws: string, where: string): Parts[] {
  const first = readJws(jws, where)
  const { cosignatures = [], ...header } = first.header
  if (!Array.isArray(cosignatures)) throw new Wrong('jws-header', where)
  const payload = jws.split('.')[1] ?? ''
  const others = cosignatures.map((one: unknown) => {
    const [head, none, signature, ...more] = typeof one === 'string' ? one.split('.') : []
    if (none !== '' || more.length > 0) throw new Wrong('jws-malformed', where)
    return readJws(`${head}.${payload}.${signature}`, where)
  })
  return [{ ...first, header }, ...others]
}

/** Whether two bodies of the anchor signed, one of them outside government (DESIGN §6); one bad signature spoils all. */
function isQuorum(parts: readonly Parts[], keys: readonly AnchorKey[], where: string): boolean {
  const signers = parts.map(({ header, signed, signature }) => {
    assertHeader(header, STATEMENT, where)
    const key = keys.find((one) => thumbprint(one) === header.kid)
    return key && isSigned(key, signed, signature) ? key : undefined
  })
  const holders = new Set(signers.map((key) => key?.holder))
  return !holders.has(undefined) && holders.size >= ANCHOR_QUORUM && signers.some((key) => key?.government === false)
}

/** Each header is exactly this and no more. */
export function assertHeader(header: Parts['header'], typ: string, where: string): asserts header is Parts['header'] & { kid: string } {
  const { alg, typ: said, kid, ...more } = header
  if (alg !== ENVELOPE.jwsAlg || said !== typ || typeof kid !== 'string' || Object.keys(more).length > 0)
    throw new Wrong('jws-header', where)
}

/** The anchors a file names are those that whoever checks knows, key for key. Throws Wrong `anchor-unknown`. */
export function assertPinned(named: Anchors, pinned: Anchors): void {
  for (const [index, { iss, keys }] of named.entries()) {
    const known = new Set(pinned.find((anchor) => anchor.iss === iss)?.keys.map(({ x }) => x))
    if (keys.length !== known.size || !keys.every(({ x }) => known.has(x))) throw new Wrong('anchor-unknown', `/anchors/${index}`)
  }
}

function readWord(jws: string, where: string): Word {
  const parts = signatures(jws, where)
  return { claims: parts[0]?.claims, isSignedBy: (keys) => isQuorum(parts, keys, where) }
}

function readStatement({ claims, isSignedBy }: Word, anchors: Anchors, believed: readonly Believed[], where: string): RegistryStatement {
  if (!checkRegistryStatement(claims)) throw new Wrong('statement-invalid', where)
  const { iss, sub, iat } = claims
  const isVouched = believed.some((one) => one.iss === iss && maySpeakOf(one, sub, iat, anchors) && isSignedBy(one.keys))
  if (!isVouched) throw new Wrong('statement-not-signed', where)
  return claims
}

/**
 * Reads the statements. A key counts from the first to the last moment that any of them gives it, and not from its revocation on,
 * whichever says so first. Throws Wrong.
 */
export function readWho(statements: readonly string[], anchors: Anchors): Who {
  const words = statements.map((jws, index) => readWord(jws, `/statements/${index}`))
  return whoBy(words, anchors, believedBy(words, anchors))
}

function whoBy(words: readonly Word[], anchors: Anchors, believed: readonly Believed[]): Who {
  const keys = new Map<string, Map<string, SigningKey>>()
  const kinds = new Map<string, string>()
  const called = new Map<string, { readonly iat: number; readonly names: Names }>()
  for (const [index, word] of words.entries()) {
    const crossing = crossingIn(word)
    // K6: a certificate that leads from no anchor that is known says nothing, and has no place here.
    if (crossing !== undefined && !believed.some(({ certificates }) => certificates.includes(crossing)))
      throw new Wrong('statement-not-signed', `/statements/${index}`)
    if (crossing !== undefined) continue
    const { sub, iat, jwks, metadata } = readStatement(word, anchors, believed, `/statements/${index}`)
    kinds.set(sub, metadata.ihala_member.kind)
    if (iat >= (called.get(sub)?.iat ?? 0)) called.set(sub, { iat, names: metadata.ihala_member.names })
    const own = keys.get(sub) ?? new Map<string, SigningKey>()
    keys.set(sub, own)
    for (const { kid, x, crv, use, nbf, exp, revokedAt } of jwks.keys) {
      if (use !== 'sig' || crv !== 'Ed25519') continue
      if (thumbprint({ x }) !== kid) throw new Wrong('statement-invalid', `/statements/${index}`)
      const before = own.get(kid)
      const revocations = [before?.revokedAt, revokedAt].filter((one) => one !== undefined)
      own.set(kid, {
        x,
        from: Math.min(nbf, before?.from ?? nbf),
        until: Math.max(exp, before?.until ?? exp),
        revokedAt: revocations.length === 0 ? undefined : Math.min(...revocations),
      })
    }
  }
  return {
    keys: (member) => keys.get(member) ?? new Map(),
    // Of whom nobody says what they are, nobody says that they are outside government.
    names: (member) => called.get(member)?.names,
    isGovernment: (member) => GOVERNMENT_KINDS.includes(kinds.get(member) ?? GOVERNMENT_KINDS[0] ?? ''),
  }
}

/** The signing keys of a member, 32 bytes each, by those of the statements that the anchors signed. Others are passed over. */
export function vouchedKeys(statements: readonly string[], anchors: Anchors, member: string): Buffer[] {
  const found = new Set<string>()
  const words = statements.flatMap((jws) => orNothing(() => readWord(jws, '')) ?? [])
  const believed = orNothing(() => believedBy(words, anchors)) ?? believedBy([], anchors)
  for (const word of words) for (const { x } of orNothing(() => whoBy([word], anchors, believed).keys(member).values()) ?? []) found.add(x)
  return [...found].map((x) => Buffer.from(x, 'base64url'))
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (fault) {
    if (fault instanceof Wrong) return undefined
    throw fault
  }
}
