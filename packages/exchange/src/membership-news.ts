import { checkRegistryStatement, type MembershipEntry } from '@ihala/contract'
import { isCrossing, type LastEntry } from '@ihala/policy'
import { anchorKeysOf, claimedCrossing } from './registry-crossings.ts'
import { keysHeard } from './registry-keys.ts'
import type { EntryKey, KeptEntry } from './store/membership.ts'

/** What the signed word of an entry says, whoever signed it; undefined when it is no statement about that member or network. */
function saidBy({ jws, entityId }: MembershipEntry): LastEntry['said'] {
  const crossing = claimedCrossing(jws)
  if (crossing !== undefined) return crossing.sub === entityId ? crossing : undefined
  try {
    const said: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    return checkRegistryStatement(said) && said.sub === entityId ? said : undefined
  } catch {
    return undefined
  }
}

/** An entry, as far as it says what the statement about its member may say. */
export function lastOf(entry: MembershipEntry): LastEntry {
  return { change: entry.change, at: entry.at, said: saidBy(entry) }
}

/**
 * T26: entries with the keys that are new with each. `held` has the newest entry about every member before them. Keys of a member
 * that is new rest a day from `newcomersSince` (seconds since 1970), or count at once without it.
 */
export function withNewKeys(
  entries: readonly MembershipEntry[],
  held: ReadonlyMap<string, LastEntry>,
  newcomersSince?: number,
): KeptEntry[] {
  const last = new Map(held)
  return entries.map((entry) => {
    const before = last.get(entry.entityId)?.said
    const now = lastOf(entry)
    last.set(entry.entityId, now)
    return { ...entry, keys: now.said === undefined ? [] : newKeys(now.said, before, newcomersSince) }
  })
}

type Said = NonNullable<LastEntry['said']>

function newKeys(said: Said, before: Said | undefined, newcomersSince: number | undefined): EntryKey[] {
  const { sub: entityId } = said
  const keyed = (word: Said) => (isCrossing(word) ? anchorKeysOf(word) : word)
  const known = new Map(before && keyed(before).jwks.keys.map((key) => [key.kid, { entityId, key, activeFrom: key.nbf }]))
  return keysHeard(keyed(said), before, known, newcomersSince)
    .filter(({ key }) => !known.has(key.kid))
    .map(({ key, activeFrom }) => ({ kid: key.kid, use: key.use, from: activeFrom }))
}
