import { randomBytes } from 'node:crypto'
import {
  checkEvent,
  contentInVersion,
  ENVELOPE,
  EVENTS,
  type Event,
  type EventClaims,
  type EventRow,
  type Grant,
  Refusal,
  type RegistryStatement,
} from '@ihala/contract'
import { makeLeaf, type Tx } from '@ihala/ledger'
import {
  assertAnswersNeed,
  assertBetween,
  assertCooledOff,
  assertCovers,
  assertGuardianWhereNeeded,
  assertMayTravel,
  assertTaken,
  assertTakes,
  assertWellFounded,
  basisFor,
  categoriesOf,
  evolve,
  type GrantTerms,
  grantLevelOf,
  mayWrite,
  narrow,
  narrowWayBack,
  partOf,
  type Stamp,
  seconds,
  versionFor,
} from '@ihala/policy'
import {
  encryptionKeyOf,
  hashOf,
  type Keyring,
  paddedSizeOf,
  SALT_BYTES,
  saltedHash,
  sealTo,
  signEvent,
  signGrant,
  thumbprint,
} from '@ihala/seal'
import { type CaseKeys, FIRST_PARTS, grantRow, heldGrant, sealInner } from './case-secrets.ts'
import { isWitnessing } from './pair/witness-kinds.ts'
import { randomId } from './random-id.ts'
import type { RegistryCache } from './registry-cache.ts'
import { type Conversation, newConversation } from './store/conversation.ts'
import type { Store } from './store/store.ts'
import { type GrantRow, newUnit, type Sealed, type Unit } from './store/unit.ts'
import { voidUnsent } from './voiding.ts'
import { keyPartNow } from './words.ts'

/** A grant before it is signed: the sender adds itself, the recipient, ids and times. */
export type GrantDraft = GrantTerms & {
  /** The case whose request grant this one narrows, when data is passed on (DESIGN §7). */
  readonly narrows?: string
}

/** Something to be sent. `send` buffers it; it is signed and sealed at the end of the transaction. */
export interface OutgoingMessage {
  /** Entity id of the recipient. */
  readonly to: string
  /** The referral; null for pair-level kinds. */
  readonly caseId: string | null
  readonly event: Event
  /** Only with the first event of a referral. */
  readonly grant?: GrantDraft
  /** Its name, when the sender must know it before it is composed; a fresh one unless told. */
  readonly jti?: string
}

/** What is to be published once the transaction has committed. */
export type Dispatch = readonly Sealed[]

/** The sending half of one transaction. */
export interface Outgoing {
  readonly send: (message: OutgoingMessage) => void
  /** Composes validate → grant → role → sign → leaf → seal → row for all that was sent, and writes it. Throws Refusal. */
  readonly flush: () => Promise<Dispatch>
}

/** What composing needs. */
export interface ComposePorts<T = Tx> {
  readonly self: { readonly entityId: string }
  readonly keyring: Keyring
  readonly registry: RegistryCache
  readonly store: Store<T>
  readonly caseKeys: CaseKeys<T>
  readonly stamp: () => Stamp
  /** Of an organisation that was rebuilt from a backup (DESIGN §10); undefined when this one was not. */
  readonly recovery?: () => Recovery | undefined
  /** Whether our log has been without witnesses for so long that nothing of a referral goes out (DESIGN §10). */
  readonly unwitnessed?: () => boolean
}

/** How far a rebuilt organisation is. */
export interface Recovery {
  /** Whether a partner has told what it holds; before, nothing of a referral goes to it or is taken from it. */
  readonly hasHeard: (partner: string) => boolean
}

/** Conversations that are being locked, by case. */
type Locked = Map<string, Promise<Conversation | undefined>>

/** Opens the sending half of a transaction. `unit` carries what receiving already changed in it. */
export function outgoing<T>(ports: ComposePorts<T>, tx: T, unit: Unit = newUnit()): Outgoing {
  const messages: OutgoingMessage[] = []
  const locked: Locked = new Map()
  return {
    send: (message) => {
      messages.push(message)
      const { caseId, grant } = message
      if (caseId === null || grant !== undefined || unit.conversations.has(caseId) || locked.has(caseId)) return
      // Asked for at once, so that the question travels with what the caller writes next.
      const asked = ports.store.lockConversation(tx, caseId)
      asked.catch(() => undefined)
      locked.set(caseId, asked)
    },
    flush: async () => {
      // A handler's message may not wait for another: each follows the one before on its chain.
      for (const message of messages) await compose(ports, tx, unit, message, locked)
      if (unit.events.length > 0 || unit.leaves.length > 0) await ports.store.writeUnit(tx, unit)
      // Only the head of a chain may be on the bus; what follows is published when its turn comes.
      return unit.outbox.filter((row) => row.head)
    },
  }
}

