import { type EventClaims, type EventData, type Grant, type RegistryStatement, readEvent } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { evolve, mayWrite, partOf, versionFor } from '@ihala/policy'
import { decryptUnder, encryptUnder, hashOf, type KeyLookup, openEvent, openGrant } from '@ihala/seal'
import { grantRow, sealInnerAgain } from '../case-secrets.ts'
import { type ComposePorts, type OutgoingMessage, type Recovery, recoveryWith } from '../compose-ports.ts'
import { wasCrossed } from '../crossed.ts'
import { kidOf } from '../inner.ts'
import { type Conversation, newConversation } from '../store/conversation.ts'
import type { RecoveryStanding, ReturnedPiece } from '../store/recovery.ts'
import { newUnit, type Unit } from '../store/unit.ts'
import type { PairScope, StorePorts } from '../store-ports.ts'
import { keyPartNow } from '../words.ts'
import { ERASED_PLACE, erasedPiece, mayBeErased, type ReturnedErased, restoreErased } from './erased-places.ts'
import { AT_ONCE } from './measure.ts'
import { tellDifferences } from './tell-differences.ts'

/** Heads of conversations, as the partner holds them. */
export type ReturnedPair = Extract<EventData<'chain-returned'>, { of: 'pair' }>
/** A piece of an own event that was lost here. */
export type ReturnedEvent = Extract<EventData<'chain-returned'>, { of: 'event' }>

const ask = (to: string, data: EventData<'chain-asked'>): OutgoingMessage => ({ to, caseId: null, event: { type: 'chain-asked', data } })

/**
 * Asks each partner what it holds; once each. DESIGN §10: nothing else goes to it before it answered. Who is no live member is waited
 * for no more, and asked when it is one again.
 */
export async function askEverybody<T>(ports: StorePorts<T>, tx: T, send: (message: OutgoingMessage) => void): Promise<void> {
  const { registry, self, store } = ports
  const partners = registry.members().filter(({ entityId, statement }) => entityId !== self.entityId && answersQuestions(statement))
  const isLive = ({ entityId }: { readonly entityId: string }): boolean => isThere(ports, entityId)
  const namesOf = (of: typeof partners): string[] => of.map(({ entityId }) => entityId)
  const { now } = ports.stamp()
  for (const partner of await store.askPartners(tx, namesOf(partners.filter(isLive)), now)) send(ask(partner, { of: 'pair' }))
  const away = namesOf(partners.filter((one) => !isLive(one)))
  for (const partner of await store.leaveOut(tx, away, now)) await ports.leftOut?.(tx, partner)
}

/** Who takes no part in referrals (a committee) has nothing of ours, and is not asked. */
export function answersQuestions({ metadata }: RegistryStatement): boolean {
  return versionFor('chain-asked', metadata.ihala_member.accepts) !== undefined
}

/** Whether a partner is a live member: its statement says so and holds, unless ours has ended too while the bus was away. */
export function isThere<T>({ registry, self }: Pick<StorePorts<T>, 'registry' | 'self'>, partner: string): boolean {
  const live = registry.lastKnown(partner)?.metadata.ihala_member.status === 'live'
  return live && (registry.find(partner) !== undefined || registry.find(self.entityId) === undefined)
}

/** Before anybody was asked. */
export const UNHEARD: Recovery = { open: true, hasHeard: () => false, isDone: () => false, returned: () => false }

/** How far a recovery is, by what is kept of it. Who is not asked at all need not be heard. */
export function recoveryFrom<T>(ports: Pick<StorePorts<T>, 'registry' | 'self'>, { open, partners }: RecoveryStanding): Recovery {
  const rows = new Map(partners.map((row) => [row.partner, row]))
  const neverAsked = (partner: string): boolean => {
    const statement = ports.registry.lastKnown(partner)
    return !open || (statement !== undefined && !answersQuestions(statement))
  }
  return {
    open,
    hasHeard: (partner) => rows.get(partner)?.heard ?? neverAsked(partner),
    isDone: (partner) => rows.get(partner)?.done ?? neverAsked(partner),
    returned: () => partners.some(({ partner }) => isThere(ports, partner)),
  }
}

