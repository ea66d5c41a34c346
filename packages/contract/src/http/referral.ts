import Type, { type Static } from 'typebox'
import { Category, Purpose } from '../codes/category.ts'
import { Withdrawn } from '../codes/consent.ts'
import { AcceptanceCondition, BusinessStatus, CapacityAnswer, ConflictState, Outcome } from '../codes/decision.ts'
import { Need, Urgency } from '../codes/need.ts'
import { ReadingReason } from '../codes/reading.ts'
import { type EVENTS, REFERRAL_STATES } from '../events/catalogue.ts'
import { GrantBasis, Reflection } from '../grant.ts'
import { EntityId, Instant, Names, RandomId, RowId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'
import { NeedSection } from '../sections/need.ts'
import { TelephoneView } from './telephone.ts'

/** A person's decision for one recipient, as staff record it; the service makes the signed grant of it (C1, C2). */
export const ConsentGiven = closed({
  basis: GrantBasis,
  purposes: Type.Array(Purpose, { minItems: 1, maxItems: 8, uniqueItems: true }),
  categories: Type.Array(Category, { minItems: 1, maxItems: 11, uniqueItems: true }),
  until: Instant,
  eraseAt: Instant,
  onward: closed({
    kinds: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]{1,40}$' }), { maxItems: 12, uniqueItems: true }),
    categories: Type.Array(Category, { maxItems: 11, uniqueItems: true }),
    depth: Type.Integer({ minimum: 0, maximum: 4 }),
  }),
  excluded: Type.Array(EntityId, { maxItems: 50, uniqueItems: true }),
  wayBack: Type.Boolean(),
  reflection: Type.Optional(Reflection),
})
export type ConsentGiven = Static<typeof ConsentGiven>

/** POST /referrals/:id/withdraw: what the person takes back, and who said so. */
export const Withdrawal = closed({ categories: Withdrawn, by: Type.Enum(['person', 'guardian']) })
export type Withdrawal = Static<typeof Withdrawal>

/** J-2: whom the person wants asked next, under a decision of their own about that body. */
export const NextChoice = closed({ to: EntityId, consent: ConsentGiven })
export type NextChoice = Static<typeof NextChoice>

/** POST /referrals: enquire first, or ask at once. */
export const NewReferral = closed({
  personId: RowId,
  to: EntityId,
  step: Type.Enum(['enquire', 'request']),
  need: NeedSection,
  consent: ConsentGiven,
  relatesTo: Type.Array(RowId, { maxItems: 10, uniqueItems: true }),
  /** It shall also be told by telephone (J-9): the request carries a spoken one-time code. */
  byTelephone: Type.Optional(Type.Literal(true)),
  /** In the person's own order: asked one after the other, when the one before does not answer in time or declines. */
  next: Type.Optional(Type.Array(NextChoice, { maxItems: 5 })),
  /** Asked the same at once, whether they can: an enquiry only, and no order beside it. Each is a case of its own. */
  beside: Type.Optional(Type.Array(NextChoice, { minItems: 1, maxItems: 5 })),
})
export type NewReferral = Static<typeof NewReferral>

/**
 * GET /referrals/:id/choices: the bodies in the person's own order, from the one that was asked first; none where they named no other.
 * `referralId` is the referral by which a body was asked.
 */
export const ChoiceList = closed({
  choices: Type.Array(
    closed({
      partner: EntityId,
      state: Type.Enum(['asked', 'waiting', 'dropped']),
      referralId: Type.Union([RowId, Type.Null()]),
    }),
  ),
  /** Whether others were asked the same at once: their answers stand side by side. */
  together: Type.Boolean(),
})
export type ChoiceList = Static<typeof ChoiceList>

/** What a creating request answers. */
export const Created = closed({ id: RowId, version: Type.Integer({ minimum: 1 }) })
export type Created = Static<typeof Created>

/**
 * POST /referrals/:id/conflict-check: names are folded and blinded here, so that nobody else can tell them. Without names: those of the
 * person's own employment section, so that nothing is told twice.
 */
export const ConflictNames = closed({
  names: Type.Optional(
    Type.Array(
      closed({ about: Type.Enum(['employer', 'recruiter', 'person-feared']), name: Type.String({ minLength: 2, maxLength: 200 }) }),
      { minItems: 1, maxItems: 20 },
    ),
  ),
})

