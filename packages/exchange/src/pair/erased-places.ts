import { EVENTS, type EventData, isEventType, type Part } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { evolve } from '@ihala/policy'
import { decryptUnder, encryptUnder } from '@ihala/seal'
import { bareOf } from '../bare-end.ts'
import { type Conversation, newConversation } from '../store/conversation.ts'
import type { ReturnedPiece } from '../store/recovery.ts'
import { newUnit } from '../store/unit.ts'
import type { StorePorts } from '../store-ports.ts'

/** The word of a partner that what was lost is erased there too. */
export type ReturnedErased = Extract<EventData<'chain-returned'>, { of: 'erased' }>

/** Stands for the pieces of an event that nobody can give back. */
export const ERASED_PLACE = 0

/** What is kept of such a place until its turn comes. */
type Place = Pick<ReturnedErased, 'jti' | 'evt' | 'part' | 'iat'>

const aad = (seq: number): string => `erased ${seq}`

/** Whether a type of event has content that a withdrawal erases: nobody is believed that another one was. */
export function mayBeErased(evt: string): boolean {
  return isEventType(evt) && (evt === 'conflict-checked' || ['request', 'section', 'progress'].includes(EVENTS[evt].grant))
}

/** An erased place as it is kept with the pieces of other events. */
export function erasedPiece(key: Buffer, partner: string, { id, seq, hash, jti, evt, part, iat }: ReturnedErased): ReturnedPiece {
  const place: Place = { jti, evt, part, iat }
  const piece = encryptUnder(key, Buffer.from(JSON.stringify(place)), aad(seq))
  return { partner, caseId: id, seq, hash, part: ERASED_PLACE, parts: ERASED_PLACE, piece }
}

/**
 * T42: puts an own event that was lost, and is erased at the other end, back to its place: without content, by its hash, so that the
 * chain goes on. It moves the referral as the bare event does. False when it cannot stand there.
 */
export async function restoreErased<T>(
  ports: StorePorts<T>,
  tx: T,
  held: Conversation | undefined,
  { partner, caseId, seq, hash, piece }: ReturnedPiece,
): Promise<boolean> {
  const key = await ports.caseKeys.keyOf(tx, caseId, '')
  const { jti, evt, part, iat }: Place & { readonly part: Part } = JSON.parse(decryptUnder(key, piece, aad(seq)).toString())
  if (!isEventType(evt)) return false
  const conversation = held ?? newConversation(caseId, partner, 'sender')
  const before = conversation.life
  if (before === null && EVENTS[evt].to === 'same') return false
  const { id: leafId, now } = ports.stamp()
  const life = evolve(before, { type: evt, data: {} })
  conversation.life = life
  conversation.mySeq = seq
  conversation.myHead = hash
  const unit = newUnit()
  unit.conversations.set(caseId, conversation)
  unit.leaves.push(makeLeaf(leafId, { act: 'restored', event: hash }))
  const at = new Date(iat * 1000).toISOString()
  const { entityId: iss } = ports.self
  const row = { jti, caseId, seq, evt, hash }
  unit.events.push({ ...row, iss, at, iat, leafId, part, receipt: null, signedBy: null, encTo: null, innerJws: Buffer.alloc(0) })
  unit.outbox.push({ ...row, recipient: partner, digest: hash, sealed: '', encTo: '', createdAt: at, expiresAt: at, head: false })
  await ports.store.writeRestored(tx, unit, { partner, caseId, seq }, now)
  const bare = before === null ? undefined : bareOf(evt)
  if (bare) await ports.restored(tx, { ...bare, to: partner, caseId, side: conversation.side, before, life, grant: null, at })
  return true
}
