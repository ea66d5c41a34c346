import { type EventData, Refusal } from '@ihala/contract'
import type { PairScope } from '../store-ports.ts'

const DAY = 86_400_000
/** How often a day the list of all conversations is told from its beginning, or from anywhere but where a page ended. */
const LISTS_A_DAY = 8
/** How often a day a whole conversation goes again; a part of it counts as much as it is. So does a piece of a file. */
const AGAIN_A_DAY = 4
/** How many lost events one question brings back; whoever lacks more asks again. */
export const AT_ONCE = 20

/**
 * c7: a member that lost something is answered; one that asks without end is not, and both see it. What was answered today is kept
 * in the database. Throws Refusal `too-many-requests`.
 */
export async function assertWithinMeasure<T>(
  scope: Pick<PairScope<T>, 'ports' | 'tx' | 'claims'>,
  asked: EventData<'chain-asked'>,
): Promise<void> {
  switch (asked.of) {
    case 'pair':
      return bookPage(scope, asked.after)
    case 'again': {
      const cost = await eventsToGo(scope, asked)
      return cost === undefined ? undefined : book(scope, asked.id, cost)
    }
    // Measured by the hour, beside what comparing costs.
    case 'bucket':
    case 'case':
      return
    default:
      asked satisfies never
  }
}

async function bookPage<T>({ ports, tx, claims }: Pick<PairScope<T>, 'ports' | 'tx' | 'claims'>, after: string | undefined): Promise<void> {
  const { goesOn } = await ports.store.pairs.answered(tx, claims.iss, '', ports.stamp().now)
  if (after === undefined || after !== goesOn) await book({ ports, tx, claims }, '', { events: 1, atMost: LISTS_A_DAY })
}

/** How many events an answer would bring, and how many may go in a day; undefined when there is nothing to answer. */
async function eventsToGo<T>(
  { ports, tx, claims }: Pick<PairScope<T>, 'ports' | 'tx' | 'claims'>,
  { id, first, last, writer }: Extract<EventData<'chain-asked'>, { of: 'again' }>,
): Promise<{ readonly events: number; readonly atMost: number } | undefined> {
  if (first === 0) {
    const pair = { self: ports.self.entityId, partner: claims.iss }
    return writer === 'answerer' && (await ports.store.pairs.pieceSent(tx, pair, id)) ? { events: 1, atMost: AGAIN_A_DAY } : undefined
  }
  const held = await ports.store.lockConversation(tx, id)
  if (held?.partner !== claims.iss) return undefined
  // Ours are signed again from there to the end of the chain, with all that waits; theirs go back as they are.
  const events =
    writer === 'answerer'
      ? held.mySeq - Math.min(first, held.myReceipted + 1) + 1
      : Math.min(last, held.theirSeq, first + AT_ONCE - 1) - first + 1
  return events > 0 ? { events, atMost: AGAIN_A_DAY * (held.mySeq + held.theirSeq) } : undefined
}

async function book<T>(
  { ports, tx, claims }: Pick<PairScope<T>, 'ports' | 'tx' | 'claims'>,
  place: string,
  { events, atMost }: { readonly events: number; readonly atMost: number },
): Promise<void> {
  const { now } = ports.stamp()
  const { pairs } = ports.store
  const before = await pairs.answered(tx, claims.iss, place, now)
  const isToday = Date.parse(before.since) > Date.parse(now) - DAY
  const spent = (isToday ? before.spent : 0) + events
  if (spent > atMost) throw new Refusal('too-many-requests', { event: 'chain-asked', limit: atMost })
  await pairs.noteAnswered(tx, claims.iss, place, { ...before, since: isToday ? before.since : now, spent })
}
