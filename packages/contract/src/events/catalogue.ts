import type { Static, TSchema } from 'typebox'
import { type Check, check } from '../schema.ts'
import { CancellationRefused } from './cancellation-refused.v1.ts'
import { CancellationRequested } from './cancellation-requested.v2.ts'
import { CapacityAnswered } from './capacity-answered.v1.ts'
import { ChainAsked } from './chain-asked.v1.ts'
import { ChainReturned } from './chain-returned.v2.ts'
import { CheckpointStated } from './checkpoint.v1.ts'
import { ComplaintBox } from './complaint-box.v1.ts'
import { ConflictAnswered } from './conflict-answered.v2.ts'
import { ConflictChecked } from './conflict-checked.v2.ts'
import { ConsentWithdrawn } from './consent-withdrawn.v1.ts'
import { CosignatureStated } from './cosignature.v1.ts'
import { DigestStated } from './digest-stated.v1.ts'
import { DisclosureVoided } from './disclosure-voided.v1.ts'
import { ErasureStated } from './erasure-stated.v2.ts'
import { FileChunk } from './file-chunk.v1.ts'
import { HandBackTaken } from './hand-back-taken.v1.ts'
import { HoldingAsked } from './holding-asked.v1.ts'
import { HoldingStated } from './holding-stated.v1.ts'
import { MeetingAnswered } from './meeting-answered.v1.ts'
import { MeetingArranged } from './meeting-arranged.v1.ts'
import { NoteAdded } from './note-added.v1.ts'
import { OutcomeConfirmed } from './outcome-confirmed.v1.ts'
import { OutcomeContradicted } from './outcome-contradicted.v1.ts'
import { ReferralAccepted } from './referral-accepted.v1.ts'
import { ReferralCancelled } from './referral-cancelled.v1.ts'
import { ReferralCompleted } from './referral-completed.v1.ts'
import { ReferralEnquired } from './referral-enquired.v1.ts'
import { ReferralEnteredInError } from './referral-entered-in-error.v1.ts'
import { ReferralFailed } from './referral-failed.v1.ts'
import { ReferralHandedBack } from './referral-handed-back.v1.ts'
import { ReferralHeld } from './referral-held.v1.ts'
import { ReferralOpened } from './referral-opened.v1.ts'
import { ReferralProgressed } from './referral-progressed.v1.ts'
import { ReferralRejected } from './referral-rejected.v1.ts'
import { ReferralReopened } from './referral-reopened.v1.ts'
import { ReferralRequested } from './referral-requested.v2.ts'
import { ReferralStarted } from './referral-started.v1.ts'
import { RightAnswered } from './right-answered.v1.ts'
import { RightExercised } from './right-exercised.v1.ts'
import { SecondPersonAnswered } from './second-person-answered.v1.ts'
import { SecondPersonAsked } from './second-person-asked.v1.ts'
import { SectionsDisclosed } from './sections-disclosed.v1.ts'
import { WithdrawalRequested } from './withdrawal-requested.v1.ts'

/** Where a referral stands. Both ends hold the same value once all receipts are in. */
export const REFERRAL_STATES = [
  'enquired',
  'answered',
  'requested',
  'opened',
  'accepted',
  'in-progress',
  'on-hold',
  'completed',
  'failed',
  'rejected',
  'cancelled',
  'handed-back',
  'taken-back',
  'entered-in-error',
] as const
export type ReferralState = (typeof REFERRAL_STATES)[number]

/** States in which nobody waits for anything any more; what was handed back waits to be taken. Part of `desk`'s index of what is over. */
export const ENDED_STATES = [
  'completed',
  'failed',
  'rejected',
  'cancelled',
  'taken-back',
  'entered-in-error',
] as const satisfies readonly ReferralState[]

/** FHIR R4 Task.status of each state (the ten of the SDOH guide, and `received`). */
export const FHIR_STATUS: Readonly<Record<ReferralState, string>> = {
  enquired: 'draft',
  answered: 'draft',
  requested: 'requested',
  opened: 'received',
  accepted: 'accepted',
  'in-progress': 'in-progress',
  'on-hold': 'on-hold',
  completed: 'completed',
  failed: 'failed',
  rejected: 'rejected',
  cancelled: 'cancelled',
  'handed-back': 'failed',
  'taken-back': 'failed',
  'entered-in-error': 'entered-in-error',
}

