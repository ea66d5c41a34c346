import { EVENTS, type Event, type EventClaims, type Grant, Refusal, readEvent } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import {
  assertBetween,
  assertCovers,
  assertReceives,
  assertStandingTold,
  assertTaken,
  assertTakes,
  assertWellFounded,
  categoriesOf,
  evolve,
  grantLevelOf,
  grantVersionsOf,
  mayArrive,
  otherSide,
  partOf,
} from '@ihala/policy'
import { hashOf, type OpenedEvent, openGrant } from '@ihala/seal'
import { bareOf } from './bare-end.ts'
import { FIRST_PARTS, grantRow, heldGrant, sealInner, sealInnerAgain, unlessErased } from './case-secrets.ts'
import { outgoing } from './compose.ts'
import { type ComposePorts, type Dispatch, recoveryWith } from './compose-ports.ts'
import { answersWish, crossedWithdrawal, orLapsed } from './crossed.ts'
import { assertElements } from './elements.ts'
import { assertAboutPerson, assertSectionMayTravel } from './grant-for.ts'
import { claimsOf, innerOf } from './inner.ts'
import { assertOneBoxADay } from './pair/complaint-box.ts'
import { assertWithinMeasure } from './pair/measure.ts'
import { answerPairEvent } from './pair/pair-events.ts'
import { restoreNext } from './pair/recovery.ts'
import { isWitnessing } from './pair/witness-kinds.ts'
import { receiptFor, type SignedReceipt } from './receipts.ts'
import { vouched } from './registry-keys.ts'
import { type Conversation, newConversation } from './store/conversation.ts'
import { type EventRow, newUnit, type Sealed, type Unit } from './store/unit.ts'
import type { StorePorts } from './store-ports.ts'
import { isVoidable } from './voiding.ts'
import { keyPartNow } from './words.ts'

/** What became of an event: stored with its effect, known already, or ahead of its turn (dropped; the sender repeats it). */
export type Stored =
  | { readonly outcome: 'stored'; readonly receipt: SignedReceipt; readonly dispatch: Dispatch }
  | { readonly outcome: 'known'; readonly receipt: string }
  | { readonly outcome: 'ahead' }

/**
 * DESIGN §4, from `evt` on: known type and version → content → role → grant → (iss, jti) and chain → state → effect, leaf
 * and receipt, all in `tx`. Throws Refusal: the event is then quarantined, visibly to both.
 */
