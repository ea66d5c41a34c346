import { type CrossCertificate, checkCrossCertificate, LONGEST_PATH, type RegistryStatement } from '@ihala/contract'
import { crossedMetadata } from '@ihala/policy'
import { type Anchor, type CountingKeys, thumbprint, verifyCrossedStatement, verifyCrossing } from '@ihala/seal'
import { type Bus, registryKey } from './bus.ts'
import { keysHeard, type SeenKey } from './registry-keys.ts'
import type { Store } from './store/store.ts'

/** Networks whose anchors ours cross-certified (K6), and what they say of their members, as it counts here. */
export interface Crossings {
  /** Verifies and keeps a cross-certificate; what is older than the one held is ignored. */
  readonly keep: (jws: string, fresh: boolean) => Promise<boolean>
  /** Keeps those among the words that were kept before, whichever way they come. */
  readonly keepAll: (words: readonly string[]) => Promise<void>
  /** Whether this is another network's anchor: no member has its name. */
  readonly knows: (entityId: string) => boolean
  /** Asks the bus for the way to another network's anchor, as far as it is not known. Throws BusAway. */
  readonly askFor: (anchorId: string) => Promise<void>
  /**
   * Another network's statement, narrowed to what all certificates on the way to it allow, and ending with the first of them. Of one
   * that was kept (not `fresh`) it does not matter that its time has passed.
   */
  readonly statementIn: (jws: string, fresh: boolean) => RegistryStatement | 'expired' | undefined
  /** Takes the keys of other networks' anchors out of those that were kept. Returns the members'. */
  readonly begin: (words: readonly string[], kept: readonly SeenKey[]) => SeenKey[]
}

/** Farthest end that a key can have (`NumericDate`): an anchor's key counts as long as a certificate names it. */
const NO_END = 32_503_680_000

function claimed(jws: string): { readonly iss?: unknown; readonly exp?: unknown } {
  try {
    const said: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    return typeof said === 'object' && said !== null ? said : {}
  } catch {
    return {}
  }
}

/** Whose word it is, by its own word, which is not believed before its signature is verified. */
export function claimedIssuer(jws: string): string {
  return String(claimed(jws).iss)
}

/** When a word ends, by its own word. */
export function endOf(jws: string): number {
  return Number(claimed(jws).exp)
}

/** The cross-certificate that a word says it is; undefined when it is none. */
export function claimedCrossing(jws: string): CrossCertificate | undefined {
  const said: unknown = claimed(jws)
  return checkCrossCertificate(said) ? said : undefined
}

/** Keys of another network's anchor as `keysHeard` reads a member's: what is new with one that is known rests a day (T26). */
export function anchorKeysOf({ sub, iat, jwks }: CrossCertificate): Pick<RegistryStatement, 'sub' | 'iat' | 'jwks'> {
  const keys = jwks.keys.map(({ kty, crv, x }) => {
    const jwk = { kty, crv, x }
    return { ...jwk, kid: thumbprint(jwk), use: 'sig' as const, nbf: iat, exp: NO_END }
  })
  return { sub, iat, jwks: { keys } }
}

