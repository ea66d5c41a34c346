import { type CrossCertificate, ENVELOPE, type MemberKey, type RegistryStatement } from '@ihala/contract'
import { applyMetadataPolicy } from '@ihala/policy'
import { type Anchor, type KeyLookup, keyLookup, verifyList, verifyStatement } from '@ihala/seal'
import { type Bus, REGISTRY_LIST_KEY, registryKey } from './bus.ts'
import { claimedCrossing, claimedIssuer, endOf, registryCrossings } from './registry-crossings.ts'
import { asItCounts, evidenceLookup, keysHeard, type SeenKey } from './registry-keys.ts'
import type { Store } from './store/store.ts'

/** A member as the registry's word has it now. */
export interface Member {
  readonly entityId: string
  readonly statement: RegistryStatement
}

/**
 * Who is who: statements of the trust anchor, each verified here, held in memory and in the database; and those of another network's
 * anchor that ours cross-certified, narrowed to what it allows (K6).
 */
export interface RegistryCache {
  /** Reads what was last heard, then asks the bus for the whole list. Throws BusAway when neither knows the own member. */
  readonly start: () => Promise<void>
  /** Asks the bus for one member's statement; false when there is no valid one. */
  readonly refresh: (entityId: string) => Promise<boolean>
  /**
   * Asks for all whose statement ends within six hours, who are new on the list, or are not live: they may be again. Who was away
   * asks for everybody: a suspension or a revocation was said once, and not to it.
   */
  readonly renew: (who?: 'due' | 'everybody') => Promise<void>
  /** The member's newest statement, though its time may have ended while the bus was away. */
  readonly lastKnown: (entityId: string) => RegistryStatement | undefined
  /** The member's valid statement, by the clock. */
  readonly find: (entityId: string) => RegistryStatement | undefined
  readonly members: () => Member[]
  readonly keyOf: () => KeyLookup
  readonly ownsTag: (iss: string, tag: string) => boolean
  /** Finds keys for evidence of a time (seconds since 1970), long after: see `evidenceLookup`. */
  readonly evidenceKeyOf: (signedAt: number, proven: (revokedAt: number) => boolean) => KeyLookup
  /** Every key the member was ever heard to have, as last heard: also those that ended or were revoked. */
  readonly keysEver: (entityId: string) => readonly SeenKey[]
  /** Verifies and keeps a statement; what is older than the one held is ignored. */
  readonly hear: (jws: string) => Promise<boolean>
}

/** Something in a statement that its member, and everybody else, should see (T26): a key that is new with a known member. */
export interface NewKey {
  readonly entityId: string
  readonly kid: string
  readonly use: MemberKey['use']
  /** From when on it counts, seconds since 1970. */
  readonly activeFrom: number
}

function suspended(statement: RegistryStatement): RegistryStatement {
  return { ...statement, metadata: { ihala_member: { ...statement.metadata.ihala_member, status: 'suspended' } } }
}

/** How long before their end statements are asked for again, seconds. */
const RENEW_AHEAD = 6 * 3600
/** Statements asked for at once. */
const ASKED_AT_ONCE = 16

