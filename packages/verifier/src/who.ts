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

function readStatement(jws: string, anchors: Anchors, where: string): RegistryStatement {
  const parts = signatures(jws, where)
  const statement = parts[0]?.claims
  if (!checkRegistryStatement(statement)) throw new Wrong('statement-invalid', where)
  const anchor = anchors.find(({ iss }) => iss === statement.iss)
  if (anchor === undefined || !isQuorum(parts, anchor.keys, where)) throw new Wrong('statement-not-signed', where)
  return statement
}

/**
 * Reads the statements. A key counts from the first to the last moment that any of them gives it, and not from its revocation on,
 * whichever says so first. Throws Wrong.
 */
export function readWho(statements: readonly string[], anchors: Anchors): Who {
  const keys = new Map<string, Map<string, SigningKey>>()
  const kinds = new Map<string, string>()
  const called = new Map<string, { readonly iat: number; readonly names: Names }>()
  for (const [index, jws] of statements.entries()) {
    const { sub, iat, jwks, metadata } = readStatement(jws, anchors, `/statements/${index}`)
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
  for (const jws of statements) {
    try {
      for (const { x } of readWho([jws], anchors).keys(member).values()) found.add(x)
    } catch (fault) {
      if (!(fault instanceof Wrong)) throw fault
    }
  }
  return [...found].map((x) => Buffer.from(x, 'base64url'))
}