/** The recipient's statement and the event in the version that it reads, or the refusal that says why nothing can go there. */
function recipientOf<T>(ports: ComposePorts<T>, to: string, event: Event): { statement: RegistryStatement; v: number; data: object } {
  if (to === ports.self.entityId) throw new Refusal('recipient-same')
  // While the bus is away for days, statements end; what is written then is sealed to the last known keys and not published
  // before the registry has said again that this is a live member with these keys.
  const own = ports.registry.lastKnown(ports.self.entityId)?.metadata.ihala_member
  if (own?.status !== 'live' || !own.sends.includes(event.type)) throw new Refusal('event-not-for-this-role', { event: event.type })
  const statement = ports.registry.lastKnown(to)
  if (!statement) throw new Refusal('recipient-unknown')
  const member = statement.metadata.ihala_member
  assertTaken(member.kind, event.type)
  // A referral may be taken back from a suspended member: signed now, published when it is live again (c24).
  const { whenSuspended }: EventRow = EVENTS[event.type]
  if (member.status !== 'live' && whenSuspended === undefined) throw new Refusal('recipient-suspended')
  const v = versionFor(event.type, member.accepts)
  if (v === undefined) throw new Refusal('event-not-accepted-by-recipient', { event: event.type })
  return { statement, v, data: contentInVersion(event, v) }
}

async function conversationFor<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  message: OutgoingMessage,
  caseId: string,
  locked: Locked,
): Promise<Conversation> {
  // Only the first event of a referral brings a grant; writing the unit refuses if the case is there after all.
  const opens = message.grant !== undefined && !unit.conversations.has(caseId)
  const conversation = opens
    ? newConversation(caseId, message.to, 'sender')
    : (unit.conversations.get(caseId) ?? (await (locked.get(caseId) ?? ports.store.lockConversation(tx, caseId))))
  if (!conversation || conversation.partner !== message.to) throw new Refusal('referral-unknown')
  if (opens) await ports.caseKeys.create(tx, caseId, FIRST_PARTS)
  unit.conversations.set(caseId, conversation)
  return conversation
}

