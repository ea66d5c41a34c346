import Type, { type Static } from 'typebox'
import { MeetingAnswer } from '../codes/meeting.ts'
import { MeetingArranged } from '../events/meeting-arranged.v1.ts'
import { Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

const { category: _category, meeting: _meeting, ...said } = MeetingArranged.properties

/** POST /referrals/:id/meetings (D14): who shall meet the person, where, when; its name is made here. */
export const NewMeeting = closed(said)
export type NewMeeting = Static<typeof NewMeeting>

/** A meeting as staff see it: what was arranged for whoever may see how the person is reached. */
export const MeetingView = closed({
  meeting: RandomId,
  arrangedAt: Instant,
  answer: Type.Union([MeetingAnswer, Type.Null()]),
  answeredAt: Type.Union([Instant, Type.Null()]),
  arranged: Type.Union([MeetingArranged, Type.Null()]),
})
export type MeetingView = Static<typeof MeetingView>

/** GET /referrals/:id/meetings: the newest first; that one counts. */
export const MeetingList = closed({ meetings: Type.Array(MeetingView) })