/** Compares a partner's heads with what is held here, and asks for what is missing: first what is ours, then what is theirs. */
export async function takeHeads<T>({ ports, tx, claims, send }: PairScope<T>, { cases, more }: ReturnedPair): Promise<void> {
  const partner = claims.iss
  if (!recoveryWith(ports, partner)) return
  for (const { case: caseId, sent, received } of cases) {
    const held = await ports.store.lockConversation(tx, caseId)
    if (held && held.partner !== partner) continue
    const [mine, theirs] = [held?.mySeq ?? 0, held?.theirSeq ?? 0]
    const [myUntil, theirUntil] = [received?.seq ?? 0, sent?.seq ?? 0]
    if (held && (await forked(ports, tx, held, myUntil))) {
      await tellDifferences(ports, tx, [{ partner, kind: 'other-content', writer: 'here', id: caseId, seq: mine }], {
        from: 0,
        until: claims.iat,
      })
      continue
    }
    if (held && received && mine >= myUntil) await noteHeld(ports, tx, held, received)
    if (mine >= myUntil && theirs >= theirUntil) continue
    await ports.store.needUntil(tx, { partner, caseId, myUntil, theirUntil })
    for (let first = mine + 1; first <= myUntil; first += AT_ONCE)
      send(ask(partner, againFrom('asker', caseId, first, Math.min(first + AT_ONCE - 1, myUntil))))
    if (theirs < theirUntil) send(ask(partner, againFrom('answerer', caseId, theirs + 1, theirUntil)))
  }
  const last = cases.at(-1)
  if (more && last) send(ask(partner, { of: 'pair', after: last.case }))
  else await ports.store.headsTold(tx, partner, ports.stamp().now)
}

/**
 * c24: whether we took the person back where the partner holds another event of ours that was lost. The two cannot be joined: neither
 * waits for the other, and people at both ends are told, here and when the partner refuses what it gets.
 */
async function forked<T>(
  { store, self }: StorePorts<T>,
  tx: T,
  { caseId, mySeq, myReceipted }: Conversation,
  until: number,
): Promise<boolean> {
  if (myReceipted >= mySeq || until < mySeq) return false
  const [last, since] = [await store.eventAt(tx, caseId, self.entityId, mySeq), await store.restoredAt(tx)]
  return last?.evt === 'hand-back-taken' && since !== null && Date.parse(last.at) >= Date.parse(since)
}

/** What waits here for its receipt, and the partner holds, came there: of that only the receipt is missing. */
async function noteHeld<T>(
  { store, self, stamp }: StorePorts<T>,
  tx: T,
  { caseId, myReceipted }: Conversation,
  { seq, hash }: NonNullable<ReturnedPair['cases'][number]['received']>,
): Promise<void> {
  if (seq <= myReceipted) return
  const row = await store.eventAt(tx, caseId, self.entityId, seq)
  if (row?.hash === hash) await store.heldThere(tx, caseId, seq, stamp().now)
}

const againFrom = (writer: 'asker' | 'answerer', id: string, first: number, last: number): EventData<'chain-asked'> => ({
  of: 'again',
  writer,
  id,
  first,
  last,
})

/** Keeps a piece of an own event, and applies what is complete and next. */
export async function takeReturned<T>({ ports, tx, claims }: PairScope<T>, piece: ReturnedEvent): Promise<void> {
  const held = await ports.store.lockConversation(tx, piece.id)
  if (piece.seq === 0 || (held && (held.partner !== claims.iss || piece.seq <= held.mySeq))) return
  // Of a conversation that nobody here remembers only a rebuilt organisation believes that it had it.
  if (!held && !recoveryWith(ports, claims.iss)) return
  const key = await ports.caseKeys.keyFor(tx, piece.id, '')
  await ports.store.keepPiece(
    tx,
    {
      partner: claims.iss,
      caseId: piece.id,
      seq: piece.seq,
      hash: piece.hash,
      part: piece.part,
      parts: piece.parts,
      piece: encryptUnder(key, Buffer.from(piece.text), pieceAad(piece.seq, piece.part)),
    },
    ports.stamp().now,
  )
  await restoreNext(ports, tx, claims.iss, piece.id)
}

