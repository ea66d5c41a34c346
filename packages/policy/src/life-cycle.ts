import { EVENTS, type EventRow, type EventType, REFERRAL_STATES, type ReferralState, Refusal } from '@ihala/contract'

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
  const { from }: EventRow = EVENTS[type]
  return from.includes(state)
}

function startsWhenSuspended(type: EventType, state: ReferralState): boolean {
  const { whenSuspended }: EventRow = EVENTS[type]
  return whenSuspended?.includes(state) === true
}

/** Whether it may be written in this state at all: whom its writer believed suspended, its reader cannot know. */
function startsSomehow(type: EventType, state: ReferralState): boolean {
  return starts(type, state) || startsWhenSuspended(type, state)
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
      if (level === 'chain' && to !== 'same' && writes(side, type) && startsSomehow(type, at)) reached.add(to)
    }
  }
  return reached
}

const ALONE: Readonly<Record<Side, ReadonlyMap<ReferralState, ReadonlySet<ReferralState>>>> = {
  sender: new Map(REFERRAL_STATES.map((state) => [state, reachedAlone(state, 'sender')])),
  recipient: new Map(REFERRAL_STATES.map((state) => [state, reachedAlone(state, 'recipient')])),
}

/** States after which the sender can no longer ask to stop, whatever either side does: there a request to stop has lapsed. */
const ENDED: ReadonlySet<ReferralState> = new Set(
  REFERRAL_STATES.filter((state) => ![...reachedByBoth(state)].some((later) => starts('cancellation-requested', later))),
)

function reachedByBoth(state: ReferralState): ReadonlySet<ReferralState> {
  const reached = new Set<ReferralState>([state])
  for (const at of reached) {
    for (const side of ['sender', 'recipient'] as const) for (const next of reachedAlone(at, side)) reached.add(next)
  }
  return reached
}

/**
 * Whether an event may be written by this side in this state; `null` before the referral exists. To a suspended member
 * nothing is written but what takes back from it.
 */
export function mayWrite(life: Life | null, type: EventType, side: Side, other: 'live' | 'suspended' = 'live'): boolean {
  if (EVENTS[type].level !== 'chain' || !writes(side, type)) return false
  if (other === 'suspended') return life !== null && startsWhenSuspended(type, life.state)
  return starts(type, life?.state ?? null) && (life === null || flagAllows(life, type))
}

/** A request to stop ends disclosure at once, is made once, and only a request can be answered. */
function flagAllows(life: Life, type: EventType): boolean {
  if (type === 'sections-disclosed' || type === 'cancellation-requested') return !life.cancelling
  if (type === 'referral-cancelled' || type === 'cancellation-refused') return life.cancelling
  return true
}

/**
 * Whether an event of the other side may arrive in this state. The writer may not have seen our last events, so every
 * state counts that we reached alone from one in which it may be written. The flag of a request to stop is judged as the
 * writer judged it: both know of it alike, unless our own move has meanwhile ended the referral.
 */
export function mayArrive(life: Life | null, type: EventType, writer: Side): boolean {
  if (EVENTS[type].level !== 'chain' || !writes(writer, type)) return false
  if (life === null) return starts(type, null)
  const reader = otherSide(writer)
  const inTime = REFERRAL_STATES.some((state) => startsSomehow(type, state) && ALONE[reader].get(state)?.has(life.state) === true)
  return inTime && (ENDED.has(life.state) || flagAllows(life, type))
}

/**
 * The life after an event, the same at both ends in whatever order events crossed: the recipient's moves come in its own
 * order and a late event of the sender's does not undo them; that it was entered in error or taken back overrides
 * everything; a request to stop stands until it is answered or the referral has ended for good. Throws Refusal when the event cannot be the first.
 */
export function evolve(life: Life | null, event: { readonly type: EventType; readonly data: object }): Life {
  const { to } = EVENTS[event.type]
  if (life === null) {
    if (to === 'same' || !starts(event.type, null)) throw new Refusal('event-not-in-this-state', { event: event.type })
    return { state: to, cancelling: false, responsible: 'sender' }
  }
  const state = to !== 'same' && (starts(event.type, life.state) || overrides(event.type)) ? to : life.state
  return { state, cancelling: !ENDED.has(state) && cancelling(life, event.type), responsible: responsible(life, event) }
}

function overrides(type: EventType): boolean {
  return type === 'referral-entered-in-error' || type === 'hand-back-taken'
}

function cancelling(life: Life, type: EventType): boolean {
  if (type === 'cancellation-requested') return true
  if (type === 'referral-cancelled' || type === 'cancellation-refused') return false
  return life.cancelling
}

/**
 * DESIGN §8: sender until `accepted {transfer: true}`, recipient until `hand-back-taken`; and a sender that takes back from
 * a suspended member, or says that a referral should never have been sent, is responsible again, by its own event, also when
 * an acceptance crossed it.
 */
function responsible(life: Life, event: { readonly type: EventType; readonly data: object }): Side {
  if (overrides(event.type)) return 'sender'
  if (!starts(event.type, life.state)) return life.responsible
  if (event.type === 'referral-accepted') return 'transfer' in event.data && event.data.transfer === true ? 'recipient' : life.responsible
  return life.responsible
}

/** Event types this side may write now to an end that is live or suspended, in the order of the table. */
export function openTo(life: Life, side: Side, other: 'live' | 'suspended' = 'live'): EventType[] {
  return (Object.keys(EVENTS) as EventType[]).filter((type) => mayWrite(life, type, side, other))
}