export async function storeEvent<T>(ports: StorePorts<T>, tx: T, opened: OpenedEvent): Promise<Stored> {
  const { claims } = opened
  // c6: unknown type, version or content is refused, never defaulted; what is known comes as the current version says it.
  const event = readEvent(claims.evt, claims.v, claims.data)
  await assertElements(event)
  const chained = EVENTS[event.type].level === 'chain'
  if (chained && (claims.case === undefined || claims.seq === undefined)) throw new Refusal('event-data-invalid', { field: '/case' })
  // Both questions travel together; the lock makes the answer to the first one final.
  const [held, known] = await Promise.all([
    claims.case === undefined ? undefined : ports.store.lockConversation(tx, claims.case),
    knownReceipt(ports, tx, claims, opened.hash),
  ])
  if (known !== undefined) return { outcome: 'known', receipt: known }
  // Rebuilt, and not told yet what this partner holds: it repeats this later.
  const recovery = recoveryWith(ports, claims.iss)
  if (chained && recovery && !recovery.hasHeard(claims.iss)) return { outcome: 'ahead' }
  const again = held && (await storedAgain(ports, tx, held, opened))
  if (again) return { outcome: 'stored', receipt: again, dispatch: [] }
  const sender = ports.registry.find(claims.iss)?.metadata.ihala_member
  if (!sender?.sends.includes(event.type)) throw new Refusal('event-not-for-this-role', { event: event.type })
  assertReceives(sender.kind)
  const own = ports.registry.lastKnown(ports.self.entityId)?.metadata.ihala_member
  if (!own) throw new Error('the own registry statement was never heard')
  assertTaken(own.kind, event.type)
  if (event.type === 'chain-asked') await assertWithinMeasure({ ports, tx, claims }, event.data)
  if (event.type === 'complaint-box') await assertOneBoxADay({ ports, tx, claims }, event.data)

  const unit = newUnit()
  // A referral whose first event was quarantined never began here: what follows it is refused too, visibly to both.
  if (chained && !held && (await followsQuarantined(ports, tx, claims))) throw new Refusal('referral-unknown')
  const conversation = chained ? inTurn(held, claims, claims.case ?? '', claims.seq ?? 0) : undefined
  if (conversation === 'ahead') return { outcome: 'ahead' }
  if (conversation) {
    unit.conversations.set(conversation.caseId, conversation)
    if (conversation.life === null) await ports.caseKeys.create(tx, conversation.caseId, FIRST_PARTS)
  }
  // T42: what crossed a withdrawal of ours is no fault of who wrote it: it keeps its place, and nothing that it says.
  const crossed = conversation !== undefined && (await crossedWithdrawal(ports, tx, conversation, claims, event))
  // We were rebuilt, and our request came back erased, its grant with it: which one it was only the other end knows. A bare code is
  // stored as evidence; the desk has nothing of the case.
  const hollow = conversation?.side === 'sender' && conversation.requestGrant === null
  const needsNone = hollow && grantLevelOf(event) === 'case'
  const covered = conversation && !needsNone ? await orLapsed(crossed, coveredBy(ports, tx, unit, conversation, claims, event)) : null
  const grant = covered === 'lapsed' ? null : covered

  const before = conversation?.life ?? null
  if (conversation) {
    const writer = otherSide(conversation.side)
    if (!mayArrive(before, event.type, writer))
      throw new Refusal('event-not-in-this-state', { event: event.type, ...(before ? { state: before.state } : {}) })
    conversation.life = evolve(before, event)
    conversation.theirSeq += 1
    conversation.theirHead = opened.hash
  }

  const { id: leafId, now } = ports.stamp()
  if (conversation && event.type === 'consent-withdrawn') {
    const { categories } = event.data
    const word = { seq: claims.seq ?? 0, seen: claims.seen ?? 0, categories }
    // Their answer to a wish of ours takes back what is taken back here since we said it, and nothing that was written after.
    if (!(await answersWish(ports, tx, conversation, word))) await ports.store.withdrawGrants(tx, conversation.caseId, categories, now)
  }
  const leaf = makeLeaf(leafId, { act: 'received', event: opened.hash }, isWitnessing(event.type))
  const receipt = receiptFor(ports, { claims, hash: opened.hash, outcome: 'stored', leaf, now })
  const part = conversation && !crossed ? await keyPartNow(ports, tx, conversation, event) : partOf(event)
  const kept = { iss: claims.iss, jti: claims.jti, part }
  const sealing =
    conversation === undefined || crossed
      ? Promise.resolve(null)
      : sealInner(ports.caseKeys, tx, conversation.caseId, kept, opened.innerJws)
  // What a rebuilt organisation is given again may have been erased here since: of that only the place comes back.
  const sealed = await (recovery ? unlessErased(sealing) : sealing)
  const lapsed = conversation !== undefined && sealed === null
  unit.leaves.push(leaf)
  unit.events.push({
    ...kept,
    caseId: conversation?.caseId ?? null,
    seq: claims.seq ?? null,
    evt: claims.evt,
    at: now,
    iat: claims.iat,
    hash: opened.hash,
    leafId,
    receipt: receipt.jws,
    signedBy: opened.kid,
    encTo: claims.enc_to,
    innerJws: sealed ?? Buffer.alloc(0),
  })

  const out = outgoing(ports, tx, unit)
  const more: Sealed[] = []
  // What was answered to this event before it was lost comes back by itself; answered twice, the chain would fork.
  const whole = !recovery || !conversation || (await ports.store.isWhole(tx, conversation.caseId))
  const dispatch = await withoutRefusing(async () => {
    const scope = { ports, tx, claims, send: out.send, publish: (given: Dispatch) => void more.push(...given) }
    if (!chained && (await answerPairEvent(scope, event))) return [...(await out.flush()), ...more]
    const told = hollow ? undefined : lapsed ? bareOf(event.type) : event
    const incoming = told && {
      ...told,
      from: claims.iss,
      fromKind: sender.kind,
      caseId: conversation?.caseId ?? null,
      side: conversation?.side ?? null,
      before,
      life: conversation?.life ?? null,
      grant,
      at: new Date(claims.iat * 1000).toISOString(),
      jti: claims.jti,
    }
    if (incoming) await ports.handle(incoming, { tx, send: whole ? out.send : () => undefined })
    const sent = await out.flush()
    if (recovery && conversation) await restoreNext(ports, tx, conversation.partner, conversation.caseId)
    return sent
  })
  return { outcome: 'stored', receipt, dispatch }
}

