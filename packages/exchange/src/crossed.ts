import { type Event, type EventClaims, type Part, Refusal, type RefusalCode, type Withdrawn } from '@ihala/contract'
import { partOf, partsOf } from '@ihala/policy'
import type { CaseKeys } from './case-secrets.ts'
import { writtenIn } from './inner.ts'
import type { Conversation } from './store/conversation.ts'
import type { Store } from './store/store.ts'
import type { EventRow } from './store/unit.ts'

/** What looking for a withdrawal needs. */
export interface CrossingPorts<T> {
  readonly self: { readonly entityId: string }
  readonly store: Pick<Store<T>, 'eventsFrom' | 'eventAt'>
  readonly caseKeys: Pick<CaseKeys<T>, 'keyOf'>
}

/** Whose conversation it is, and how far both chains are here. */
type Place = Pick<Conversation, 'side' | 'caseId' | 'partner' | 'mySeq' | 'theirSeq'>

/**
 * T42: whether the other end wrote this before it had seen that the person took back what it tells: by all that it knew, it was allowed
 * to, and is not to be refused as if it were at fault.
 */
export async function crossedWithdrawal<T>(
  ports: CrossingPorts<T>,
  tx: T,
  place: Place,
  { seen = 0 }: Pick<EventClaims, 'seen'>,
  event: Event,
): Promise<boolean> {
  const part = partOf(event)
  if (part === '' || seen >= place.mySeq) return false
  // Where it was said to the holder it binds there before whoever referred the person has said so.
  return tookBackAfter(ports, tx, place, { by: place.side, seen }, part)
}

/**
 * The same of an own event that was lost and comes back: of a holder's, that whoever referred the person took it back while it was
 * written. What they took back themselves stands in their own chain, and comes back in its turn.
 */
export async function wasCrossed<T>(
  ports: CrossingPorts<T>,
  tx: T,
  place: Place,
  { seen = 0 }: Pick<EventClaims, 'seen'>,
  event: Event,
): Promise<boolean> {
  const part = partOf(event)
  if (part === '' || place.side === 'sender' || seen >= place.theirSeq) return false
  return tookBackAfter(ports, tx, place, { by: 'sender', seen }, part)
}

/** Whether one end said after a place of its chain that the person took this part back, and the other did not know it already. */
async function tookBackAfter<T>(
  ports: CrossingPorts<T>,
  tx: T,
  place: Place,
  { by, seen }: { readonly by: Conversation['side']; readonly seen: number },
  part: Part,
): Promise<boolean> {
  const word = by === 'sender' ? 'consent-withdrawn' : 'withdrawal-requested'
  const iss = by === place.side ? ports.self.entityId : place.partner
  for (const row of await ports.store.eventsFrom(tx, place.caseId, iss, seen + 1)) {
    const said = row.evt === word ? await saidIn(ports, tx, place.caseId, row) : undefined
    if (said && partsOf(said.categories).includes(part) && !(by === 'sender' && (await answersWish(ports, tx, place, said)))) return true
  }
  return false
}

/** A word by which the person took something back, with its place. */
export interface SaidWord {
  readonly seq: number
  readonly seen: number
  readonly categories: Withdrawn
}

async function saidIn<T>(ports: CrossingPorts<T>, tx: T, caseId: string, row: EventRow): Promise<SaidWord | undefined> {
  const written = await writtenIn(ports, tx, caseId, row)
  if (written?.event.type !== 'consent-withdrawn' && written?.event.type !== 'withdrawal-requested') return undefined
  const { seq = 0, seen = 0 } = written.claims
  return { seq, seen, categories: written.event.data.categories }
}

/**
 * Whether the word of whoever referred the person says again what the holder passed up as the person's wish, where it binds since: who
 * referred them says it in the transaction that stores the wish, so the wish is the last that was seen, and the first such word is the
 * answer. What the holder wrote in between is not taken back by it.
 */
export async function answersWish<T>(
  ports: CrossingPorts<T>,
  tx: T,
  { caseId, side, partner }: Pick<Place, 'caseId' | 'side' | 'partner'>,
  { seq, seen, categories }: SaidWord,
): Promise<boolean> {
  const self = ports.self.entityId
  const [sender, holder] = side === 'sender' ? [self, partner] : [partner, self]
  const row = seen === 0 ? undefined : await ports.store.eventAt(tx, caseId, holder, seen)
  const wish = row?.evt === 'withdrawal-requested' ? await saidIn(ports, tx, caseId, row) : undefined
  if (wish === undefined || JSON.stringify(wish.categories) !== JSON.stringify(categories)) return false
  for (const earlier of await ports.store.eventsFrom(tx, caseId, sender, 1)) {
    const said = earlier.evt === 'consent-withdrawn' ? await saidIn(ports, tx, caseId, earlier) : undefined
    if (said && said.seq < seq && said.seen === seen) return false
  }
  return true
}

/** What a grant answers for something that was taken back of it. */
const TAKEN_BACK: ReadonlySet<string> = new Set<RefusalCode>(['grant-missing', 'grant-not-covering'])

/** What some check gives; `lapsed` when it refuses what crossed the withdrawal that ended its grant. */
export async function orLapsed<R>(crossed: boolean, check: Promise<R>): Promise<R | 'lapsed'> {
  try {
    return await check
  } catch (error) {
    if (crossed && error instanceof Refusal && TAKEN_BACK.has(error.code)) return 'lapsed'
    throw error
  }
}