/**
 * POST /referrals/:id/conflict-answer: what a person decides of checks that are not answered by themselves. Nobody sees a name: they
 * decide whether the list of this house is compared with them at all.
 */
export const ConflictDecision = closed({ decision: Type.Enum(['compare', 'decline']) })

/**
 * The verbs of a referral: `POST /referrals/:id/<verb>` with `If-Match`; the body is the event's content.
 * One verb, one event.
 */
export const REFERRAL_VERBS = {
  open: 'referral-opened',
  'answer-capacity': 'capacity-answered',
  request: 'referral-requested',
  accept: 'referral-accepted',
  reject: 'referral-rejected',
  start: 'referral-started',
  hold: 'referral-held',
  complete: 'referral-completed',
  fail: 'referral-failed',
  reopen: 'referral-reopened',
  'request-cancellation': 'cancellation-requested',
  cancel: 'referral-cancelled',
  'refuse-cancellation': 'cancellation-refused',
  'hand-back': 'referral-handed-back',
  'take-back': 'hand-back-taken',
  'enter-in-error': 'referral-entered-in-error',
  contradict: 'outcome-contradicted',
  confirm: 'outcome-confirmed',
  note: 'note-added',
} as const satisfies Record<string, keyof typeof EVENTS>
export type ReferralVerb = keyof typeof REFERRAL_VERBS

const OptionalInstant = Type.Union([Instant, Type.Null()])

/** The four facts of a referral, each apart (D2): sealed here, delivered (their receipt), opened, decided. */
export const Facts = closed({
  sealedAt: OptionalInstant,
  deliveredAt: OptionalInstant,
  openedAt: OptionalInstant,
  decidedAt: OptionalInstant,
})

/** Why something of ours has not been delivered: our own link, our log without witnesses, their receipt, their full inbox, or nobody took it in its time. */
export const WaitingReason = codes(['link-down', 'not-witnessed', 'not-received', 'inbox-full', 'expired'], 'DESIGN §4, §10')
export type WaitingReason = Static<typeof WaitingReason>

/** One line of the work list. */
export const ReferralLine = closed({
  id: RowId,
  /** Short local number that staff say on the telephone; never leaves the organisation. */
  reference: Type.String(),
  side: Type.Enum(['sender', 'recipient']),
  partner: closed({ entityId: EntityId, names: Names, kind: Type.String() }),
  state: Type.Enum([...REFERRAL_STATES]),
  cancelling: Type.Boolean(),
  urgency: Urgency,
  needs: Type.Array(Need),
  businessStatus: Type.Union([BusinessStatus, Type.Null()]),
  outcome: Type.Union([Outcome, Type.Null()]),
  /** When the next clock ends, and how near that is. */
  dueAt: OptionalInstant,
  receivedAt: Instant,
  facts: Facts,
  /** Something of ours that the other body has not receipted yet; null when all was. */
  waiting: Type.Union([closed({ since: Instant, reason: WaitingReason }), Type.Null()]),
  version: Type.Integer({ minimum: 1 }),
})
export type ReferralLine = Static<typeof ReferralLine>

/** GET /referrals: a page of the work list, by deadline, what is over last; `next` is the cursor of the following page. */
export const ReferralPage = closed({ items: Type.Array(ReferralLine), next: Type.Union([Type.String(), Type.Null()]) })
export type ReferralPage = Static<typeof ReferralPage>

/** The consent as its readers see it. */
export const ConsentView = closed({
  basis: Type.Enum(['consent', 'guardian', 'incapacity', 'statutory', 'danger']),
  purposes: Type.Array(Purpose),
  categories: Type.Array(Category),
  until: Instant,
  eraseAt: Instant,
  wayBack: Type.Boolean(),
  language: Type.Union([Type.String(), Type.Null()]),
  howGiven: Type.Union([Type.String(), Type.Null()]),
  excluded: Type.Array(EntityId),
  /** What the person took back of it since; it stands in `categories` no more. */
  withdrawn: Type.Array(Category),
})
export type ConsentView = Static<typeof ConsentView>

