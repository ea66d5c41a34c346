import { type Event, type EventClaims, Refusal, type RefusalCode, readEvent } from '@ihala/contract'
import { partOf, partsOf } from '@ihala/policy'
import type { CaseKeys } from './case-secrets.ts'
import { claimsOf, innerOf } from './inner.ts'
import type { Conversation } from './store/conversation.ts'
import type { Store } from './store/store.ts'

/** What looking for a withdrawal needs. */
export interface CrossingPorts<T> {
  readonly self: { readonly entityId: string }
  readonly store: Pick<Store<T>, 'eventsFrom'>
  readonly caseKeys: Pick<CaseKeys<T>, 'keyOf'>
}

/**
 * T42: whether the other end wrote this before it had seen that the person took back what it tells: by all that it knew, it was allowed
 * to, and is not to be refused as if it were at fault.
 */
export async function crossedWithdrawal<T>(
  ports: CrossingPorts<T>,
  tx: T,
  { side, caseId, mySeq }: Pick<Conversation, 'side' | 'caseId' | 'mySeq'>,
  { seen = 0 }: Pick<EventClaims, 'seen'>,
  event: Event,
): Promise<boolean> {
  const part = partOf(event)
  if (part === '' || seen >= mySeq) return false
  // Where it was said to the holder it binds there before whoever referred the person has said so.
  const word = side === 'sender' ? 'consent-withdrawn' : 'withdrawal-requested'
  for (const row of await ports.store.eventsFrom(tx, caseId, ports.self.entityId, seen + 1)) {
    if (row.evt !== word) continue
    const inner = await innerOf(ports, tx, caseId, row)
    if (inner === null) continue
    const { v, data } = claimsOf(inner)
    const said = readEvent(row.evt, v, data)
    if ((said.type === 'consent-withdrawn' || said.type === 'withdrawal-requested') && partsOf(said.data.categories).includes(part))
      return true
  }
  return false
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

/** What is left of an event whose content nobody may be told: where it moves the referral, the bare move; else nothing. */
export function bareOf(event: Event): Event | undefined {
  return event.type === 'referral-completed' || event.type === 'referral-failed' ? { type: event.type, data: {} } : undefined
}
