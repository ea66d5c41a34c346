import type { DeviceDraft, SentPerson } from './queue.ts'

/** Somebody the office has a file of, taken along: what they are called there and the row id of their file, nothing else. */
export interface KnownPerson {
  readonly id: string
  readonly label: string
  /** The other spelling of the name, where there are two. */
  readonly otherName?: string | null
  /** When the office last named them here, ISO instant. */
  readonly takenAt: string
}

/** For how long somebody taken along stays on a device, days: as long as a round of visits. */
export const KNOWN_DAYS = 7
const DAY = 24 * 3_600_000

/** Who was kept on the device, or nobody. */
export function knownFrom(kept: unknown): readonly KnownPerson[] {
  return Array.isArray(kept) ? (kept as readonly KnownPerson[]) : []
}

/** Who stays: whoever is not too old, and for as long as a draft is about them, whoever it is about. */
export function stillKnown(
  known: readonly KnownPerson[],
  drafts: readonly Pick<DeviceDraft, 'about'>[],
  now: string,
): readonly KnownPerson[] {
  const needed = whomDraftsName(known, drafts)
  return known.filter((person) => Date.parse(now) - Date.parse(person.takenAt) <= KNOWN_DAYS * DAY || needed.includes(person))
}

/** Those of them a draft is about. */
export function whomDraftsName(known: readonly KnownPerson[], drafts: readonly Pick<DeviceDraft, 'about'>[]): readonly KnownPerson[] {
  return known.filter(({ id }) => drafts.some(({ about }) => about.includes(id)))
}

/** Everybody who has a row id at the office: those whose draft was sent, and those taken along. */
export function withRowId(sent: readonly SentPerson[], known: readonly KnownPerson[]): readonly SentPerson[] {
  return [...sent, ...known.map(({ id, label }) => ({ id, personId: id, label }))]
}
