import {
  type Anchors,
  checkDossier,
  checkEventClaims,
  checkGrant,
  checkReceiptClaims,
  type Dossier,
  ENVELOPE,
  type ErasedEvent,
  EVENTS,
  type EventClaims,
  type Grant,
  isEventType,
  type Names,
  type ReceiptClaims,
} from '@ihala/contract'
import { type Erased, erasedAct, readErased } from './erased.ts'
import { isSigned, readJws, sha256 } from './jws.ts'
import { type Head, isIncluded, leafHash, readHeads, seenBy } from './log.ts'
import { readJson } from './strict-json.ts'
import { assertHeader, assertPinned, readWho, type SigningKey, type Who } from './who.ts'
import { Wrong } from './wrong.ts'

/** What is proven of one event. */
export interface Act {
  /** Who signed it, to whom, and what kind of act it is. */
  readonly iss: string
  readonly aud: string
  readonly evt: string
  /** Its place in its writer's chain, and how far the writer had seen the other side's. */
  readonly seq: number
  readonly seen: number
  /** When its writer says it was, seconds since 1970. */
  readonly at: number
  /** When it was there at the latest, by the signatures of others (seconds since 1970); null when only the writer says so. */
  readonly atLatest: number | null
  /** What the recipient signed about it; null when no receipt is here. */
  readonly receipt: 'stored' | 'quarantined' | null
  /** Whether this is a further signature under an act that was signed before. */
  readonly again: boolean
}

/** What a dossier proves. */
export interface Proven {
  readonly organisation: string
  readonly case: string
  readonly partner: string
  /** What the anchor calls the two; null when no statement here does. */
  readonly names: { readonly organisation: Names | null; readonly partner: Names | null }
  readonly acts: readonly Act[]
  /** Events whose content was erased, by writer and place. */
  readonly erased: readonly Erased[]
  readonly grants: number
  /** The newest head that enough others countersigned and that holds all leaves of the case; null when there is none. */
  readonly completeUpTo: {
    readonly origin: string
    readonly size: number
    readonly at: number
    readonly witnesses: readonly string[]
  } | null
  /** Whether the anchors were pinned by whoever checked, or only named by the file. */
  readonly anchorsPinned: boolean
}

interface Signed<T> {
  readonly claims: T
  readonly hash: string
  readonly where: string
}

/** Events that carry something of a person, by the event table (DESIGN §8). */
const NEEDS_GRANT: readonly string[] = ['request', 'section', 'progress']
/** Seconds by which clocks may differ (DESIGN §4). */
const SKEW = ENVELOPE.clockSkew

/**
 * Checks a dossier offline and says what it proves. Nothing is believed but the anchors, pinned or, without `pinned`, those the file
 * names. Throws Wrong with the first thing that is wrong, in this order: the file, who is who, each event's signature, chains,
 * grants, receipts, the log.
 */
export function verifyDossier(text: string, pinned?: Anchors): Proven {
  const dossier = readDossier(text)
  if (pinned !== undefined) assertPinned(dossier.anchors, pinned)
  const who = readWho(dossier.statements, pinned ?? dossier.anchors)
  const heads = readHeads(dossier, who)
  const leaves = readLeaves(dossier, heads)

  const { events, replaced } = readEvents(dossier, who, leaves)
  const partner = partnerOf(dossier, events)
  assertNamedOnce(events)
  // Nobody saw a receipt but who got it: what a key signed that was revoked later proves nothing, and spoils nothing.
  const receipts = dossier.receipts
    .flatMap((jws, index) => unlessRevoked(() => signedBy(jws, ENVELOPE.typ.receipt, checkReceiptClaims, who, `/receipts/${index}`)))
    .filter(({ claims }) => !replaced.has(claims.hash))
  const erased = readErased(dossier, partner, new Set(events.map(({ hash }) => hash)), leaves)
  const receiptOf = receiptsByEvent(events, receipts, dossier, erased)
  assertChains(events, receipts, dossier, erased)
  assertGranted(dossier, events, who, leaves)
  for (const event of events) if (!leaves.has(event.hash)) throw new Wrong('leaf-missing', event.where)

  const acts = events.map(
    ({ claims, hash }): Act => ({
      iss: claims.iss,
      aud: claims.aud,
      evt: claims.evt,
      seq: claims.seq ?? 0,
      seen: claims.seen ?? 0,
      at: claims.iat,
      atLatest: leaves.get(hash)?.atLatest ?? null,
      receipt: receiptOf.get(hash)?.claims.outcome ?? null,
      again: claims.reissues !== undefined,
    }),
  )
  return {
    organisation: dossier.organisation,
    case: dossier.case,
    partner,
    names: { organisation: who.names(dossier.organisation) ?? null, partner: who.names(partner) ?? null },
    acts,
    erased: erased.map((place) => erasedAct(place, events, receiptOf.get(place.hash)?.claims.outcome ?? null, leaves)),
    grants: dossier.grants.length,
    completeUpTo: completeUpTo(heads, Math.max(...dossier.leaves.map(({ index }) => index))),
    anchorsPinned: pinned !== undefined,
  }
}

