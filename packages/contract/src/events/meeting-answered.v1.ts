import type { Static } from 'typebox'
import { MeetingAnswer } from '../codes/meeting.ts'
import { RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** D14: whoever shall meet the person has seen what was arranged, and comes; or what must be otherwise. */
export const MeetingAnswered = closed({ meeting: RandomId, answer: MeetingAnswer })
export type MeetingAnswered = Static<typeof MeetingAnswered>
