import { type AnchorKey, type Anchors, type CrossCertificate, checkCrossCertificate, LONGEST_PATH } from '@ihala/contract'

/** An anchor whose word counts: one that whoever checks knows, or one that such an anchor certified (K6). */
export interface Believed {
  readonly iss: string
  readonly keys: readonly AnchorKey[]
  /** From the known anchor's on, each about the one that signed the next; none for a known anchor. */
  readonly certificates: readonly CrossCertificate[]
}

/** A word of the registry with the signatures over it. */
export interface Word {
  readonly claims: unknown
  readonly isSignedBy: (keys: readonly AnchorKey[]) => boolean
}

/** The cross-certificate that a word says it is; undefined when it is none. */
export function crossingIn({ claims }: Word): CrossCertificate | undefined {
  return checkCrossCertificate(claims) ? claims : undefined
}

const hostOf = (entityId: string): string => entityId.slice('https://'.length)
/** An anchor's network: what follows the first label of its name. */
const homeOf = (entityId: string): string => hostOf(entityId).replace(/^[^.]+/, '')
const isUnder = (host: string, constraint: string): boolean =>
  constraint.startsWith('.') ? host.endsWith(constraint) : host === constraint

function permits({ constraints }: CrossCertificate, entityId: string): boolean {
  const { permitted, excluded = [] } = constraints.naming_constraints
  const host = hostOf(entityId)
  return permitted.some((one) => isUnder(host, one)) && !excluded.some((one) => isUnder(host, one))
}

/** Everybody whose word counts, by the cross-certificates among the words. What nobody certified is not among them. */
export function believedBy(words: readonly Word[], pinned: Anchors): Believed[] {
  const believed: Believed[] = pinned.map(({ iss, keys }) => ({ iss, keys, certificates: [] }))
  const certificates = words.filter((word) => crossingIn(word) !== undefined)
  let newest: readonly Believed[] = [...believed]
  for (let step = 0; step < LONGEST_PATH; step += 1) {
    newest = newest.flatMap((above) => certificates.flatMap((word) => certifiedBy(above, word, pinned) ?? []))
    believed.push(...newest)
  }
  return believed
}

/** OpenID Federation 1.0 §6.2: no anchor twice, no name that was not permitted, no path longer than any certificate on it allows. */
function certifiedBy(above: Believed, word: Word, pinned: Anchors): Believed | undefined {
  const said = crossingIn(word)
  if (said === undefined || said.iss !== above.iss || !word.isSignedBy(above.keys)) return undefined
  const certificates = [...above.certificates, said]
  const isKnown = [...pinned.map(({ iss }) => iss), ...above.certificates.map(({ sub }) => sub)].includes(said.sub)
  const isNamed = above.certificates.every((one) => permits(one, said.sub))
  const isShort = certificates.every(({ constraints }, at) => certificates.length - at <= constraints.max_path_length)
  return isKnown || !isNamed || !isShort ? undefined : { iss: said.sub, keys: said.jwks.keys, certificates }
}

/** Whether an anchor may speak of a member of that name at that time (seconds since 1970): a known one may of all. */
export function maySpeakOf({ certificates }: Believed, member: string, at: number, pinned: Anchors): boolean {
  if (certificates.length === 0) return true
  const isOurs = pinned.some(({ iss }) => hostOf(member).endsWith(homeOf(iss)))
  return !isOurs && certificates.every((one) => permits(one, member) && at <= one.metadata.ihala_network.until)
}
