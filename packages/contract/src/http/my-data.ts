import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { ErasablePart, ErasedParts, KeptParts } from '../codes/erasure.ts'
import {
  ComplaintStands,
  CorrectionReason,
  MemberComplaint,
  ObjectionReason,
  RightHolder,
  RightOutcome,
  RightRefusal,
} from '../codes/rights.ts'
import { HoldingLine } from '../events/holding-stated.v1.ts'
import { EntityId, Hash, Instant, Names, RandomId, RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'

const OptionalInstant = Type.Union([Instant, Type.Null()])

/**
 * What stands behind a line: the signed event by its hash, who signed it, and the other body's signed receipt; null where no receipt has
 * come, or it is our own log that says so.
 */
export const Proof = closed({ event: Hash, iss: EntityId, receipt: Type.Union([Type.String(), Type.Null()]) })

/** A line of what a body holds and did, with whom it was shared and what proves it. */
export const MyDataLine = closed({
  line: HoldingLine,
  /** The other body, where one is concerned. */
  with: Type.Union([EntityId, Type.Null()]),
  proof: Type.Union([Proof, Type.Null()]),
})
export type MyDataLine = Static<typeof MyDataLine>

/** What a body said of itself, or of one below it. `proof` is of the signed statement. */
export const MyDataStatement = closed({
  at: Instant,
  steps: Type.Integer({ minimum: 0, maximum: 5 }),
  kind: Type.String(),
  body: Type.Union([EntityId, Type.Null()]),
  lines: Type.Array(HoldingLine),
  proof: Proof,
})
export type MyDataStatement = Static<typeof MyDataStatement>

/** What a body was told to erase (c2), and what it stated of it; `proof` is of its signed statement. */
export const MyDataTold = closed({
  parts: Type.Array(ErasablePart),
  at: Instant,
  dueAt: Instant,
  /** Every part was stated, as erased or as kept. */
  complete: Type.Boolean(),
  statedAt: OptionalInstant,
  erased: ErasedParts,
  kept: KeptParts,
  proof: Type.Union([Proof, Type.Null()]),
})
export type MyDataTold = Static<typeof MyDataTold>

/** A body to which one that answered passed something on, `steps` referrals further on, and that has not answered through it. */
export const MyDataFurther = closed({
  steps: Type.Integer({ minimum: 1, maximum: 5 }),
  kind: Type.String(),
  body: Type.Union([EntityId, Type.Null()]),
})
export type MyDataFurther = Static<typeof MyDataFurther>

/** How it stands with one body that was, or can be, asked. */
export const MyDataOther = closed({
  referral: RowId,
  partner: closed({ entityId: EntityId, names: Names, kind: Type.String() }),
  /** Below: we referred the person to it. Above: it referred the person to us. */
  direction: Type.Enum(['below', 'above']),
  /** `suspended`: it cannot be asked now, and its answer is not waited for. */
  stands: Type.Enum(['not-asked', 'waiting', 'answered', 'suspended']),
  askedAt: OptionalInstant,
  answeredAt: OptionalInstant,
  statements: Type.Array(MyDataStatement),
  /** Of whom it says that they have something too, and who have not spoken yet. */
  further: Type.Array(MyDataFurther),
  told: Type.Array(MyDataTold),
})
export type MyDataOther = Static<typeof MyDataOther>

/** GET /people/:id/my-data (C9, J-6): what is held of a person here, and what the others said when they were asked. */
export const MyData = closed({
  at: Instant,
  own: Type.Array(MyDataLine),
  others: Type.Array(MyDataOther),
  /** Bodies that were asked and have not answered. */
  missing: Type.Integer({ minimum: 0 }),
  /** Answers and statements of what was erased that have come so far. */
  heard: Type.Integer({ minimum: 0 }),
})
export type MyData = Static<typeof MyData>

/**
 * GET /people/:id/my-data/progress: how many answers and statements have come so far, also from bodies further on, which may speak long
 * after whoever was asked. No look at anybody’s file.
 */
export const MyDataProgress = closed({ heard: Type.Integer({ minimum: 0 }) })
export type MyDataProgress = Static<typeof MyDataProgress>

/** POST /people/:id/my-data: asks every body below and the one above. */
export const HoldingsAsked = closed({ by: RightHolder })
/** How many bodies were asked, and how many are suspended and could not be. */
export const HoldingsAskedOf = closed({ asked: Type.Integer({ minimum: 0 }), suspended: Type.Integer({ minimum: 0 }) })

/** POST /people/:id/corrections (C11): something held of a category is not right. */
export const NewCorrection = closed({ category: Category, because: CorrectionReason, by: RightHolder })
export type NewCorrection = Static<typeof NewCorrection>

/** POST /people/:id/objections (C11): to what we do ourselves. POST /referrals/:id/objections: to what the other body does. */
export const NewObjection = closed({ category: Category, because: ObjectionReason, by: RightHolder })
export type NewObjection = Static<typeof NewObjection>

/** What was set going: corrected sections that go to others, and bodies that were asked to act. */
export const RightsAsked = closed({ id: RowId, corrected: Type.Integer({ minimum: 0 }), asked: Type.Integer({ minimum: 0 }) })

/** POST /rights/:id/answer: what we did about it, and why not all of it. */
export const RightAnswer = Type.Union([
  closed({ answer: Type.Literal('done') }),
  closed({ answer: Type.Enum(['done-in-part', 'refused']), because: RightRefusal }),
])
export type RightAnswer = Static<typeof RightAnswer>

/** A right that was exercised: by whom it is to be answered, by when, and what was answered. */
export const RightView = closed({
  id: RowId,
  right: Type.Enum(['correction', 'objection']),
  category: Category,
  because: Type.String(),
  /** Who must answer: we, or the other body. */
  answers: Type.Enum(['us', 'them']),
  /** The other body; null when it is about ourselves alone. */
  with: Type.Union([EntityId, Type.Null()]),
  at: Instant,
  dueAt: Instant,
  overdue: Type.Boolean(),
  answeredAt: OptionalInstant,
  answer: Type.Union([RightOutcome, Type.Null()]),
  refusal: Type.Union([RightRefusal, Type.Null()]),
})
export type RightView = Static<typeof RightView>

/** What a person says against a member, and how far it is. */
export const MemberComplaintView = closed({
  id: RowId,
  about: EntityId,
  what: MemberComplaint,
  at: Instant,
  /** With it the person asks the body that takes it what became of it; null where somebody takes it there. */
  number: Type.Union([RandomId, Type.Null()]),
  answer: Type.Boolean(),
  stands: ComplaintStands,
  /** When the box went that holds it, to whom, and the signed receipt for that box. */
  sentAt: OptionalInstant,
  to: Type.Union([EntityId, Type.Null()]),
  receipt: Type.Union([Type.String(), Type.Null()]),
  /** Where else one can go with it. */
  addresses: Type.Array(Type.String(), { minItems: 1 }),
})
export type MemberComplaintView = Static<typeof MemberComplaintView>

/** GET /people/:id/rights: what the person asked for, and what they say against members. */
export const RightsList = closed({
  rights: Type.Array(RightView),
  complaints: Type.Array(MemberComplaintView),
})
export type RightsList = Static<typeof RightsList>

/**
 * A right that somebody here has still to answer. `right` is null where a colleague works on the case and nobody said why they look:
 * that it is there, and by when, is all that a list shows of it.
 */
export const OpenRight = closed({
  id: RowId,
  personId: Type.Union([RowId, Type.Null()]),
  referralId: Type.Union([RowId, Type.Null()]),
  at: Instant,
  dueAt: Instant,
  overdue: Type.Boolean(),
  right: Type.Union([RightView, Type.Null()]),
})
export type OpenRight = Static<typeof OpenRight>

/** GET /rights: what is to be answered here, the most overdue first. */
export const OpenRights = closed({ rights: Type.Array(OpenRight) })
export type OpenRights = Static<typeof OpenRights>

/**
 * POST /people/:id/member-complaints (C11, D-21): what the person says against a member; never told to that member. `answer`: they mean to
 * ask what became of it.
 */
export const NewMemberComplaint = closed({ about: EntityId, what: MemberComplaint, answer: Type.Boolean(), by: RightHolder })
export type NewMemberComplaint = Static<typeof NewMemberComplaint>

/**
 * That it was written down. `road` says plainly how it reaches an address: `box`, with the next day's box, until when it can be taken
 * back; `by-hand` means that no member of the network can be sent it by this service, and somebody takes it there. The `number` is for
 * the person, who asks with it at the `addresses`.
 */
export const ComplaintRecorded = closed({
  id: RowId,
  road: Type.Enum(['box', 'by-hand']),
  number: Type.Union([RandomId, Type.Null()]),
  addresses: Type.Array(Type.String(), { minItems: 1 }),
})
