import { Refusal, type RegistryStatement } from '@ihala/contract'
import { seconds, versionFor } from '@ihala/policy'
import type { ComposePorts, Dispatch } from './compose-ports.ts'
import { assertStillCovered } from './grant-for.ts'
import { writtenIn } from './inner.ts'
import { type PlaceAgain, signTail } from './sign-tail.ts'
import type { Conversation } from './store/conversation.ts'
import { type EventRow, newUnit, type Unit } from './store/unit.ts'
import { isVoidable, placeInstead } from './voiding.ts'

/**
 * Signs and seals the tail of a chain of ours again, in order: same seq, type, version and content; fresh name, time, key and
 * predecessor; `reissues` names the first issue (DESIGN §4). Without `from`, all that has no receipt; with it, from that seq on:
 * the other end lost what it had. What is no longer covered by a grant, or was erased since, is not signed again: a section or a note
 * gives its place to `disclosure-voided`, or what follows it, the withdrawal itself, would never arrive.
 * Throws Refusal; then nothing of it is signed. Returns the head, to be published after the commit.
 */
export async function reissue<T>(ports: ComposePorts<T>, tx: T, caseId: string, from?: number): Promise<Dispatch> {
  const { store, self, registry } = ports
  const conversation = await store.lockConversation(tx, caseId)
  if (!conversation) throw new Refusal('referral-unknown')
  const first = Math.min(from ?? conversation.myReceipted + 1, conversation.myReceipted + 1)
  const tail = await store.eventsFrom(tx, caseId, self.entityId, first)
  if (tail.length === 0) return []
  const statement = registry.find(conversation.partner)
  if (!statement) throw new Refusal('recipient-unknown')
  if (statement.metadata.ihala_member.status !== 'live') throw new Refusal('recipient-suspended')

  const places: PlaceAgain[] = []
  const scratch = newUnit()
  for (const row of tail) places.push(await placeAgain(ports, tx, scratch, { conversation, statement, row }))
  const prev = first === 1 ? undefined : (await store.eventAt(tx, caseId, self.entityId, first - 1))?.hash
  const { unit, head } = await signTail(ports, tx, { conversation, statement, prev, headSeq: first }, places)
  unit.grants.push(...scratch.grants)
  await store.writeReissue(tx, {
    caseId,
    iss: self.entityId,
    replaced: tail.map(({ jti }) => jti),
    myHead: head,
    myReceipted: first - 1,
    unit,
  })
  return unit.outbox.filter((row) => row.head)
}

/** What a place says now: the same, where it may still be said. Throws Refusal. */
async function placeAgain<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  { conversation, statement, row }: { readonly conversation: Conversation; readonly statement: RegistryStatement; readonly row: EventRow },
): Promise<PlaceAgain> {
  const written = await writtenIn(ports, tx, conversation.caseId, row)
  if (written === undefined) return placeInstead(conversation, statement, row, 0, row.jti)
  const { claims, event } = written
  const first = claims.reissues ?? claims.jti
  const highest = versionFor(event.type, statement.metadata.ihala_member.accepts)
  if (highest === undefined || highest < claims.v) throw new Refusal('event-not-accepted-by-recipient', { event: event.type })
  try {
    await assertStillCovered(ports, tx, unit, conversation, statement, event, seconds(ports.stamp().now))
    return { row, event, earlier: { ...claims, reissues: first } }
  } catch (error) {
    if (!(error instanceof Refusal) || !isVoidable(row.evt)) throw error
    return placeInstead(conversation, statement, row, claims.seen ?? 0, first)
  }
}
