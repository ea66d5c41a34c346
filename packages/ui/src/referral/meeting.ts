import type { ConsentView, MeetingView, NewMeeting, ReferralDetail, ReferralLine } from '@ihala/contract'
import type { Static } from 'typebox'

/** A warm hand-over while it is being written: nothing is chosen for anybody. */
export interface MeetingDraft {
  readonly at?: NewMeeting['at'] | undefined
  readonly place?: NewMeeting['place'] | undefined
  readonly sign?: NewMeeting['sign'] | undefined
  readonly meets: { readonly role?: NewMeeting['meets']['role'] | undefined; readonly sex?: NewMeeting['meets']['sex'] | undefined }
  readonly landmark: string
  readonly codeWord: string
}

const EMPTY: MeetingDraft = { meets: {}, landmark: '', codeWord: '' }

/** What is changed begins as it was arranged; the hour is asked anew, and so is the word: it was made for that meeting. */
export function draftFrom(newest: MeetingView | undefined): MeetingDraft {
  if (!newest?.arranged) return EMPTY
  const { place, landmark = '', meets, sign } = newest.arranged
  return { place, landmark, meets, sign, codeWord: '' }
}

/** What is sent, or undefined while something of it is missing. */
export function meetingOf({ at, place, landmark, meets: { role, sex }, sign, codeWord }: MeetingDraft): NewMeeting | undefined {
  const word = codeWord.trim()
  if (!at || !place || !role || !sex || !sign || word === '') return undefined
  const where = landmark.trim()
  return { at, place, meets: { role, sex }, sign, codeWord: word, ...(where === '' ? {} : { landmark: where }) }
}

const TAKEN_ON: readonly string[] = ['accepted', 'in-progress', 'on-hold']
const OF_MEETINGS: readonly string[] = ['meeting-arranged', 'meeting-answered']

/** How often something was said of a meeting, by either body; what is sealed of it is fetched only then. */
export function saidOfMeetings({ timeline }: { readonly timeline: readonly Pick<ReferralDetail['timeline'][number], 'event'>[] }): number {
  return timeline.filter(({ event }) => OF_MEETINGS.includes(event)).length
}

/** What of a referral decides whether a meeting may be arranged or answered. */
interface Met {
  readonly referral: Pick<ReferralLine, 'side' | 'state' | 'cancelling'>
  readonly consent: Pick<Static<typeof ConsentView>, 'categories'>
}

/** D14: whoever referred arranges, once the other body has taken the person on; `not-open` where the person has not opened how they are reached. */
export function mayArrange({ referral, consent }: Met): 'yes' | 'no' | 'not-open' {
  if (referral.side !== 'sender' || referral.cancelling || !TAKEN_ON.includes(referral.state)) return 'no'
  return consent.categories.includes('contact') ? 'yes' : 'not-open'
}

/** The newest is answered, until somebody said that they come. */
export function mayAnswer({ referral }: Pick<Met, 'referral'>, newest: Pick<MeetingView, 'answer'> | undefined): boolean {
  return newest !== undefined && referral.side === 'recipient' && TAKEN_ON.includes(referral.state) && newest.answer !== 'agreed'
}
