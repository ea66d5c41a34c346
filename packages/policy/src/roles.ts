import { ACCEPTS, COMPLAINT_KINDS, EVENT_TYPES, type EventType, RECIPIENT_OF_NOTHING, Refusal } from '@ihala/contract'
import { assertReceives } from './recipients.ts'

/** Events a kind of organisation may send: every member may refer and be referred to; the registry may narrow it (K7). */
export function eventsOf(kind: string): EventType[] {
  // A committee co-ordinates and counts; it refers nobody and nobody is referred to it (D-7, D-21). M7: no route for these kinds.
  return COMPLAINT_KINDS.includes(kind) || RECIPIENT_OF_NOTHING.includes(kind) ? [] : EVENT_TYPES
}

/** Events a kind of organisation takes: a committee complaints about members and nothing else (D-21), which nobody else takes. */
export function takenBy(kind: string): EventType[] {
  if (RECIPIENT_OF_NOTHING.includes(kind)) return []
  return EVENT_TYPES.filter((type) => (type === 'complaint-box') === COMPLAINT_KINDS.includes(kind))
}

/**
 * M7, D-7, D-21: at the sender, and again at whoever it came to. Throws Refusal `kind-receives-nothing`, or
 * `event-not-accepted-by-recipient` for what this kind of body does not take.
 */
export function assertTaken(kind: string, type: EventType): void {
  assertReceives(kind)
  if (!takenBy(kind).includes(type)) throw new Refusal('event-not-accepted-by-recipient', { event: type })
}

/** DESIGN §8: the highest version of an event both ends read, which is the one to send; undefined when there is none. */
export function versionFor(type: EventType, accepts: Readonly<Record<string, readonly number[]>>): number | undefined {
  return ACCEPTS[type].filter((version) => accepts[type]?.includes(version)).at(-1)
}