/**
 * T42: what was lost here is erased there. A place of our own chain is kept as an erased one; a case of which the partner cannot give
 * back the beginning is waited for no more. A person is told of either: nobody else can say whether it is so.
 */
export async function takeErased<T>({ ports, tx, claims }: PairScope<T>, erased: ReturnedErased): Promise<void> {
  const { id, seq } = erased
  const partner = claims.iss
  const held = await ports.store.lockConversation(tx, id)
  if ((held && held.partner !== partner) || !recoveryWith(ports, partner) || !mayBeErased(erased.evt)) return
  const place = { partner, kind: 'missing-here', id, seq } as const
  if (erased.writer === 'answerer') {
    await ports.store.waitNoMore(tx, partner, id)
    return tellDifferences(ports, tx, [{ ...place, writer: 'there' }], { from: 0, until: claims.iat })
  }
  if (held && seq <= held.mySeq) return
  const key = await ports.caseKeys.keyFor(tx, id, '')
  await ports.store.keepPiece(tx, erasedPiece(key, partner, erased), ports.stamp().now)
  await restoreNext(ports, tx, partner, id)
  await tellDifferences(ports, tx, [{ ...place, writer: 'here' }], { from: 0, until: claims.iat })
}

const pieceAad = (seq: number, part: number): string => `returned ${seq} ${part}`

/**
 * Applies own events that came back, as long as the next one is here whole and its turn has come: it was written after we had
 * seen so much of the other chain.
 */
export async function restoreNext<T>(ports: StorePorts<T>, tx: T, partner: string, caseId: string): Promise<void> {
  for (;;) {
    const held = await ports.store.lockConversation(tx, caseId)
    const seq = (held?.mySeq ?? 0) + 1
    const pieces = await ports.store.piecesOf(tx, partner, caseId, seq)
    const [first] = pieces
    if (first?.parts === ERASED_PLACE) {
      if (await restoreErased(ports, tx, held, first)) continue
      return
    }
    const jws = await wholeEvent(ports, tx, caseId, pieces)
    const claims = jws === undefined ? undefined : ownClaims(ports, jws, { partner, caseId, seq, prev: held?.myHead ?? null })
    if (jws === undefined || claims === undefined || (claims.seen ?? 0) > (held?.theirSeq ?? 0)) return
    if (!(await restoreOwn(ports, tx, held, claims, jws))) return
  }
}

async function wholeEvent<T>(ports: StorePorts<T>, tx: T, caseId: string, pieces: readonly ReturnedPiece[]): Promise<string | undefined> {
  const [first] = pieces
  if (first === undefined || pieces.length !== first.parts) return undefined
  const key = await ports.caseKeys.keyOf(tx, caseId, '')
  const text = pieces.map(({ piece, seq, part }) => decryptUnder(key, piece, pieceAad(seq, part)).toString('latin1')).join('')
  return hashOf(text) === first.hash ? text : undefined
}

/** The claims of an event that we signed, for this place and this partner; undefined for anything else. */
function ownClaims<T>(
  ports: StorePorts<T>,
  jws: string,
  place: { readonly partner: string; readonly caseId: string; readonly seq: number; readonly prev: string | null },
): EventClaims | undefined {
  const opened = openEvent(jws, ownKeys(ports))
  if (opened.outcome !== 'opened') return undefined
  const { content } = opened
  const here =
    content.iss === ports.self.entityId &&
    content.aud === place.partner &&
    content.case === place.caseId &&
    content.seq === place.seq &&
    (content.prev ?? null) === place.prev
  return here ? content : undefined
}

