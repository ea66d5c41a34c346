import { type NewMeeting, Refusal, type SectionOf } from '@ihala/contract'
import { assertTextNamesNobody, contactNow, namesSomebody } from '@ihala/policy'
import type { meetings } from './meeting.tables.ts'

/** A meeting as it is kept; when and where lie sealed in it. */
export type Meeting = Readonly<typeof meetings.$inferSelect>

/** How far ahead somebody is met at most, milliseconds: as long as an event may travel. */
export const MET_WITHIN = 14 * 24 * 60 * 60_000

/**
 * D14, R-3: whoever meets the person passes their own plan: it allows contact, at that hour; the place is told without names and numbers;
 * the word is made for this meeting. Throws Refusal `contact-not-safe`, `need-names-person`, `body-invalid`.
 * @param known what names the person, their numbers, employer and places, and the word of their plan
 * @param now ISO instant
 * @param timeZone IANA name
 */
export function assertSafeMeeting(
  { at, landmark, codeWord }: Pick<NewMeeting, 'at' | 'landmark' | 'codeWord'>,
  plan: SectionOf<'safe-contact'> | undefined,
  known: readonly string[],
  { now, timeZone }: { readonly now: string; readonly timeZone: string },
): void {
  const ahead = Date.parse(at) - Date.parse(now)
  if (ahead <= 0 || ahead > MET_WITHIN) throw new Refusal('body-invalid', { field: '/at', rule: 'within' })
  const may = contactNow(plan, at, timeZone)
  if (may !== 'yes') throw new Refusal('contact-not-safe', { rule: may })
  if (landmark !== undefined) assertTextNamesNobody(landmark, known, '/landmark')
  if (plan?.codeWord !== undefined && namesSomebody(codeWord, [plan.codeWord]))
    throw new Refusal('need-names-person', { field: '/codeWord', rule: 'code-word' })
  assertTextNamesNobody(codeWord, known, '/codeWord')
}

/** D14: the last one that was arranged is answered, once. Throws Refusal `state-forbids`. */
export function assertMayAnswer(newest: Pick<Meeting, 'meeting' | 'answer'> | undefined, meeting: string): void {
  if (newest?.meeting !== meeting) throw new Refusal('state-forbids', { state: 'arranged-anew' })
  if (newest.answer === 'agreed') throw new Refusal('state-forbids', { state: 'answered' })
}