function readDossier(text: string): Dossier {
  const value = readJson(text, '')
  const fault = checkDossier.firstFault(value)
  if (fault !== undefined || !checkDossier(value)) throw new Wrong('not-a-dossier', fault?.field ?? '')
  if ((value.format === 'ihala-dossier/2') !== (value.erased !== undefined)) throw new Wrong('not-a-dossier', '/erased')
  return value
}

/** What the organisation's log says about each event, by the event's hash. */
type Leaves = ReadonlyMap<string, { readonly atLatest: number | undefined }>

/** Each leaf is in the log under the head it names. Throws Wrong `leaf-not-in-the-log`. */
function readLeaves({ leaves }: Dossier, heads: readonly Head[]): Leaves {
  const found = new Map<string, { atLatest: number | undefined }>()
  for (const [index, leaf] of leaves.entries()) {
    const where = `/leaves/${index}`
    const head = heads[leaf.checkpoint]
    if (head === undefined || !isIncluded(leafHash(leaf), leaf.index, leaf.proof, head)) throw new Wrong('leaf-not-in-the-log', where)
    const event = readJson(leaf.event, where)
    const of = typeof event === 'object' && event !== null && 'event' in event ? String(event.event) : undefined
    if (of === undefined) throw new Wrong('leaf-of-nothing', where)
    const earlier = found.get(of)?.atLatest
    const at = seenBy(head)
    found.set(of, { atLatest: earlier === undefined || (at !== undefined && at < earlier) ? at : earlier })
  }
  return found
}

/**
 * Every event that counts. T25: what a key signed that was revoked later, and nobody saw before, proves nothing; where its sender
 * signed it again under another key, for the same place, that one counts and this one spoils nothing. Throws Wrong.
 */
function readEvents(dossier: Dossier, who: Who, leaves: Leaves): { events: Signed<EventClaims>[]; replaced: ReadonlySet<string> } {
  const events: Signed<EventClaims>[] = []
  const doubtful: { readonly first: string; readonly hash: string; readonly wrong: Wrong }[] = []
  for (const [index, jws] of dossier.events.entries()) {
    const where = `/events/${index}`
    try {
      events.push(signedBy(jws, ENVELOPE.typ.event, checkEventClaims, who, where, (hash) => leaves.get(hash)?.atLatest))
    } catch (error) {
      if (!(error instanceof Wrong && error.code === 'key-revoked')) throw error
      const { claims, hash } = readJws(jws, where)
      if (!checkEventClaims(claims)) throw error
      doubtful.push({ first: firstIssue(claims), hash, wrong: error })
    }
  }
  const counting = new Set(events.map(({ claims }) => firstIssue(claims)))
  for (const { first, wrong } of doubtful) if (!counting.has(first)) throw wrong
  return { events, replaced: new Set(doubtful.map(({ hash }) => hash)) }
}

/** What all issues of one event have in common: its writer, its place and the name of the first. */
function firstIssue({ iss, seq, reissues, jti }: EventClaims): string {
  return `${iss} ${seq} ${reissues ?? jti}`
}

/** Verifies one signature and who may have made it. Throws Wrong. */
function signedBy<T extends { readonly iss: string; readonly iat: number }>(
  jws: string,
  typ: string,
  fits: (value: unknown) => value is T,
  who: Who,
  where: string,
  seenAt: (hash: string, iss: string) => number | undefined = () => undefined,
): Signed<T> {
  const { header, claims, signed, signature, hash } = readJws(jws, where)
  assertHeader(header, typ, where)
  if (!fits(claims)) throw new Wrong('jws-claims', where)
  const key = who.keys(claims.iss).get(header.kid)
  if (key === undefined) throw new Wrong('key-unknown', where)
  if (!isSigned(key, signed, signature)) throw new Wrong('signature', where)
  assertCounts(key, claims.iat, seenAt(hash, claims.iss), where)
  return { claims, hash, where }
}