async function compose<T>(ports: ComposePorts<T>, tx: T, unit: Unit, message: OutgoingMessage, locked: Locked): Promise<void> {
  const { event, to } = message
  const fault = checkEvent[event.type].firstFault(event.data)
  if (fault) throw new Refusal('event-data-invalid', { event: event.type, field: fault.field, rule: fault.rule })
  const { statement, v, data } = recipientOf(ports, to, event)
  const { now, id: leafId } = ports.stamp()
  const iat = seconds(now)
  const key = encryptionKeyOf(statement, iat)
  if (!key) throw new Refusal('recipient-unknown')

  const conversation = message.caseId === null ? undefined : await conversationFor(ports, tx, unit, message, message.caseId, locked)
  if ((conversation === undefined) !== (EVENTS[event.type].level === 'pair'))
    throw new Refusal('event-not-in-this-state', { event: event.type })
  if (conversation && !mayWrite(conversation.life, event.type, conversation.side, statement.metadata.ihala_member.status)) {
    throw new Refusal('event-not-in-this-state', { event: event.type, ...(conversation.life ? { state: conversation.life.state } : {}) })
  }
  if (conversation) await assertWhole(ports, tx, conversation)
  const grant = conversation && (await grantFor(ports, tx, unit, message, conversation, statement, iat))

  if (event.type === 'consent-withdrawn' && conversation) {
    await ports.store.withdrawGrants(tx, conversation.caseId, event.data.categories, now)
    await voidUnsent(ports, tx, conversation, statement, event.data.categories)
  }
  // DESIGN §7: said to the holder, it binds there at once.
  if (event.type === 'withdrawal-requested' && conversation)
    await ports.store.withdrawGrants(tx, conversation.caseId, event.data.categories, now)

  const claims: EventClaims = {
    iss: ports.self.entityId,
    aud: to,
    jti: message.jti ?? randomId(),
    iat,
    exp: iat + ENVELOPE.lifetime,
    evt: event.type,
    v,
    enc_to: thumbprint(key),
    ...(conversation ? place(conversation) : {}),
    ...(grant === undefined ? {} : { grant }),
    data,
  }
  const innerJws = signEvent(Buffer.from(JSON.stringify(claims)), ports.keyring)
  const hash = hashOf(innerJws)
  const sealed = sealTo(key, innerJws, paddedSizeOf(event.type)).toString('latin1')
  const kept = { iss: claims.iss, jti: claims.jti, part: conversation ? await keyPartNow(ports, tx, conversation, event) : partOf(event) }
  unit.leaves.push(makeLeaf(leafId, { act: 'sent', event: hash }, isWitnessing(event.type)))
  unit.events.push({
    ...kept,
    caseId: message.caseId,
    seq: claims.seq ?? null,
    evt: event.type,
    at: now,
    iat,
    hash,
    leafId,
    receipt: null,
    signedBy: ports.keyring.signing.kid,
    encTo: claims.enc_to,
    innerJws: conversation ? await sealInner(ports.caseKeys, tx, conversation.caseId, kept, innerJws) : addressOf(event),
  })
  unit.outbox.push({
    jti: claims.jti,
    recipient: to,
    caseId: message.caseId,
    seq: claims.seq ?? null,
    evt: event.type,
    hash,
    digest: hashOf(sealed),
    sealed,
    encTo: claims.enc_to,
    createdAt: now,
    expiresAt: new Date(claims.exp * 1000).toISOString(),
    head: conversation === undefined || conversation.myReceipted === conversation.mySeq,
  })
  if (conversation) {
    conversation.life = evolve(conversation.life, event)
    conversation.mySeq += 1
    conversation.myHead = hash
  }
}

/**
 * What is kept of an own event without a case. A piece of a file is ciphertext under the file's key and lies with the file; here
 * stands which piece it was, so that it can go again. The rest is stated anew, never repeated.
 */
function addressOf({ type, data }: Event): Buffer {
  if (type !== 'file-chunk') return Buffer.alloc(0)
  const { file, index, of } = data
  return Buffer.from(JSON.stringify({ file, index, of }))
}

/** A chain of which a part was lost is not written on: the other end would see two events at one place. */
async function assertWhole<T>(ports: ComposePorts<T>, tx: T, { partner, caseId }: Conversation): Promise<void> {
  const recovery = ports.recovery?.()
  if (recovery && !(recovery.hasHeard(partner) && (await ports.store.isWhole(tx, caseId)))) throw new Refusal('recovering')
}

function place(conversation: Conversation): Pick<EventClaims, 'case' | 'seq' | 'prev' | 'seen'> {
  return {
    case: conversation.caseId,
    seq: conversation.mySeq + 1,
    ...(conversation.myHead === null ? {} : { prev: conversation.myHead }),
    seen: conversation.theirSeq,
  }
}

/** Throws Refusal when an event that was sent before is not covered any more: its grant ran out, was withdrawn, or the recipient takes less. */
export async function assertStillCovered<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  conversation: Conversation,
  to: RegistryStatement,
  event: Event,
  iat: number,
): Promise<void> {
  await grantFor(ports, tx, unit, { to: conversation.partner, caseId: conversation.caseId, event }, conversation, to, iat)
}