/** Makes the register of other networks. `now` in milliseconds. */
export function registryCrossings(ports: {
  readonly bus: Bus
  readonly store: Pick<Store<never>, 'keepStatement'>
  readonly anchors: readonly Anchor[]
  readonly now: () => number
  readonly newcomerSince?: (entityId: string) => Promise<number | undefined>
  readonly acted?: (word: CrossCertificate, jws: string) => void
  readonly isMember: (entityId: string) => boolean
  /** Told when a certificate was replaced: what was heard by it is to be judged anew. */
  readonly changed: () => void
}): Crossings {
  const { bus, store, anchors: pinned } = ports
  const held = new Map<string, { readonly jws: string; readonly certificate: CrossCertificate }>()
  const seen = new Map<string, Map<string, SeenKey>>()
  const seconds = () => Math.floor(ports.now() / 1000)
  const isPinned = (iss: string): boolean => pinned.some((anchor) => anchor.iss === iss)
  const counts: CountingKeys = (anchorId, kid) => (seen.get(anchorId)?.get(kid)?.activeFrom ?? Number.POSITIVE_INFINITY) <= seconds()
  const remember = (keys: readonly SeenKey[]): void => {
    for (const one of keys) seen.set(one.entityId, (seen.get(one.entityId) ?? new Map<string, SeenKey>()).set(one.key.kid, one))
  }
  /** From our anchor's certificate to the one about this anchor; none for our own, undefined when there is no way. */
  const pathTo = (anchorId: string): string[] | undefined => {
    const path: string[] = []
    for (let at = anchorId; !isPinned(at); ) {
      const one = held.get(at)
      if (one === undefined || path.length === LONGEST_PATH) return undefined
      path.unshift(one.jws)
      at = one.certificate.iss
    }
    return path
  }
  const asOf = (fresh: boolean, words: readonly string[]): number => (fresh ? seconds() : Math.min(seconds(), ...words.map(endOf)))

  const keep = async (jws: string, fresh: boolean, left = LONGEST_PATH): Promise<boolean> => {
    const said = claimedCrossing(jws)
    if (said === undefined || ports.isMember(said.sub)) return false
    const { iss, sub, iat } = said
    if (fresh) await askFor(iss, left)
    const above = pathTo(iss)
    if (above === undefined) return false
    const path = [...above, jws]
    if (verifyCrossing(path, pinned, asOf(fresh, path), counts).outcome !== 'trusted') return false
    const since = seen.has(sub) ? undefined : await ports.newcomerSince?.(sub)
    const known = held.get(sub)?.certificate
    // Nobody takes a network from the anchor that speaks of it, unless it is ours that speaks.
    if (known !== undefined && known.iss !== iss && !isPinned(iss)) return false
    if (known?.iss === iss && known.iat > iat) return true
    const keys = keysHeard(anchorKeysOf(said), known, seen.get(sub) ?? new Map(), since)
    remember(keys)
    held.set(sub, { jws, certificate: said })
    ports.acted?.(said, jws)
    if (fresh) await store.keepStatement(sub, jws, new Date(ports.now()).toISOString(), keys)
    ports.changed()
    return true
  }
  const askFor = async (anchorId: string, left = LONGEST_PATH): Promise<void> => {
    if (isPinned(anchorId) || held.has(anchorId) || left === 0) return
    const jws = await bus.registry.fetch(registryKey(anchorId))
    if (jws !== undefined && claimedCrossing(jws)?.sub === anchorId) await keep(jws, true, left - 1)
  }

  return {
    keep,
    keepAll: async (words) => {
      const certificates = words.filter((word) => claimedCrossing(word) !== undefined)
      // One may be known only by another that comes later here.
      for (let round = 0; round < LONGEST_PATH; round += 1) for (const word of certificates) await keep(word, false)
    },
    knows: (entityId) => held.has(entityId),
    askFor,
    statementIn: (jws, fresh) => {
      const path = pathTo(claimedIssuer(jws))
      if (path === undefined) return undefined
      const at = asOf(fresh, [jws, ...path])
      const way = verifyCrossing(path, pinned, at, counts)
      const heard = way.outcome === 'trusted' ? verifyCrossedStatement(jws, way.content, pinned, at) : way
      if (heard.outcome !== 'trusted' || way.outcome !== 'trusted')
        return heard.outcome === 'refused' && heard.code === 'statement-expired' ? 'expired' : undefined
      const { metadata, metadata_policy } = heard.content
      const policies = way.content.certificates.map((one) => one.metadata_policy)
      const ihala_member = crossedMetadata(metadata.ihala_member, metadata_policy, policies)
      return ihala_member && { ...heard.content, metadata: { ihala_member } }
    },
    begin: (words, kept) => {
      const anchorIds = new Set(words.flatMap((word) => claimedCrossing(word)?.sub ?? []))
      remember(kept.filter(({ entityId }) => anchorIds.has(entityId)))
      return kept.filter(({ entityId }) => !anchorIds.has(entityId))
    },
  }
}
