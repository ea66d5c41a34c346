import { type Event, Refusal } from '@ihala/contract'
import { type Life, mayWrite, otherSide, type Side } from './life-cycle.ts'
import type { LoggedEvent } from './replay.ts'

/** The logs of both ends of one referral, as an auditor lays them side by side. */
export type BothLogs = Readonly<Record<Side, readonly LoggedEvent[]>>

/**
 * c24: the end that answers for the person, over both logs: exactly one whatever is under way. Responsibility moves by the
 * taker's own event as soon as it stands in the taker's own log, and not at all if the other end refused it: the recipient
 * takes with `accepted {transfer: true}`; the sender takes again with `hand-back-taken`, and by saying that the referral
 * was entered in error. This judges the signed events alone, apart from what either end believes (`Life.responsible`).
 */
export function responsibleOver(logs: BothLogs): Side {
  const took = (side: Side, takes: (event: LoggedEvent) => boolean): boolean => {
    const own = logs[side].filter(({ by }) => by === side)
    const stored = logs[otherSide(side)].filter(({ by }) => by === side)
    // Both logs hold a chain in its own order, so the same place in both is the same event.
    return own.some((event, place) => takes(event) && event.refused !== true && stored[place]?.refused !== true)
  }
  if (took('sender', ({ type }) => type === 'hand-back-taken' || type === 'referral-entered-in-error')) return 'sender'
  return took('recipient', ({ type, data }) => type === 'referral-accepted' && 'transfer' in data && data.transfer === true)
    ? 'recipient'
    : 'sender'
}

/**
 * What the suspension of the other end asks of this one (DESIGN §8). `take-back`: the sender takes back, whoever was
 * responsible, so that it can ask another body. `ours`: the recipient has it and keeps it. `orphan`: the suspended sender
 * answers for the person and the recipient never took over; a person here is told, and the committee. `ended`: nothing.
 */
export type AfterSuspension = 'take-back' | 'ours' | 'orphan' | 'ended'

/** What this end does when the other one is suspended. */
export function afterSuspension(life: Life, own: Side): AfterSuspension {
  switch (life.state) {
    case 'completed':
    case 'failed':
    case 'rejected':
    case 'cancelled':
    case 'taken-back':
    case 'entered-in-error':
      return 'ended'
    case 'enquired':
    case 'answered':
    case 'requested':
    case 'opened':
    case 'accepted':
    case 'in-progress':
    case 'on-hold':
    case 'handed-back':
      if (own === 'sender') return 'take-back'
      return life.responsible === 'recipient' ? 'ours' : 'orphan'
    default:
      return life.state satisfies never
  }
}

/**
 * The event by which a sender takes back from a suspended recipient. It is signed into the sender's own chain at once, so
 * that over both logs the sender answers for the person from then on, and reaches the member when it is live again; there
 * it overrides whatever the member did meanwhile. Throws Refusal `event-not-in-this-state`.
 */
export function takeBackFromSuspended(life: Life, own: Side): Extract<Event, { readonly type: 'hand-back-taken' }> {
  if (!mayWrite(life, 'hand-back-taken', own, 'suspended'))
    throw new Refusal('event-not-in-this-state', { event: 'hand-back-taken', state: life.state })
  return { type: 'hand-back-taken', data: {} }
}
