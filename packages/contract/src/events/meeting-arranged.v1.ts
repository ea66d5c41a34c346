import Type, { type Static } from 'typebox'
import { MeetingPlace, MeetingSign } from '../codes/meeting.ts'
import { Sex } from '../codes/need.ts'
import { Instant, RandomId } from '../identifiers.ts'
import { StaffRole } from '../organisation.ts'
import { closed, text } from '../schema.ts'

/**
 * D14, the warm hand-over: who of the recipient shall meet the person, where, when, and the word by which they know each other. It tells
 * how somebody is reached, so the grant must open `contact`. Another one takes its place; the last one written counts.
 */
export const MeetingArranged = closed({
  category: Type.Literal('contact'),
  meeting: RandomId,
  at: Instant,
  place: MeetingPlace,
  /** Which one of these places; it names nobody and no number. */
  landmark: Type.Optional(text(120)),
  meets: closed({ role: StaffRole, sex: Sex }),
  sign: MeetingSign,
  /** Made for this meeting; never the word of the safe-contact plan. */
  codeWord: text(60),
})
export type MeetingArranged = Static<typeof MeetingArranged>