/** A signature counts in the time of its key. Of a revoked key it counts only if others had seen it before (T25), whatever date it bears. */
function assertCounts({ from, until, revokedAt }: SigningKey, at: number, seenAt: number | undefined, where: string): void {
  if (at < from - SKEW || at > until + SKEW) throw new Wrong('key-not-valid-then', where)
  if (revokedAt !== undefined && !(seenAt !== undefined && seenAt < revokedAt)) throw new Wrong('key-revoked', where)
}

function unlessRevoked<T>(read: () => T): T[] {
  try {
    return [read()]
  } catch (error) {
    if (error instanceof Wrong && error.code === 'key-revoked') return []
    throw error
  }
}

/** Every event is of this case and between these two. Returns who the other one is. */
function partnerOf({ organisation, case: caseId }: Dossier, events: readonly Signed<EventClaims>[]): string {
  const other = ({ iss, aud }: EventClaims) => (iss === organisation ? aud : iss)
  const partner = events[0] === undefined ? '' : other(events[0].claims)
  for (const { claims, where } of events) {
    if (claims.case !== caseId || claims.seq === undefined) throw new Wrong('not-of-this-case', where)
    const between = claims.iss !== claims.aud && [claims.iss, claims.aud].includes(organisation) && other(claims) === partner
    if (!between) throw new Wrong('not-between-these-two', where)
  }
  return partner
}

function assertNamedOnce(events: readonly Signed<EventClaims>[]): void {
  const names = new Set<string>()
  for (const { claims, where } of events) {
    const name = `${claims.iss} ${claims.jti}`
    if (names.has(name)) throw new Wrong('named-twice', where)
    names.add(name)
  }
}

/** Each receipt is of an event that is here, or says that one was refused, by the one it was sent to. */
function receiptsByEvent(
  events: readonly Signed<EventClaims>[],
  receipts: readonly Signed<ReceiptClaims>[],
  { organisation }: Dossier,
  erased: readonly ErasedEvent[],
) {
  const byHash = new Map(events.map((event) => [event.hash, event]))
  const writerOf = new Map(erased.map(({ hash, iss }) => [hash, iss]))
  const between = new Set(events.flatMap(({ claims }) => [claims.iss, claims.aud]))
  const found = new Map<string, Signed<ReceiptClaims>>()
  for (const receipt of receipts) {
    const { iss, aud, hash, of, outcome } = receipt.claims
    const event = byHash.get(hash)
    // What we refused is not kept in the clear: our receipt is all there is of it.
    const writer = writerOf.get(hash)
    if (event === undefined && writer === undefined && !(outcome === 'quarantined' && iss === organisation))
      throw new Wrong('receipt-of-nothing', receipt.where)
    if (writer !== undefined && (writer !== aud || iss === aud || !between.has(iss)))
      throw new Wrong('receipt-not-of-the-recipient', receipt.where)
    if (event !== undefined && (event.claims.aud !== iss || event.claims.iss !== aud || event.claims.jti !== of))
      throw new Wrong('receipt-not-of-the-recipient', receipt.where)
    found.set(hash, receipt)
  }
  return found
}

/**
 * One chain a writer: places from 1 without a gap, each naming the one before by its hash, also where that hash is all that is left. An
 * event may be signed again for the same place with the same content; anything else is equivocation. A place may be taken by one that was
 * refused: then its receipt is here.
 */
function assertChains(
  events: readonly Signed<EventClaims>[],
  receipts: readonly Signed<ReceiptClaims>[],
  { organisation }: Dossier,
  erased: readonly ErasedEvent[],
): void {
  const refused = new Set(
    receipts.filter(({ claims }) => claims.outcome === 'quarantined' && claims.iss === organisation).map(({ claims }) => claims.hash),
  )
  for (const iss of new Set(events.flatMap(({ claims }) => [claims.iss, claims.aud]))) {
    const own = events.filter(({ claims }) => claims.iss === iss)
    // What the other side says it had seen is here, or was refused.
    const gone = erased.filter((place) => place.iss === iss)
    const last =
      Math.max(0, ...own.map(({ claims }) => claims.seq ?? 0), ...gone.map(({ seq }) => seq)) + (iss === organisation ? 0 : refused.size)
    for (const { claims, where } of events) if (claims.iss !== iss && (claims.seen ?? 0) > last) throw new Wrong('chain-broken', where)
    const places = new Map<number, Signed<EventClaims>[]>()
    for (const event of own) places.set(event.claims.seq ?? 0, [...(places.get(event.claims.seq ?? 0) ?? []), event])
    for (const [seq, there] of places) {
      for (const { claims, where } of there) {
        const { prev } = claims
        const before =
          (places.get(seq - 1)?.some(({ hash }) => hash === prev) ?? false) ||
          gone.some((place) => place.seq === seq - 1 && place.hash === prev)
        const follows = seq === 1 ? prev === undefined : prev !== undefined && (before || (iss !== organisation && refused.has(prev)))
        if (!follows) throw new Wrong('chain-broken', where)
      }
      assertSame(there)
    }
  }
}

