import { type CrossCertificate, checkCrossCertificate, type RegistryStatement } from '@ihala/contract'
import { thumbprint } from '../format/jwk.ts'
import { type Anchor, dated, isQuorum, signedByAnchor, type Trusted, verifyStatement } from './registry-chain.ts'

/** Another network's anchor as it is trusted here, and by what (K6). */
export interface CrossedAnchor {
  readonly anchor: Anchor
  /** From our own anchor's on, each about the one that signed the next. */
  readonly certificates: readonly CrossCertificate[]
}

/** Which keys of another network's anchor count already: what was swapped in rests, as a member's keys do (T26). */
export type CountingKeys = (anchorId: string, kid: string) => boolean

const INVALID = { outcome: 'refused', code: 'statement-invalid' } as const
const isCertificate = (value: unknown): value is CrossCertificate => checkCrossCertificate(value)

/** Whether a name is the one that a domain constraint says, or below the one it begins before (RFC 5280 §4.2.1.10). */
function isWithin(host: string, constraint: string): boolean {
  return constraint.startsWith('.') ? host.endsWith(constraint) : host === constraint
}

/** What follows the first label: an anchor's network (DESIGN §2). */
const domainOf = (entityId: string): string => hostOf(entityId).replace(/^[^.]+/, '')
const hostOf = (entityId: string): string => entityId.slice('https://'.length)

/** Whether a constraint would let in a name of the anchor's own network: there nobody from abroad speaks of anybody. */
function reachesHome(constraint: string, anchorId: string): boolean {
  const home = domainOf(anchorId)
  return constraint.endsWith(home) || (constraint.startsWith('.') && home.endsWith(constraint))
}

function permits({ constraints }: CrossCertificate, entityId: string): boolean {
  const { permitted, excluded = [] } = constraints.naming_constraints
  const host = hostOf(entityId)
  return permitted.some((one) => isWithin(host, one)) && !excluded.some((one) => isWithin(host, one))
}

/**
 * Whether a cross-certificate may say this at all: about another anchor; its keys enough to sign anything, each once, by its own name,
 * none of them a key of who gives it; reaching no name of the network that gives it.
 */
export function isSoundCrossing(
  { iss, sub, jwks: { keys }, constraints }: Pick<CrossCertificate, 'iss' | 'sub' | 'jwks' | 'constraints'>,
  anchors: readonly Anchor[],
): boolean {
  const kids = keys.map(thumbprint)
  const own = new Set(anchors.flatMap((anchor) => anchor.keys.map(thumbprint)))
  const named = keys.every(({ kid }, at) => kid === undefined || kid === kids[at])
  const fresh = new Set(kids).size === kids.length && !kids.some((kid) => own.has(kid))
  const abroad = sub !== iss && !constraints.naming_constraints.permitted.some((one) => reachesHome(one, iss))
  return abroad && named && fresh && isQuorum(keys)
}

/** Verifies a cross-certificate: signed as every word of an anchor, sound, alive, and not beyond the end of what was agreed. */
function verifyCrossCertificate(jws: string, anchors: readonly Anchor[], now: number): Trusted<CrossCertificate> {
  const said = signedByAnchor(jws, anchors, isCertificate)
  if (said === undefined || !isSoundCrossing(said, anchors)) return INVALID
  const { status, until } = said.metadata.ihala_network
  return status === 'live' && said.exp > until ? INVALID : dated(said, now)
}

/**
 * Verifies the way from a pinned anchor to another network's (OpenID Federation 1.0 §4, §6.2): each certificate signed by who the one
 * before is about; no anchor twice; every name as all before it permit; no more authorities on the way than each of them allows.
 * `now` in seconds since 1970. An agreement that ended is a way still: what it leads to is suspended.
 */
export function verifyCrossing(
  path: readonly string[],
  pinned: readonly Anchor[],
  now: number,
  counts: CountingKeys = () => true,
): Trusted<CrossedAnchor> {
  const certificates: CrossCertificate[] = []
  let anchors = pinned
  for (const jws of path) {
    const heard = verifyCrossCertificate(jws, anchors, now)
    if (heard.outcome !== 'trusted') return heard
    const { sub, jwks } = heard.content
    const isKnown = [...pinned.map(({ iss }) => iss), ...certificates.map((one) => one.sub)].includes(sub)
    if (isKnown || !certificates.every((above) => permits(above, sub))) return INVALID
    certificates.push(heard.content)
    anchors = [{ iss: sub, keys: jwks.keys.filter((key) => counts(sub, thumbprint(key))) }]
  }
  const [anchor] = anchors
  if (anchor === undefined || certificates.length === 0) return INVALID
  const fits = certificates.every(({ constraints }, at) => certificates.length - at <= constraints.max_path_length)
  return fits ? { outcome: 'trusted', content: { anchor, certificates } } : INVALID
}

/**
 * Verifies another network's statement about its member (K6): by its anchor, whose certificates all permit the name; never about a name
 * of our own network, or about an anchor. It ends with the first that ends, and is a suspension when an agreement has ended. What the
 * member may do is not narrowed yet.
 */
export function verifyCrossedStatement(
  jws: string,
  { anchor, certificates }: CrossedAnchor,
  pinned: readonly Anchor[],
  now: number,
): Trusted<RegistryStatement> {
  const heard = verifyStatement(jws, [anchor], now)
  if (heard.outcome !== 'trusted') return heard
  const { content } = heard
  const anchors = [...pinned.map(({ iss }) => iss), ...certificates.map(({ sub }) => sub)]
  const isHome = pinned.some(({ iss }) => hostOf(content.sub).endsWith(domainOf(iss)))
  if (isHome || anchors.includes(content.sub) || !certificates.every((one) => permits(one, content.sub))) return INVALID
  const { ihala_member } = content.metadata
  const status = certificates.some(({ metadata }) => metadata.ihala_network.status === 'ended') ? 'suspended' : ihala_member.status
  const exp = Math.min(content.exp, ...certificates.map((one) => one.exp))
  return { outcome: 'trusted', content: { ...content, exp, metadata: { ihala_member: { ...ihala_member, status } } } }
}
