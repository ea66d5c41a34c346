import { EVENT_TYPES, EVENTS, type EventType } from '@ihala/contract'

/**
 * What both ends hold once two events that crossed have arrived, in whatever order. `both`: each has its whole effect.
 * `recipient`: the recipient's stands; the sender's came too late and is kept, but changes nothing and calls for nothing.
 * `sender`: the sender's stands; the recipient's came too late. `never`: the two cannot cross.
 */
export type Race = 'both' | 'recipient' | 'sender' | 'never'

type Row = Readonly<Partial<Record<Exclude<Race, 'never'>, readonly EventType[]>>>

const WORK = ['referral-started', 'referral-held', 'referral-progressed', 'note-added', 'disclosure-voided', 'meeting-answered'] as const
const END = ['referral-completed', 'referral-failed', 'referral-handed-back', 'referral-cancelled'] as const
/** What the person takes back, and what became of it, stands whatever else is done. */
const RIGHTS = ['withdrawal-requested', 'erasure-stated', 'holding-asked', 'holding-stated', 'right-exercised', 'right-answered'] as const
const ALL = EVENT_TYPES.filter((type) => EVENTS[type].level === 'chain' && EVENTS[type].writer !== 'sender')

/**
 * Every race by the sender's event. The sender may write these while the recipient writes those, neither having seen the
 * other's; what stands nowhere here cannot cross.
 */
const RACES: Readonly<Partial<Record<EventType, Row>>> = {
  'conflict-checked': {
    both: ['capacity-answered', 'conflict-answered', 'referral-opened', ...RIGHTS],
    // Decided before the question came: it needs no answer.
    recipient: ['referral-accepted', 'referral-rejected', ...WORK, ...END, 'referral-reopened', 'cancellation-refused'],
  },
  'referral-requested': {
    both: ['conflict-answered', ...RIGHTS],
    // The request makes the answer to the enquiry moot; a referral that was stopped stays so.
    sender: ['capacity-answered'],
    recipient: ['referral-cancelled'],
  },
  'sections-disclosed': {
    both: [...WORK, 'referral-reopened', ...RIGHTS],
    // It was sent while the grant and the state allowed it. It is kept under its grant, and nothing is done with it.
    recipient: ['referral-completed', 'referral-failed', 'referral-handed-back'],
  },
  'disclosure-voided': { both: [...WORK, 'referral-reopened', 'cancellation-refused', ...RIGHTS], recipient: END },
  'note-added': { both: [...WORK, 'referral-reopened', 'cancellation-refused', ...RIGHTS], recipient: END },
  'meeting-arranged': { both: [...WORK, 'referral-reopened', 'cancellation-refused', ...RIGHTS], recipient: END },
  'cancellation-requested': {
    // The acceptance stands, disclosure has stopped, and the request still wants its answer; also after the work ended well or ill.
    both: [
      'capacity-answered',
      'conflict-answered',
      'referral-opened',
      'referral-accepted',
      'referral-completed',
      'referral-failed',
      'referral-reopened',
      ...WORK,
      ...RIGHTS,
    ],
    // Declined or handed back: there is nothing left to stop.
    recipient: ['referral-rejected', 'referral-handed-back'],
  },
  'outcome-contradicted': {
    // Also against an outcome that was stated again meanwhile.
    both: ['cancellation-refused', 'referral-completed', 'referral-failed', ...RIGHTS],
    // It goes on already.
    recipient: ['referral-reopened', ...WORK, 'referral-handed-back', 'referral-cancelled'],
  },
  'outcome-confirmed': {
    both: ['cancellation-refused', 'referral-completed', 'referral-failed', ...RIGHTS],
    recipient: ['referral-reopened', ...WORK, 'referral-handed-back', 'referral-cancelled'],
  },
  // A referral that should never have been is void whatever was decided of it, and so is one that was taken back.
  'referral-entered-in-error': { sender: ALL },
  'hand-back-taken': { sender: ALL },
  'consent-withdrawn': { both: ALL },
  'erasure-stated': { both: ALL },
  'holding-asked': { both: ALL },
  'holding-stated': { both: ALL },
  'right-exercised': { both: ALL },
  'right-answered': { both: ALL },
}

/** What becomes of an event of the sender's and one of the recipient's that crossed. */
export function raceOf(sender: EventType, recipient: EventType): Race {
  const row = RACES[sender]
  for (const race of ['both', 'recipient', 'sender'] as const) if (row?.[race]?.includes(recipient)) return race
  return 'never'
}