/** The `grant` claim of an event by the event table: whole once, its hash later. Throws Refusal when nothing covers it. */
async function grantFor<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  message: OutgoingMessage,
  conversation: Conversation,
  to: RegistryStatement,
  iat: number,
): Promise<string | undefined> {
  const { event } = message
  const level = grantLevelOf(event)
  const asked = {
    from: ports.self.entityId,
    to: message.to,
    takes: to.metadata.ihala_member.takes,
    categories: categoriesOf(event),
    at: iat,
  }
  switch (level) {
    case 'none':
      return undefined
    case 'case':
      return conversation.requestGrant ?? undefined
    case 'request': {
      if (message.grant === undefined) {
        const held = await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId)
        assertCovers(held, asked)
        assertAboutPerson(held, event)
        return conversation.requestGrant ?? undefined
      }
      if (conversation.requestGrant !== null) throw new Refusal('event-not-in-this-state', { event: event.type })
      const data = event.data
      if (!('person' in data) || !('need' in data)) throw new Refusal('event-data-invalid', { event: event.type })
      const { grant: whole, parentSalt } = await requestGrant(ports, tx, unit, message.grant, {
        to: message.to,
        toKind: to.metadata.ihala_member.kind,
        person: data.person,
        iat,
      })
      assertWellFounded(whole)
      assertTakes(whole, asked.takes)
      assertCovers(whole, asked)
      assertAboutPerson(whole, event)
      assertBetween(whole, ports.registry.lastKnown(ports.self.entityId)?.metadata.ihala_member.kind ?? '', to.metadata.ihala_member.kind)
      // Whole as it was checked, in the words that the recipient reads (T58).
      const grant = { ...whole, basis: basisFor(whole.basis, to.metadata.ihala_member.accepts) }
      const kept = await keepOwnGrant(ports, tx, unit, conversation.caseId, grant, parentSalt)
      conversation.requestGrant = kept.hash
      return kept.jws
    }
    case 'section': {
      assertSectionMayTravel(event)
      assertCovers(await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId), asked)
      return conversation.requestGrant ?? undefined
    }
    case 'progress': {
      if (conversation.side === 'sender') {
        assertCovers(await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId), {
          ...asked,
          categories: ['need'],
        })
        return conversation.requestGrant ?? undefined
      }
      if (conversation.wayBackGrant !== null) {
        assertCovers(await heldGrant(ports, tx, unit, conversation.wayBackGrant, conversation.caseId), asked)
        return conversation.wayBackGrant
      }
      const request = await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId)
      const salt = randomBytes(SALT_BYTES)
      const grant = narrowWayBack(request, { jti: randomId(), iat, parent: saltedHash(salt, conversation.requestGrant ?? '') })
      assertCovers(grant, asked)
      const kept = await keepOwnGrant(ports, tx, unit, conversation.caseId, grant, salt)
      conversation.wayBackGrant = kept.hash
      return kept.jws
    }
    default:
      return level satisfies never
  }
}

/** Throws Refusal when a referral names another person than its grant, or one of an age that needs a guardian without one; or asks for what it is not for. */
export function assertAboutPerson(grant: Grant, event: Event): void {
  if (!('person' in event.data) || !('need' in event.data)) throw new Refusal('event-data-invalid', { event: event.type })
  if (event.data.person !== grant.person) throw new Refusal('grant-wrong-person')
  assertGuardianWhereNeeded(grant, event.data.need.ageBand)
  assertCooledOff(grant, event.data.need.urgency)
  assertAnswersNeed(grant, event.data.need)
}

/** Throws Refusal `summary-not-approved` for a section that its person has not approved. */
export function assertSectionMayTravel(event: Event): void {
  if (event.type === 'sections-disclosed') assertMayTravel(event.data.category, event.data.section)
}

async function requestGrant<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  draft: GrantDraft,
  by: { readonly to: string; readonly toKind: string; readonly person: string; readonly iat: number },
): Promise<{ grant: Grant; parentSalt: Buffer | null }> {
  const { narrows, ...fields } = draft
  const own = { iss: ports.self.entityId, aud: by.to, jti: randomId(), iat: by.iat, person: by.person }
  if (narrows === undefined) return { grant: { ...own, ...fields }, parentSalt: null }
  const above = unit.conversations.get(narrows) ?? (await ports.store.lockConversation(tx, narrows))
  if (above?.side !== 'recipient') throw new Refusal('grant-missing')
  const parent = await heldGrant(ports, tx, unit, above.requestGrant, narrows)
  const parentSalt = randomBytes(SALT_BYTES)
  const grant = narrow(parent, { ...own, ...fields, audKind: by.toKind, parent: saltedHash(parentSalt, above.requestGrant ?? '') })
  return { grant, parentSalt }
}

async function keepOwnGrant<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  caseId: string,
  grant: Grant,
  parentSalt: Buffer | null,
): Promise<GrantRow> {
  const row = await grantRow(ports.caseKeys, tx, caseId, { jws: signGrant(grant, ports.keyring), grant, parentSalt })
  unit.grants.push(row)
  return row
}
