import {
  checkEvent,
  contentInVersion,
  ENVELOPE,
  EVENTS,
  type Event,
  type EventClaims,
  type EventRow,
  Refusal,
  type RegistryStatement,
} from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { assertTaken, evolve, mayWrite, partOf, seconds, versionFor } from '@ihala/policy'
import { encryptionKeyOf, hashOf, paddedSizeOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { FIRST_PARTS, sealInner } from './case-secrets.ts'
import { type ComposePorts, type Outgoing, type OutgoingMessage, recoveryWith } from './compose-ports.ts'
import { grantFor } from './grant-for.ts'
import { isWitnessing } from './pair/witness-kinds.ts'
import { randomId } from './random-id.ts'
import { type Conversation, newConversation } from './store/conversation.ts'
import { newUnit, type Unit } from './store/unit.ts'
import { voidUnsent } from './voiding.ts'
import { keyPartNow } from './words.ts'

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
  // c24: who is suspended cannot say what was lost. The person is taken back all the same; nothing goes there before it has.
  const suspended = statement.metadata.ihala_member.status !== 'live'
  if (conversation && !suspended) await assertWhole(ports, tx, conversation)
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
  const recovery = recoveryWith(ports, partner)
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