/** A handler may fault, never refuse: what we cannot do ourselves must not quarantine the partner's good event. */
async function withoutRefusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`a handler refused: ${error.code}`, { cause: error })
    throw error
  }
}

/**
 * The receipt already given for an event, if it is known. Throws Refusal `chain-equivocation` when another content stands
 * under its name.
 */
export async function knownReceipt<T>(
  { store }: Pick<ComposePorts<T>, 'store'>,
  tx: T,
  claims: Pick<EventClaims, 'iss' | 'jti'>,
  hash: string,
): Promise<string | undefined> {
  const given = await store.receiptsGiven(tx, claims.iss, claims.jti)
  const same = given.find((one) => one.hash === hash)
  if (same === undefined && given.length > 0) throw new Refusal('chain-equivocation')
  return same?.receipt
}

async function followsQuarantined<T>({ store }: StorePorts<T>, tx: T, { iss, case: caseId, seq }: EventClaims): Promise<boolean> {
  if (caseId === undefined || seq === undefined || seq === 1) return false
  return store.wasQuarantined(tx, iss, caseId, seq - 1)
}

/**
 * DESIGN §4: an event that was stored here, signed again by its sender because our receipt never reached it. No effect; a receipt
 * that names both. Undefined when it is something else, which the chain's own check then judges.
 */
async function storedAgain<T>(
  ports: StorePorts<T>,
  tx: T,
  held: Conversation,
  { claims, innerJws, hash, kid }: OpenedEvent,
): Promise<SignedReceipt | undefined> {
  const { iss, seq, reissues } = claims
  if (reissues === undefined || seq === undefined || seq > held.theirSeq || held.partner !== iss) return undefined
  const stored = await ports.store.eventAt(tx, held.caseId, iss, seq)
  if (stored) {
    const inner = await innerOf(ports, tx, held.caseId, stored)
    const before = inner === null ? undefined : claimsOf(inner)
    const same = before === undefined ? claims.evt === stored.evt : isReissueOf(claims, before)
    if (!same && !voids(claims, stored, before?.reissues)) return undefined
  } else if (await ports.store.wasQuarantined(tx, iss, held.caseId, seq)) return undefined
  const { id: leafId, now } = ports.stamp()
  const leaf = makeLeaf(leafId, { act: 'received-again', event: hash })
  const receipt = receiptFor(ports, { claims, hash, outcome: 'stored', leaf, now })
  const unit = newUnit()
  unit.leaves.push(leaf)
  const part = stored?.evt === claims.evt ? stored.part : partOf(readEvent(claims.evt, claims.v, claims.data))
  const kept = { iss, jti: claims.jti, part }
  const row = {
    ...kept,
    caseId: held.caseId,
    seq,
    evt: claims.evt,
    at: now,
    iat: claims.iat,
    hash,
    leafId,
    receipt: receipt.jws,
    signedBy: kid,
    encTo: claims.enc_to,
    innerJws: await sealInnerAgain(ports.caseKeys, tx, held.caseId, kept, innerJws),
  }
  // It was counted here, and its row is gone: it comes back to its place as evidence. What it did here is for a person to see to (c7).
  if (!stored) unit.events.push(row)
  await ports.store.writeReceivedIssue(tx, {
    caseId: held.caseId,
    row: stored ? row : null,
    theirHead: seq === held.theirSeq ? hash : null,
    unit,
  })
  return receipt
}

/** Whether one event is the other signed again: what it says is the same, byte for byte. */
function isReissueOf({ evt, v, data, reissues }: EventClaims, before: EventClaims): boolean {
  const same = evt === before.evt && v === before.v && JSON.stringify(data) === JSON.stringify(before.data)
  return same && reissues === (before.reissues ?? before.jti)
}

/** DESIGN §7: the sender voids what it could not know to be here already; the withdrawal that follows erases it. */
function voids({ evt, reissues }: EventClaims, stored: Pick<EventRow, 'evt' | 'jti'>, first: string | undefined): boolean {
  return evt === 'disclosure-voided' && isVoidable(stored.evt) && (reissues === stored.jti || reissues === first)
}