/** One entry of the timeline: an event of either side. */
export const TimelineEntry = closed({
  at: Instant,
  event: Type.String(),
  by: Type.Enum(['us', 'them']),
  delivered: Type.Boolean(),
  /** Codes only (reason, answer, stage, outcome, category), for the sentence on the screen. */
  codes: Type.Array(Type.String()),
})
export type TimelineEntry = Static<typeof TimelineEntry>

/** A section as this organisation holds it. */
export const SectionView = closed({
  category: Category,
  at: Instant,
  from: Type.Enum(['us', 'them']),
  content: Type.Object({}, { additionalProperties: true }),
})

/** A file of a referral. */
export const FileView = closed({
  id: RowId,
  name: Type.String(),
  mediaType: Type.String(),
  bytes: Type.Integer(),
  about: Type.String(),
  complete: Type.Boolean(),
})

/** A note to or from the other body. */
export const NoteView = closed({ at: Instant, by: Type.Enum(['us', 'them']), text: Type.String() })

/** What the other body answered so far; each null until it did. */
const WHAT_WAS_ANSWERED = {
  capacity: Type.Union([
    closed({ answer: CapacityAnswer, heldUntil: OptionalInstant, conditions: Type.Array(AcceptanceCondition) }),
    Type.Null(),
  ]),
  conflict: Type.Union([ConflictState, Type.Null()]),
  rejection: Type.Union([closed({ reason: Type.String(), possibleIf: Type.Array(Type.String()) }), Type.Null()]),
}

/** GET /referrals/:id/answers: those who were asked the same at once, in the order they were asked; none where it was asked alone. */
export const AnswersBeside = closed({
  personId: Type.Union([RowId, Type.Null()]),
  answers: Type.Array(
    closed({
      referral: ReferralLine,
      ...WHAT_WAS_ANSWERED,
      /** What the person opens to this body, should it be chosen. */
      opens: Type.Array(Category),
      /** Whether it can be asked now to take the person: it has answered, and no other one was chosen. */
      mayChoose: Type.Boolean(),
    }),
  ),
})
export type AnswersBeside = Static<typeof AnswersBeside>

/** GET /referrals/:id: the referral on one page. */
export const ReferralDetail = closed({
  referral: ReferralLine,
  personId: Type.Union([RowId, Type.Null()]),
  /** Null when it was erased. */
  need: Type.Union([NeedSection, Type.Null()]),
  consent: ConsentView,
  ...WHAT_WAS_ANSWERED,
  sections: Type.Array(SectionView),
  files: Type.Array(FileView),
  notes: Type.Array(NoteView),
  timeline: Type.Array(TimelineEntry),
  telephone: TelephoneView,
  /** Which of us changed the row last; null when that was the other body, or the service itself. */
  changedBy: Type.Union([Names, Type.Null()]),
  /** Verbs open to this organisation now, by state. */
  verbs: Type.Array(Type.String()),
})
export type ReferralDetail = Static<typeof ReferralDetail>

/** A member as the directory shows it. Never a place (E4). */
export const MemberView = closed({
  entityId: EntityId,
  names: Names,
  kind: Type.String(),
  status: Type.Enum(['live', 'suspended']),
  serves: Type.Array(Type.String()),
  /** Categories it may be given. */
  takes: Type.Array(Category),
  self: Type.Boolean(),
})
export const MemberList = closed({ members: Type.Array(MemberView) })
export type MemberView = Static<typeof MemberView>

/** Something a person must do. */
export const TaskView = closed({
  id: RowId,
  code: Type.String(),
  referralId: Type.Union([RowId, Type.Null()]),
  dueAt: OptionalInstant,
  createdAt: Instant,
  doneAt: OptionalInstant,
})
export const TaskList = closed({ tasks: Type.Array(TaskView) })
export type TaskView = Static<typeof TaskView>

/** Who looked at a person's file. */
export const AccessView = closed({
  at: Instant,
  staff: RandomId,
  action: Type.String(),
  /** Why they looked at a case that is a colleague's; null where nobody had to say. */
  reason: Type.Union([ReadingReason, Type.Null()]),
})
export const AccessList = closed({ accesses: Type.Array(AccessView) })
