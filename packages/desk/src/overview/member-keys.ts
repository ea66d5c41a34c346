import type { MemberKey, MemberKeyList, MemberKeyView } from '@ihala/contract'
import type { Member } from '@ihala/kit'

/** How long before its end a key of ours is spoken of, seconds. */
const SOON = 14 * 86_400

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()
const shortName = ({ kid }: MemberKey): string => kid.slice(0, 8)

/** Members with their keys as they count here: the own organisation first, of each the keys that last longest first, revoked ones last. */
export function membersWithKeys(members: readonly Member[], self: string): MemberKeyList['members'] {
  return members
    .map(({ entityId, statement }) => {
      const { names, kind, status } = statement.metadata.ihala_member
      return { entityId, names, kind, status, self: entityId === self, keys: statement.jwks.keys.toSorted(byUse).map(keyView) }
    })
    .sort((one, other) => Number(other.self) - Number(one.self) || one.entityId.localeCompare(other.entityId))
}

function byUse(one: MemberKey, other: MemberKey): number {
  return Number(one.revokedAt !== undefined) - Number(other.revokedAt !== undefined) || other.exp - one.exp
}

function keyView(key: MemberKey): MemberKeyView {
  const { use, nbf, exp, revokedAt } = key
  return {
    use,
    kid: shortName(key),
    from: instant(nbf),
    until: instant(exp),
    revokedAt: revokedAt === undefined ? null : instant(revokedAt),
  }
}

/** Keys of ours (`now` in seconds since 1970) that end within 14 days, or have ended with no other after them. */
export function endingSoon(keys: readonly MemberKey[], now: number): MemberKeyList['endingSoon'] {
  const inForce = keys.filter(({ revokedAt }) => revokedAt === undefined)
  return inForce
    .map((key) => ({ key, followed: inForce.some(({ use, exp }) => use === key.use && exp > key.exp) }))
    .filter(({ key, followed }) => key.exp <= now + SOON && (key.exp > now || !followed))
    .sort((one, other) => one.key.exp - other.key.exp)
    .map(({ key, followed }) => ({ use: key.use, kid: shortName(key), until: instant(key.exp), followed }))
}
