import { type Event, type EventClaims, type EventType, Refusal, type RegistryStatement, type Withdrawn } from '@ihala/contract'
import { partNamed, partsOf, versionFor } from '@ihala/policy'
import { bareOf } from './bare-end.ts'
import { writtenIn } from './inner.ts'
import { type PlaceAgain, type SigningPorts, signTail } from './sign-tail.ts'
import type { Conversation } from './store/conversation.ts'
import type { Store } from './store/store.ts'
import type { EventRow } from './store/unit.ts'

/** What can be left unsent without changing where a referral stands: it only tells something. */
const VOIDABLE: ReadonlySet<string> = new Set<EventType>(['sections-disclosed', 'note-added', 'referral-progressed'])

/** Whether an event of this type may give its place to `disclosure-voided`. */
export function isVoidable(evt: string): boolean {
  return VOIDABLE.has(evt)
}

/**
 * What stands at the place of an own event that may not be told any more: that something was not told, or, of an end, the bare end.
 * Throws Refusal `erased` where the place cannot be filled so: it begins the referral, or the recipient does not read that word.
 */
export function placeInstead(
  conversation: Conversation,
  statement: RegistryStatement,
  row: EventRow,
  seen: number,
  first: string,
): PlaceAgain {
  const { accepts } = statement.metadata.ihala_member
  const event = eventInstead(row)
  const v = event && versionFor(event.type, accepts)
  if (event === undefined || v === undefined) throw new Refusal('erased')
  const { requestGrant } = conversation
  return {
    row,
    event,
    earlier: { evt: event.type, v, seen, data: event.data, reissues: first, ...(requestGrant === null ? {} : { grant: requestGrant }) },
  }
}

function eventInstead({ evt, part: kept }: EventRow): Event | undefined {
  const part = partNamed(kept)
  const bare = bareOf(evt)
  if (bare) return bare
  if (!VOIDABLE.has(evt) || part === '' || part === 'own') return undefined
  return { type: 'disclosure-voided', data: { category: part } }
}

/**
 * DESIGN §7: the person takes something back while it waits here for its turn. Each section or note of it that was not handed to the
 * bus gives its place to `disclosure-voided`, and what follows is signed again in order. Only the head of a chain is ever on the bus:
 * whether it is out already nobody can know, so it stays, and the withdrawal follows it. The conversation is locked by the caller, as
 * it is by whoever composes and by the receipt that makes the next event the head. A withdrawal never fails for it: what cannot be
 * voided goes, and is followed by the withdrawal.
 */
export async function voidUnsent<T>(
  ports: SigningPorts<T> & { readonly store: Pick<Store<T>, 'eventAt' | 'eventsFrom' | 'writeReissue'> },
  tx: T,
  conversation: Conversation,
  statement: RegistryStatement,
  withdrawn: Withdrawn,
): Promise<void> {
  const { caseId, myReceipted } = conversation
  const iss = ports.self.entityId
  const parts = partsOf(withdrawn)
  const unsent = await ports.store.eventsFrom(tx, caseId, iss, myReceipted + 2)
  const at = unsent.findIndex(({ evt, part }) => VOIDABLE.has(evt) && parts.includes(partNamed(part)))
  const tail = at < 0 ? [] : unsent.slice(at)
  const [first] = tail
  if (first?.seq == null || tail.at(-1)?.hash !== conversation.myHead) return
  try {
    const places: PlaceAgain[] = []
    for (const row of tail) {
      const written = await writtenIn(ports, tx, caseId, row)
      const { seen = 0, reissues = row.jti }: Partial<EventClaims> = written?.claims ?? {}
      const voided = VOIDABLE.has(row.evt) && parts.includes(partNamed(row.part))
      places.push(
        written === undefined || voided
          ? placeInstead(conversation, statement, row, seen, reissues)
          : { row, event: written.event, earlier: { ...written.claims, reissues } },
      )
    }
    const before = await ports.store.eventAt(tx, caseId, iss, first.seq - 1)
    const { unit, head } = await signTail(ports, tx, { conversation, statement, prev: before?.hash, headSeq: myReceipted + 1 }, places)
    await ports.store.writeReissue(tx, { caseId, iss, replaced: tail.map(({ jti }) => jti), myHead: head, myReceipted, unit })
    conversation.myHead = head
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