/** The conversation when this event is the next of its chain; `ahead` when one before it is missing. */
function inTurn(held: Conversation | undefined, claims: EventClaims, caseId: string, seq: number): Conversation | 'ahead' {
  if (held && held.partner !== claims.iss) throw new Refusal('referral-unknown')
  const conversation = held ?? newConversation(caseId, claims.iss, 'recipient')
  if (seq > conversation.theirSeq + 1) return 'ahead'
  // They answer to more of our chain than we have: it was lost here, and is asked for; until it is back this one waits.
  if ((claims.seen ?? 0) > conversation.mySeq) return 'ahead'
  if (seq <= conversation.theirSeq) throw new Refusal('chain-equivocation')
  if ((claims.prev ?? null) !== conversation.theirHead) throw new Refusal('chain-broken')
  return conversation
}

/** Checks the grant again, as if the sender had not; keeps it when it came whole. Returns the grant it needed; null for bare codes. */
async function coveredBy<T>(
  ports: StorePorts<T>,
  tx: T,
  unit: Unit,
  conversation: Conversation,
  claims: EventClaims,
  event: Event,
): Promise<Grant | null> {
  const self = ports.registry.find(ports.self.entityId)?.metadata.ihala_member
  // Without our own valid statement nobody can say what we may be given: a fault of ours, tried again.
  if (!self) throw new Error('the own registry statement has expired')
  const asked = { from: claims.iss, to: ports.self.entityId, takes: self.takes, categories: categoriesOf(event), at: claims.iat }
  const level = grantLevelOf(event)
  const request = () => heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId)
  switch (level) {
    case 'request': {
      if (conversation.requestGrant !== null) {
        if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')
        const grant = await request()
        assertCovers(grant, asked)
        assertAboutPerson(grant, event)
        return grant
      }
      const grant = await takeGrant(ports, tx, unit, conversation, claims)
      assertWellFounded(grant.content)
      assertStandingTold(grant.content, grantVersionsOf(ports.registry.find(claims.iss)?.metadata.ihala_member.accepts ?? {}))
      assertTakes(grant.content, asked.takes)
      assertCovers(grant.content, asked)
      assertAboutPerson(grant.content, event)
      assertBetween(grant.content, ports.registry.find(claims.iss)?.metadata.ihala_member.kind ?? '', self.kind)
      conversation.requestGrant = grant.hash
      return grant.content
    }
    case 'section': {
      assertSectionMayTravel(event)
      const grant = await request()
      if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')
      assertCovers(grant, asked)
      return grant
    }
    case 'case': {
      if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')
      return null
    }
    case 'progress': {
      const grant = await request()
      if (conversation.side === 'recipient') {
        if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')
        assertCovers(grant, { ...asked, categories: ['need'] })
        return grant
      }
      // Our own grant to them says whether the person agreed to the way back; theirs cannot widen it.
      if (!grant.wayBack) throw new Refusal('grant-not-covering', { category: 'progress' })
      if (conversation.wayBackGrant !== null && claims.grant === conversation.wayBackGrant) {
        assertCovers(await heldGrant(ports, tx, unit, conversation.wayBackGrant, conversation.caseId), asked)
        return grant
      }
      const back = await takeGrant(ports, tx, unit, conversation, claims)
      assertCovers(back.content, asked)
      if (back.content.person !== grant.person || back.content.exp > grant.exp) throw new Refusal('grant-wider-than-parent')
      conversation.wayBackGrant = back.hash
      return grant
    }
    case 'none':
      throw new Refusal('event-not-in-this-state', { event: event.type })
    default:
      return level satisfies never
  }
}

/**
 * Verifies a grant that came whole and keeps it. The event that carries it is signed by a key that counts now, over the grant's very
 * characters: so the grant may be by any key its issuer ever had, as when an event is signed again after that key was stolen (T25).
 */
async function takeGrant<T>(
  ports: StorePorts<T>,
  tx: T,
  unit: Unit,
  conversation: Conversation,
  claims: EventClaims,
): Promise<{ readonly content: Grant; readonly hash: string }> {
  if (claims.grant === undefined || !claims.grant.includes('.')) throw new Refusal('grant-missing')
  const opened = openGrant(claims.grant, vouched(ports.registry))
  if (opened.outcome !== 'opened') throw new Refusal('grant-missing')
  if (opened.iss !== claims.iss) throw new Refusal('grant-wrong-issuer')
  unit.grants.push(await grantRow(ports.caseKeys, tx, conversation.caseId, { jws: claims.grant, grant: opened.content, parentSalt: null }))
  return { content: opened.content, hash: hashOf(claims.grant) }
}
