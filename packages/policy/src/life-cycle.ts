import { EVENTS, type EventType, REFERRAL_STATES, type ReferralState, Refusal } from '@ihala/contract'

/** Which end of a referral somebody is. */
export type Side = 'sender' | 'recipient'

/** What both ends know of a referral's life; the same on both once all receipts are in. */
export interface Life {
  readonly state: ReferralState
  /** The sender asked to stop and waits for the answer; disclosure has stopped. */
  readonly cancelling: boolean
  /** Who answers for the person (DESIGN §8): moves only by the taker's own event. */
  readonly responsible: Side
}

/** The other end. */
export function otherSide(side: Side): Side {
  return side === 'sender' ? 'recipient' : 'sender'
}

function writes(side: Side, type: EventType): boolean {
  const { writer } = EVENTS[type]
  return writer === 'either' || writer === side
}

function starts(type: EventType, state: ReferralState | null): boolean {
  return (EVENTS[type].from as readonly (ReferralState | null)[]).includes(state)
}

/**
 * States that `side` may have reached from `state` by its own events alone: what the other end cannot know yet.
 * From the event table, so that a new event widens it by itself.
 */
function reachedAlone(state: ReferralState, side: Side): ReadonlySet<ReferralState> {
  const reached = new Set<ReferralState>([state])
  for (const at of reached) {
    for (const type of Object.keys(EVENTS) as EventType[]) {
      const { to, level } = EVENTS[type]
      if (level === 'chain' && to !== 'same' && writes(side, type) && starts(type, at)) reached.add(to)
    }
  }
  return reached
}

const ALONE: Readonly<Record<Side, ReadonlyMap<ReferralState, ReadonlySet<ReferralState>>>> = {
  sender: new Map(REFERRAL_STATES.map((state) => [state, reachedAlone(state, 'sender')])),
  recipient: new Map(REFERRAL_STATES.map((state) => [state, reachedAlone(state, 'recipient')])),
}

/** Whether an event may be written by this side in this state; `null` before the referral exists. */
export function mayWrite(life: Life | null, type: EventType, side: Side): boolean {
  if (EVENTS[type].level !== 'chain' || !writes(side, type) || !starts(type, life?.state ?? null)) return false
  if (type === 'sections-disclosed') return life?.cancelling === false
  if (type === 'cancellation-requested') return life?.cancelling === false
  if (type === 'referral-cancelled' || type === 'cancellation-refused') return life?.cancelling === true
  return true
}

/**
 * Whether an event of the other side may arrive in this state. The writer may not have seen our last events, so every
 * state counts that we reached alone from one in which it may be written.
 */
export function mayArrive(life: Life | null, type: EventType, writer: Side): boolean {
  if (EVENTS[type].level !== 'chain' || !writes(writer, type)) return false
  if (life === null) return starts(type, null)
  const reader = otherSide(writer)
  return (EVENTS[type].from as readonly (ReferralState | null)[]).some(
    (state) => state !== null && ALONE[reader].get(state)?.has(life.state) === true,
  )
}

/**
 * The life after an event. An event that crossed one of ours and came late changes nothing but is kept: our own move
 * already stands at both ends.
 */
export function evolve(life: Life | null, event: { readonly type: EventType; readonly data: object }): Life {
  const { to } = EVENTS[event.type]
  if (life === null) {
    if (to === 'same') throw new Refusal('event-not-in-this-state', { event: event.type })
    return { state: to, cancelling: false, responsible: 'sender' }
  }
  if (!starts(event.type, life.state)) return life
  const state = to === 'same' ? life.state : to
  return { state, cancelling: cancelling(life, event.type), responsible: responsible(life, event) }
}

function cancelling(life: Life, type: EventType): boolean {
  if (type === 'cancellation-requested') return true
  if (type === 'referral-cancelled' || type === 'cancellation-refused') return false
  return life.cancelling
}

/** DESIGN §8: sender until `accepted {transfer: true}`, recipient until `hand-back-taken`. */
function responsible(life: Life, event: { readonly type: EventType; readonly data: object }): Side {
  if (event.type === 'referral-accepted') return 'transfer' in event.data && event.data.transfer === true ? 'recipient' : life.responsible
  if (event.type === 'hand-back-taken') return 'sender'
  return life.responsible
}

/** Event types this side may write now, in the order of the table. */
export function openTo(life: Life, side: Side): EventType[] {
  return (Object.keys(EVENTS) as EventType[]).filter((type) => mayWrite(life, type, side))
}