/** One row of the event table (DESIGN §8): who writes it, when, what it does, what must cover it. */
export interface EventRow {
  readonly schema: TSchema
  /** The version that handlers see; the earlier ones still read are in `versions.ts`. */
  readonly v: number
  /** `chain`: part of a referral, with case and seq. `pair`: between two organisations, without. */
  readonly level: 'chain' | 'pair'
  readonly writer: 'sender' | 'recipient' | 'either'
  /** States in which its writer may write it; `null` is before the referral exists. */
  readonly from: readonly (ReferralState | null)[]
  /** States in which its writer may write it while the other end is suspended; nothing else is written to a suspended member. */
  readonly whenSuspended?: readonly ReferralState[]
  /** State it leads to; `same` changes none. */
  readonly to: ReferralState | 'same'
  /**
   * What covers it. `request`: the whole grant of the referral, which the sender signs. `section`: that grant must cover
   * the section's category. `case`: a bare code that flows on the request's grant. `progress`: the recipient's own grant
   * naming the original sender. `none`: says nothing of a person.
   */
  readonly grant: 'request' | 'section' | 'case' | 'progress' | 'none'
}

const LIVE = ['enquired', 'answered', 'requested', 'opened', 'accepted', 'in-progress', 'on-hold'] as const
const BEFORE_DECISION = ['enquired', 'answered', 'requested', 'opened'] as const
const TAKEN_ON = ['accepted', 'in-progress', 'on-hold'] as const

const row = <S extends TSchema>(
  schema: S,
  writer: EventRow['writer'],
  from: EventRow['from'],
  to: EventRow['to'],
  grant: EventRow['grant'],
  level: EventRow['level'] = 'chain',
  v = 1,
) => ({ schema, v, writer, from, to, grant, level }) as const

/** Between two organisations: no case, no state, nothing said of a person. */
const pair = <S extends TSchema>(schema: S, writer: EventRow['writer']) => row(schema, writer, [], 'same', 'none', 'pair')

