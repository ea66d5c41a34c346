import { isDeepStrictEqual } from 'node:util'
import { type ContactChangeHeard, type PersonSections, Refusal, type SectionOf } from '@ihala/contract'
import { fold } from '@ihala/policy'
import type { contactChanges } from './contact.tables.ts'

/** Another way to reach somebody, as it is kept; what is asked lies sealed in it. */
export type ContactChange = Readonly<typeof contactChanges.$inferSelect>

/** What says how somebody is reached. */
export const REACHED_BY = ['contact', 'safe-contact'] as const
export type ReachedBy = (typeof REACHED_BY)[number]

/** T41: how long another way is held, milliseconds. */
export const HELD_FOR = 72 * 60 * 60_000
/** How long after that it may still be confirmed, milliseconds. */
export const CONFIRM_UNTIL = 14 * 24 * 60 * 60_000
/** After so many wrong words it is dropped. */
export const WRONG_AT_MOST = 3

/** How somebody is reached as the file says it now. */
export interface Reached {
  readonly contact: SectionOf<'contact'> | undefined
  readonly 'safe-contact': SectionOf<'safe-contact'> | undefined
  /** Ways that were there once, or are asked for now. */
  readonly ever: ReadonlySet<ReachedBy>
}

/**
 * T41: which ways a new version of the file takes away. A way given for the first time stands, and so does that nobody may contact any
 * more; another way in the place of one does not.
 * Throws Refusal `contact-change-held`.
 */
export function takenAwayBy(now: Reached, next: Pick<PersonSections, ReachedBy>): ReachedBy[] {
  return REACHED_BY.filter((category) => {
    const [before, after] = [now[category], next[category]]
    if (isDeepStrictEqual(before, after)) return false
    if (after === undefined) return true
    if (isNoContact(after)) return false
    if (before !== undefined || now.ever.has(category))
      throw new Refusal('contact-change-held', { field: `/sections/${category}`, category })
    return false
  })
}

/** Whether a way says that nobody may contact somebody any more. */
export function isNoContact(section: SectionOf<ReachedBy>): boolean {
  return 'mayContact' in section && !section.mayContact
}

/**
 * T41: a second member of staff has heard the word that the person agreed, or where there is none, has seen them. Returns whether it was
 * right. Throws Refusal `state-forbids`, `second-person-required`.
 * @param agreed the code word of the plan as it stands
 */
export function hears(
  change: Pick<ContactChange, 'state' | 'askedBy' | 'confirmedAt' | 'holdsUntil'>,
  by: string,
  { codeWord, inPerson }: ContactChangeHeard,
  agreed: string | undefined,
  now: string,
): boolean {
  if (change.state !== 'held') throw new Refusal('state-forbids', { state: change.state })
  if (change.confirmedAt !== null) throw new Refusal('state-forbids', { state: 'confirmed' })
  if (Date.parse(now) > Date.parse(change.holdsUntil) + CONFIRM_UNTIL) throw new Refusal('state-forbids', { state: 'too-old' })
  if (change.askedBy === by) throw new Refusal('second-person-required')
  return agreed === undefined ? inPerson : codeWord !== null && fold(codeWord).trim() === fold(agreed).trim()
}

/** T41: what becomes of a change at this moment: both the time and the colleague have said yes, or it waits, or it is over. */
export function becomes(change: Pick<ContactChange, 'state' | 'confirmedAt' | 'holdsUntil'>, now: string): 'stands' | 'waits' | 'over' {
  if (change.state !== 'held') return 'over'
  const since = Date.parse(now) - Date.parse(change.holdsUntil)
  if (since < 0) return 'waits'
  if (change.confirmedAt !== null) return 'stands'
  return since > CONFIRM_UNTIL ? 'over' : 'waits'
}
