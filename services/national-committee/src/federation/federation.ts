import { checkRegistryStatement, type MemberKey, type RegistryStatement, type TrustMark } from '@ihala/contract'

/** A key as the historical-keys endpoint tells it (OpenID Federation 1.0 §8.7). */
export interface HistoricalKey {
  readonly kid: string
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly use: MemberKey['use']
  readonly iat?: number
  readonly nbf: number
  readonly exp: number
  readonly revoked?: { readonly revoked_at: number; readonly reason: 'compromised' }
}

/** What a trust mark's status can be (OpenID Federation 1.0 §8.4.2). */
export type TrustMarkStatus = 'active' | 'expired' | 'revoked' | 'invalid'

/** K3: every key a member ever had, by the words of the log in their order; the latest word about each counts, and none goes away. */
export function historicalKeys(words: readonly string[]): HistoricalKey[] {
  const keys = new Map<string, HistoricalKey>()
  for (const statement of words.map(statementIn)) for (const key of statement?.jwks.keys ?? []) keys.set(key.kid, asHistorical(key))
  return [...keys.values()].sort((one, other) => one.nbf - other.nbf || (one.kid < other.kid ? -1 : 1))
}

/** The statement in a JWS that was verified when the log took it; undefined for a list. */
function statementIn(jws: string): RegistryStatement | undefined {
  const content: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
  return checkRegistryStatement(content) ? content : undefined
}

function asHistorical({ kid, kty, crv, x, use, iat, nbf, exp, revokedAt }: MemberKey): HistoricalKey {
  return {
    kid,
    kty,
    crv,
    x,
    use,
    ...(iat === undefined ? {} : { iat }),
    nbf,
    exp,
    ...(revokedAt === undefined ? {} : { revoked: { revoked_at: revokedAt, reason: 'compromised' } }),
  }
}

/** Short name of an accreditation. */
export function markOf(mark: Pick<TrustMark, 'trust_mark_type'>): string {
  return mark.trust_mark_type.slice(mark.trust_mark_type.lastIndexOf('/') + 1)
}

/**
 * K5: whether an accreditation is in force at `now` (seconds since 1970). The signed mark says until when; that it was taken
 * back says the member's statement, which lists it no longer. `held` is undefined for who is no member now.
 */
export function trustMarkStatus(mark: TrustMark | undefined, held: RegistryStatement | undefined, now: number): TrustMarkStatus {
  if (mark === undefined) return 'invalid'
  if (!held?.metadata.ihala_member.marks?.includes(markOf(mark))) return 'revoked'
  return mark.exp < now ? 'expired' : 'active'
}