/** The event table. Role × type × state derives from it; what is not in it is unknown and refused. */
export const EVENTS = {
  'referral-enquired': row(ReferralEnquired, 'sender', [null], 'enquired', 'request'),
  'capacity-answered': row(CapacityAnswered, 'recipient', ['enquired', 'answered'], 'answered', 'case'),
  'conflict-checked': row(ConflictChecked, 'sender', BEFORE_DECISION, 'same', 'case', 'chain', 2),
  'conflict-answered': row(ConflictAnswered, 'recipient', BEFORE_DECISION, 'same', 'case', 'chain', 2),
  'referral-requested': row(ReferralRequested, 'sender', [null, 'enquired', 'answered'], 'requested', 'request', 'chain', 2),
  'referral-opened': row(ReferralOpened, 'recipient', ['requested'], 'opened', 'case'),
  'referral-accepted': row(ReferralAccepted, 'recipient', ['requested', 'opened'], 'accepted', 'case'),
  'referral-rejected': row(ReferralRejected, 'recipient', ['requested', 'opened'], 'rejected', 'case'),
  'sections-disclosed': row(SectionsDisclosed, 'sender', TAKEN_ON, 'same', 'section'),
  // At the place of something that was not told after all: where that could be written, this can.
  'disclosure-voided': row(DisclosureVoided, 'either', TAKEN_ON, 'same', 'case'),
  'referral-started': row(ReferralStarted, 'recipient', ['accepted', 'on-hold'], 'in-progress', 'case'),
  'referral-held': row(ReferralHeld, 'recipient', ['accepted', 'in-progress'], 'on-hold', 'case'),
  'referral-progressed': row(ReferralProgressed, 'recipient', ['accepted', 'in-progress', 'on-hold'], 'same', 'progress'),
  'referral-completed': row(ReferralCompleted, 'recipient', TAKEN_ON, 'completed', 'progress'),
  'referral-failed': row(ReferralFailed, 'recipient', TAKEN_ON, 'failed', 'progress'),
  'referral-reopened': row(ReferralReopened, 'recipient', ['completed', 'failed'], 'in-progress', 'case'),
  'cancellation-requested': row(CancellationRequested, 'sender', LIVE, 'same', 'case', 'chain', 2),
  'referral-cancelled': row(ReferralCancelled, 'recipient', LIVE, 'cancelled', 'case'),
  'cancellation-refused': row(CancellationRefused, 'recipient', [...TAKEN_ON, 'completed', 'failed'], 'same', 'case'),
  'referral-handed-back': row(ReferralHandedBack, 'recipient', TAKEN_ON, 'handed-back', 'case'),
  'hand-back-taken': {
    ...row(HandBackTaken, 'sender', ['handed-back'], 'taken-back', 'case'),
    // DESIGN §8: of a suspended member the counterpart takes back, by its own event, which waits until the member is live again.
    whenSuspended: [...LIVE, 'completed', 'failed', 'handed-back'],
  },
  'referral-entered-in-error': row(
    ReferralEnteredInError,
    'sender',
    [...LIVE, 'completed', 'failed', 'rejected'],
    'entered-in-error',
    'case',
  ),
  'outcome-contradicted': row(OutcomeContradicted, 'sender', ['completed', 'failed'], 'same', 'case'),
  'outcome-confirmed': row(OutcomeConfirmed, 'sender', ['completed', 'failed'], 'same', 'case'),
  // D14: how somebody is reached is a section; that whoever meets them comes is a bare code.
  'meeting-arranged': row(MeetingArranged, 'sender', TAKEN_ON, 'same', 'section'),
  'meeting-answered': row(MeetingAnswered, 'recipient', TAKEN_ON, 'same', 'case'),
  'note-added': row(NoteAdded, 'either', TAKEN_ON, 'same', 'progress'),
  // DESIGN §7: what is held, for how long it was held and by whom, the state says nothing of; so at any time, also to a suspended member.
  'consent-withdrawn': { ...row(ConsentWithdrawn, 'sender', REFERRAL_STATES, 'same', 'case'), whenSuspended: REFERRAL_STATES },
  'withdrawal-requested': row(WithdrawalRequested, 'recipient', REFERRAL_STATES, 'same', 'case'),
  'erasure-stated': row(ErasureStated, 'either', REFERRAL_STATES, 'same', 'case', 'chain', 2),
  // C9, C11: what a person may know and ask does not end with the work.
  'holding-asked': row(HoldingAsked, 'either', REFERRAL_STATES, 'same', 'case'),
  'holding-stated': row(HoldingStated, 'either', REFERRAL_STATES, 'same', 'case'),
  'right-exercised': row(RightExercised, 'either', REFERRAL_STATES, 'same', 'case'),
  'right-answered': row(RightAnswered, 'either', REFERRAL_STATES, 'same', 'case'),
  // R-1a: the second person of another member, who is told of nobody.
  'second-person-asked': pair(SecondPersonAsked, 'either'),
  'second-person-answered': pair(SecondPersonAnswered, 'either'),
  // C11, D-21: one a day from each member, full or empty.
  'complaint-box': pair(ComplaintBox, 'sender'),
  'file-chunk': pair(FileChunk, 'sender'),
  'digest-stated': pair(DigestStated, 'either'),
  'chain-asked': pair(ChainAsked, 'either'),
  'chain-returned': { ...pair(ChainReturned, 'either'), v: 2 },
  checkpoint: pair(CheckpointStated, 'either'),
  cosignature: pair(CosignatureStated, 'either'),
} as const satisfies Record<string, EventRow>

/** The types of events known in this version of the contract. */
export type EventType = keyof typeof EVENTS
/** The content of an event by its type. */
export type EventData<T extends EventType> = T extends 'sections-disclosed' ? SectionsDisclosed : Static<(typeof EVENTS)[T]['schema']>
/** An event as decisions make and handlers receive it: type and content, without the envelope's claims. */
export type Event = { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType]
/** All event types, in the order of the table. */
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[]

/** Whether a text names a known type of event. */
export function isEventType(value: string): value is EventType {
  return Object.hasOwn(EVENTS, value)
}

/** Checks of every event's content. */
export const checkEvent = Object.fromEntries(EVENT_TYPES.map((type) => [type, check(EVENTS[type].schema)])) as Record<
  EventType,
  Check<TSchema>
>
