import { EVENT_TYPES, EVENTS, type EventType } from '@ihala/contract'

/** Events a kind of organisation may send: every member may refer and be referred to; the registry may narrow it (K7). */
export function eventsOf(kind: string): EventType[] {
  // The committee co-ordinates and counts; it refers nobody and nobody is referred to it (D-7).
  return kind === 'national-committee' ? [] : EVENT_TYPES
}

/** Highest version of an event both ends read; undefined when there is none. */
export function commonVersion(type: EventType, accepts: Readonly<Record<string, readonly number[]>>): number | undefined {
  return [EVENTS[type].v].filter((version) => accepts[type]?.includes(version)).at(-1)
}