/** Our own signing keys, also those that sign no more: what we signed with them we did sign. */
function ownKeys<T>({ self, registry, keyring }: ComposePorts<T>): KeyLookup {
  const published = registry.find(self.entityId)?.jwks.keys ?? []
  return (iss, kid) => {
    if (iss !== self.entityId) return 'unknown-issuer'
    const listed = published.find((key) => key.kid === kid && key.use === 'sig' && key.revokedAt === undefined)
    const jwk = listed ? { kty: listed.kty, crv: listed.crv, x: listed.x } : keyring.signing.kid === kid ? keyring.signing.jwk : undefined
    return jwk === undefined ? 'unknown-key' : { owner: iss, jwk, use: 'sig', status: 'active' }
  }
}

/** Does again what an own event did here; false when its own rules forbid it. */
async function restoreOwn<T>(
  ports: StorePorts<T>,
  tx: T,
  held: Conversation | undefined,
  claims: EventClaims,
  jws: string,
): Promise<boolean> {
  const { case: caseId = '', seq = 0, aud: partner } = claims
  const event = readEvent(claims.evt, claims.v, claims.data)
  const conversation = held ?? newConversation(caseId, partner, 'sender')
  // Whether the other end was suspended when it was written, nobody can say now; that it was written, the signature says.
  if (
    !mayWrite(conversation.life, event.type, conversation.side, 'suspended') &&
    !mayWrite(conversation.life, event.type, conversation.side)
  )
    return false
  const unit = newUnit()
  unit.conversations.set(caseId, conversation)
  const hash = hashOf(jws)
  const { id: leafId, now } = ports.stamp()
  const grant = await restoreGrant(ports, tx, unit, conversation, claims)
  const before = conversation.life
  conversation.life = evolve(before, event)
  conversation.mySeq = seq
  conversation.myHead = hash
  unit.leaves.push(makeLeaf(leafId, { act: 'restored', event: hash }))
  const at = new Date(claims.iat * 1000).toISOString()
  const crossed = await wasCrossed(ports, tx, conversation, claims, event)
  const kept = { iss: claims.iss, jti: claims.jti, part: crossed ? partOf(event) : await keyPartNow(ports, tx, conversation, event) }
  unit.events.push({
    ...kept,
    caseId,
    seq,
    evt: claims.evt,
    at,
    iat: claims.iat,
    hash,
    leafId,
    receipt: null,
    signedBy: kidOf(jws),
    encTo: claims.enc_to,
    // T42: what was taken back while it was written was erased here, whoever still has it.
    innerJws: crossed ? Buffer.alloc(0) : await sealInnerAgain(ports.caseKeys, tx, caseId, kept, jws),
  })
  unit.outbox.push({
    jti: claims.jti,
    recipient: partner,
    caseId,
    seq,
    evt: claims.evt,
    hash,
    digest: hash,
    sealed: '',
    encTo: claims.enc_to,
    createdAt: at,
    expiresAt: new Date(claims.exp * 1000).toISOString(),
    head: false,
  })
  await ports.store.writeRestored(tx, unit, { partner, caseId, seq }, now)
  // T42: the grant came back whole with the request that brought it.
  if (event.type === 'consent-withdrawn' || event.type === 'withdrawal-requested')
    await ports.store.withdrawGrants(tx, caseId, event.data.categories, at)
  await ports.restored(tx, { ...event, to: partner, caseId, side: conversation.side, before, life: conversation.life, grant, at })
  return true
}

/** Takes back the grant that an own event brought. */
async function restoreGrant<T>(
  ports: StorePorts<T>,
  tx: T,
  unit: Unit,
  conversation: Conversation,
  claims: EventClaims,
): Promise<Grant | null> {
  if (claims.grant === undefined || !claims.grant.includes('.')) return null
  const opened = openGrant(claims.grant, ownKeys(ports))
  if (opened.outcome !== 'opened' || opened.iss !== ports.self.entityId) return null
  unit.grants.push(await grantRow(ports.caseKeys, tx, conversation.caseId, { jws: claims.grant, grant: opened.content, parentSalt: null }))
  if (conversation.side === 'sender') conversation.requestGrant = opened.hash
  else conversation.wayBackGrant = opened.hash
  return opened.content
}
