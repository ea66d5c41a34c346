import { type EventType, isEventType, Refusal } from '@ihala/contract'
import { type ChainedEvent, interleave, type Life, otherSide, replay, type Side } from '@ihala/policy'
import type { ComposePorts } from './compose-ports.ts'
import { writtenIn } from './inner.ts'
import type { Conversation } from './store/conversation.ts'

/** A referral that never began: the other end refused its first event. */
const NEVER_BEGAN: Life = { state: 'entered-in-error', cancelling: false, responsible: 'sender' }

/**
 * What the life of a referral is, now that the other end refused an event of ours: as if we had not written it, with all that
 * came before and after. Both chains are replayed in an order in which they may have been stored.
 */
export async function reconsider<T>(ports: ComposePorts<T>, tx: T, caseId: string): Promise<Life | null> {
  const conversation = await ports.store.lockConversation(tx, caseId)
  if (!conversation) return null
  const { side } = conversation
  const [mine, theirs] = [
    await chainOf(ports, tx, conversation, side, new Set(await ports.store.refusedPlaces(tx, caseId))),
    await chainOf(ports, tx, conversation, otherSide(side), new Set()),
  ]
  const life = replay(side === 'sender' ? interleave(mine, theirs) : interleave(theirs, mine)) ?? NEVER_BEGAN
  await ports.store.changeLife(tx, caseId, life)
  return life
}

/** One chain, every place of it: what was quarantined stands there without effect. */
async function chainOf<T>(
  ports: ComposePorts<T>,
  tx: T,
  conversation: Conversation,
  by: Side,
  refused: ReadonlySet<number>,
): Promise<ChainedEvent[]> {
  const { caseId, partner, side, mySeq, theirSeq } = conversation
  const [iss, length] = by === side ? [ports.self.entityId, mySeq] : [partner, theirSeq]
  const rows = new Map((await ports.store.eventsFrom(tx, caseId, iss, 1)).map((row) => [row.seq, row]))
  const chain: ChainedEvent[] = []
  for (let seq = 1; seq <= length; seq += 1) {
    const row = rows.get(seq)
    if (row === undefined) {
      // Theirs, and quarantined here: nobody knows what it was, and it changed nothing.
      chain.push({ by, type: 'note-added' satisfies EventType, data: {}, refused: true, seq, seen: 0 })
      continue
    }
    const written = await writtenIn(ports, tx, caseId, row)
    if (written === undefined) {
      // Erased since: that it was, its row says; what it said changed nobody's state.
      if (!isEventType(row.evt)) throw new Refusal('event-unknown')
      chain.push({ by, type: row.evt, data: {}, refused: refused.has(seq), seq, seen: chain.at(-1)?.seen ?? 0 })
      continue
    }
    const { event, claims } = written
    chain.push({ by, type: event.type, data: event.data, refused: refused.has(seq), seq, seen: claims.seen ?? 0 })
  }
  return chain
}
