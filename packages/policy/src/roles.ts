import { ACCEPTS, EVENT_TYPES, type EventType, RECIPIENT_OF_NOTHING } from '@ihala/contract'

/** Events a kind of organisation may send: every member may refer and be referred to; the registry may narrow it (K7). */
export function eventsOf(kind: string): EventType[] {
  // The committee co-ordinates and counts; it refers nobody and nobody is referred to it (D-7). M7: no route for these kinds.
  return kind === 'national-committee' || RECIPIENT_OF_NOTHING.includes(kind) ? [] : EVENT_TYPES
}

/** DESIGN §8: the highest version of an event both ends read, which is the one to send; undefined when there is none. */
export function versionFor(type: EventType, accepts: Readonly<Record<string, readonly number[]>>): number | undefined {
  return ACCEPTS[type].filter((version) => accepts[type]?.includes(version)).at(-1)
}
