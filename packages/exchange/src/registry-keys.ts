import { ENVELOPE, KEY_DELAY, type MemberKey, type RegistryStatement } from '@ihala/contract'
import type { KeyLookup } from '@ihala/seal'

/** A key as this organisation heard of it. */
export interface SeenKey {
  readonly entityId: string
  /** As last heard; once revoked it stays so. */
  readonly key: MemberKey
  /** From when on it counts here, seconds since 1970. */
  readonly activeFrom: number
}

/**
 * T26, K3: the keys of a statement, each with the moment from which it counts. A key that is new with a known member rests for a
 * day from its publication, so that its owner and everybody else sees it first. Published is what the anchor says, but never
 * before the last statement that did not have it. What a member has when it is first heard of rests for a day from
 * `newcomerSince` (seconds since 1970), when this organisation first read of it in the membership log; without that it counts at
 * once: the member was there before us.
 */
export function keysHeard(
  statement: Pick<RegistryStatement, 'sub' | 'iat' | 'jwks'>,
  held: Pick<RegistryStatement, 'iat'> | undefined,
  seen: ReadonlyMap<string, SeenKey>,
  newcomerSince?: number,
): SeenKey[] {
  return statement.jwks.keys.map((key) => {
    const known = seen.get(key.kid)
    if (known) return { ...known, key: { ...key, ...revocation(key, known.key) } }
    const published = held === undefined ? newcomerSince : Math.max(key.iat ?? statement.iat, held.iat)
    const activeFrom = published === undefined ? key.nbf : Math.max(key.nbf, published + KEY_DELAY)
    return { entityId: statement.sub, key, activeFrom }
  })
}

function revocation(...said: readonly MemberKey[]): Pick<MemberKey, 'revokedAt'> {
  const moments = said.flatMap(({ revokedAt }) => revokedAt ?? [])
  return moments.length === 0 ? {} : { revokedAt: Math.min(...moments) }
}

/** The statement as it counts here: no key before its moment, and none that was revoked comes back. */
export function asItCounts(statement: RegistryStatement, heard: readonly SeenKey[]): RegistryStatement {
  return { ...statement, jwks: { keys: heard.map(({ key, activeFrom }) => ({ ...key, nbf: activeFrom })) } }
}

/**
 * Finds keys for evidence: whether a key was in use at `signedAt` (seconds since 1970), though it is long retired. What a
 * revoked key signed counts only when it is proven to be older than the revocation, whatever date it bears (T25).
 */
export function evidenceLookup(
  seen: (entityId: string) => ReadonlyMap<string, SeenKey> | undefined,
  signedAt: number,
  proven: (revokedAt: number) => boolean,
): KeyLookup {
  return (iss, kid) => {
    const keys = seen(iss)
    if (keys === undefined) return 'unknown-issuer'
    const found = keys.get(kid)
    if (found === undefined) return 'unknown-key'
    const { kty, crv, x, use, exp, revokedAt } = found.key
    const asFound = { owner: iss, jwk: { kty, crv, x }, use }
    if (revokedAt !== undefined && !proven(revokedAt)) return { ...asFound, status: 'revoked', revokedAt }
    if (signedAt < found.activeFrom - ENVELOPE.clockSkew) return { ...asFound, status: 'not-yet' }
    return { ...asFound, status: signedAt > exp + ENVELOPE.clockSkew ? 'retired' : 'active' }
  }
}

/** Finds any key a member ever had, for what its owner vouches by another signature, one that counts. */
export function vouched({
  evidenceKeyOf,
}: {
  readonly evidenceKeyOf: (signedAt: number, proven: (revokedAt: number) => boolean) => KeyLookup
}): KeyLookup {
  const ever = evidenceKeyOf(0, () => true)
  return (iss, kid) => {
    const found = ever(iss, kid)
    return typeof found === 'string' ? found : { ...found, status: 'active' }
  }
}

/** Own signing keys of which the registry says that they are revoked: what they signed is taken by nobody any more (T25). */
export function revokedOwnKeys({
  registry,
  self,
}: {
  readonly registry: { readonly lastKnown: (entityId: string) => RegistryStatement | undefined }
  readonly self: { readonly entityId: string }
}): string[] {
  const own = registry.lastKnown(self.entityId)?.jwks.keys ?? []
  return own.flatMap(({ kid, use, revokedAt }) => (use === 'sig' && revokedAt !== undefined ? [kid] : []))
}