function assertSame(there: readonly Signed<EventClaims>[]): void {
  // What the person took back before it was known to have arrived gave its place to a word that it was not told (DESIGN §7).
  const told = there.filter(({ claims }) => claims.evt !== 'disclosure-voided')
  const [first, ...others] = told.length === 0 ? there : told
  const content = ({ claims: { evt, v, data } }: Signed<EventClaims>) => JSON.stringify([evt, v, data])
  const root = ({ claims: { reissues, jti } }: Signed<EventClaims>) => reissues ?? jti
  for (const other of others) {
    if (first && (content(first) !== content(other) || root(first) !== root(other))) throw new Wrong('equivocation', other.where)
  }
}

/** Each event that needs a grant has one: signed by its sender, for its recipient, in its time, and for the category it carries. */
function assertGranted({ grants }: Dossier, events: readonly Signed<EventClaims>[], who: Who, leaves: Leaves): void {
  const held = new Map<string, Signed<Grant>>()
  // A grant is as old as the oldest event that bears it. One that its own writer carries whole in an event that counts is in that
  // event's signature, whatever became of the key that signed it first (T25).
  const seenAt = (hash: string, iss: string): number | undefined => {
    if (events.some(({ claims }) => claims.iss === iss && claims.grant?.includes('.') && sha256(claims.grant) === hash)) return 0
    const bearing = events.filter(({ claims: { grant } }) => grant === hash || (grant?.includes('.') && sha256(grant) === hash))
    const times = bearing.flatMap((event) => leaves.get(event.hash)?.atLatest ?? [])
    return times.length === 0 ? undefined : Math.min(...times)
  }
  const keep = (jws: string, where: string) => held.set(sha256(jws), signedBy(jws, ENVELOPE.typ.grant, checkGrant, who, where, seenAt))
  for (const [index, jws] of grants.entries()) keep(jws, `/grants/${index}`)
  for (const { claims, where } of events) if (claims.grant?.includes('.')) keep(claims.grant, where)
  const between = new Set(events.flatMap(({ claims }) => [`${claims.iss} ${claims.aud}`]))
  for (const { claims, where } of events) {
    if (claims.grant === undefined) {
      if (!isEventType(claims.evt) || NEEDS_GRANT.includes(EVENTS[claims.evt].grant)) throw new Wrong('grant-missing', where)
      continue
    }
    const grant = held.get(claims.grant.includes('.') ? sha256(claims.grant) : claims.grant)?.claims
    if (grant === undefined) throw new Wrong('grant-missing', where)
    // The way back flows on the grant of the request: between the same two, either way round.
    const ours =
      between.has(`${grant.iss} ${grant.aud}`) && [grant.iss, grant.aud].includes(claims.iss) && [grant.iss, grant.aud].includes(claims.aud)
    const category = 'category' in claims.data ? String(claims.data.category) : undefined
    const covers = claims.evt !== 'sections-disclosed' || (grant.iss === claims.iss && grant.categories.some((one) => one === category))
    if (!ours || claims.iat < grant.iat - SKEW || claims.iat > grant.exp || !covers) throw new Wrong('grant-not-for-this', where)
  }
}

/** The newest head that enough others countersigned and that is not older than the last leaf of the case. */
function completeUpTo(heads: readonly Head[], lastLeaf: number): Proven['completeUpTo'] {
  const [newest] = heads
    .flatMap((head) => {
      const at = seenBy(head)
      return at === undefined || head.size <= lastLeaf
        ? []
        : [{ origin: head.origin, size: head.size, at, witnesses: head.witnesses.map(({ member }) => member) }]
    })
    .sort((a, b) => b.size - a.size)
  return newest ?? null
}