/** Makes the cache. `now` in milliseconds. */
export function registryCache(ports: {
  readonly self: string
  readonly bus: Bus
  readonly store: Pick<Store<never>, 'statements' | 'keepStatement' | 'seenKeys'>
  readonly anchors: readonly Anchor[]
  readonly now: () => number
  /** Told of each key that is new with a known member. */
  readonly newKey?: (key: NewKey) => void
  /** Since when a member that is heard of for the first time is in the membership log, as we read it; undefined when it was there before us. */
  readonly newcomerSince?: (entityId: string) => Promise<number | undefined>
  /** Told of each statement that counts from now on, as the anchor signed it: the membership log must have what it says. */
  readonly acted?: (word: RegistryStatement | CrossCertificate, jws: string) => void
}): RegistryCache {
  const { bus, store, anchors, newKey, acted } = ports
  const held = new Map<string, RegistryStatement>()
  const seen = new Map<string, Map<string, SeenKey>>()
  let watching = false
  const seconds = () => Math.floor(ports.now() / 1000)
  /** Statements of other networks' anchors as they were signed: what they are worth changes with the cross-certificate. */
  const abroad = new Map<string, string>()
  /** Statements of our own anchor as they were signed: said again word for word, they are not verified again. */
  const heard = new Map<string, string>()
  const isPinned = (iss: string): boolean => anchors.some((anchor) => anchor.iss === iss)

  const ofOurs = (jws: string, fresh: boolean): RegistryStatement | undefined => {
    const trusted = verifyStatement(jws, anchors, seconds())
    // What was kept was verified when it came; that its time has ended since does not make it untrue.
    const past =
      !fresh && trusted.outcome === 'refused' && trusted.code === 'statement-expired' ? verifyStatement(jws, anchors, endOf(jws)) : trusted
    if (past.outcome !== 'trusted') return undefined
    const { metadata, metadata_policy } = past.content
    // K7: whatever a statement lists, the policy of the kind is above it.
    const ihala_member = applyMetadataPolicy(metadata.ihala_member, metadata_policy)
    return ihala_member && { ...past.content, metadata: { ihala_member } }
  }
  /** K6: an agreement that ended, or leaves a member out now, suspends it at once; one whose time has only passed leaves it to its end. */
  const judgeAbroad = () => {
    for (const [sub, jws] of abroad) {
      const before = held.get(sub)
      const judged = crossings.statementIn(jws, true)
      if (before === undefined || judged === 'expired') continue
      const { metadata, exp } = judged ?? suspended(before)
      held.set(sub, { ...before, metadata, exp })
    }
  }
  const crossings = registryCrossings({ ...ports, isMember: (entityId) => held.has(entityId), changed: judgeAbroad })

  /** K6: nobody takes a member from the anchor that speaks of it, unless it is ours that speaks. */
  const standing = (one: RegistryStatement | undefined, { iss, iat }: RegistryStatement): 'newer' | 'of-another' | undefined => {
    if (one === undefined) return undefined
    if (one.iss !== iss) return isPinned(iss) ? undefined : 'of-another'
    return one.iat > iat ? 'newer' : undefined
  }

  const keep = async (jws: string, fresh: boolean): Promise<boolean> => {
    if (claimedCrossing(jws) !== undefined) return crossings.keep(jws, fresh)
    const home = isPinned(claimedIssuer(jws))
    if (!home && fresh) await crossings.askFor(claimedIssuer(jws))
    const said = () => (home ? ofOurs(jws, fresh) : crossings.statementIn(jws, fresh))
    const first = said()
    if (first === undefined || first === 'expired' || crossings.knows(first.sub)) return false
    const { sub } = first
    const known = held.get(sub)
    const before = standing(known, first)
    if (before !== undefined) return before === 'newer'
    // T26: a ghost that the anchor admits rests a day, seen by all.
    const since = known === undefined && !seen.has(sub) && sub !== ports.self ? await ports.newcomerSince?.(sub) : undefined
    // What another network may say can have ended while we asked.
    const statement = since === undefined || home ? first : said()
    if (statement === undefined || statement === 'expired') return false
    const now = held.get(sub)
    const meanwhile = standing(now, statement)
    if (meanwhile !== undefined) return meanwhile === 'newer'
    const seenBefore = seen.get(sub) ?? new Map<string, SeenKey>()
    const keys = keysHeard(statement, now, seenBefore, since)
    const added = keys.filter(({ key }) => !seenBefore.has(key.kid))
    remember(keys)
    held.set(sub, asItCounts(statement, keys))
    if (home) {
      heard.set(sub, jws)
      abroad.delete(sub)
    } else abroad.set(sub, jws)
    acted?.(statement, jws)
    if (fresh) await store.keepStatement(sub, jws, new Date(ports.now()).toISOString(), keys)
    if (known) for (const { key, activeFrom } of added) newKey?.({ entityId: sub, kid: key.kid, use: key.use, activeFrom })
    return true
  }
  const remember = (keys: readonly SeenKey[]): void => {
    for (const one of keys) {
      const ofMember = seen.get(one.entityId) ?? new Map<string, SeenKey>()
      seen.set(one.entityId, ofMember.set(one.key.kid, one))
    }
  }
  const find = (entityId: string) => {
    const statement = held.get(entityId)
    return statement && statement.exp + ENVELOPE.clockSkew >= seconds() ? statement : undefined
  }
  const refresh = async (entityId: string) => {
    const jws = await bus.registry.fetch(registryKey(entityId))
    if (jws !== undefined && heard.get(entityId) === jws && find(entityId) !== undefined) return true
    return jws !== undefined && (await keep(jws, true))
  }
  const renew = async (who: 'due' | 'everybody' = 'due') => {
    const jws = await bus.registry.fetch(REGISTRY_LIST_KEY)
    const list = jws === undefined ? undefined : verifyList(jws, anchors, seconds())
    const listed = list?.outcome === 'trusted' ? list.content.members : [...held.keys()]
    const isDue = (one: RegistryStatement | undefined): boolean =>
      one === undefined || one.exp < seconds() + RENEW_AHEAD || one.metadata.ihala_member.status !== 'live'
    const due = listed.filter((entityId) => who === 'everybody' || isDue(held.get(entityId)))
    const beyond = [...abroad.keys()].filter((entityId) => !listed.includes(entityId) && (who === 'everybody' || isDue(held.get(entityId))))
    for (let at = 0; at < due.length; at += ASKED_AT_ONCE) await Promise.all(due.slice(at, at + ASKED_AT_ONCE).map(refresh))
    for (const entityId of beyond) await refresh(entityId)
  }

  return {
    start: async () => {
      const words = await store.statements()
      remember(crossings.begin(words, await store.seenKeys()))
      await crossings.keepAll(words)
      for (const jws of words) await keep(jws, false)
      if (!watching) bus.registry.watch((jws) => void keep(jws, true).catch(() => undefined))
      watching = true
      try {
        await renew('everybody')
        if (!find(ports.self)) await refresh(ports.self)
      } catch (error) {
        if (!find(ports.self)) throw error
      }
    },
    refresh,
    renew,
    find,
    lastKnown: (entityId) => held.get(entityId),
    members: () => [...held.values()].map((statement) => ({ entityId: statement.sub, statement })),
    keyOf: () => keyLookup((iss) => held.get(iss), seconds()),
    keysEver: (entityId) => [...(seen.get(entityId)?.values() ?? [])],
    evidenceKeyOf: (signedAt, proven) => evidenceLookup((entityId) => seen.get(entityId), signedAt, proven),
    ownsTag: (iss, tag) => held.get(iss)?.metadata.ihala_member.bus_tag === tag,
    hear: (jws) => keep(jws, true),
  }
}
