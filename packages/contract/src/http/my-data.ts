import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { CorrectionReason, MemberComplaint, ObjectionReason, RightHolder, RightOutcome, RightRefusal } from '../codes/rights.ts'
import { HoldingLine } from '../events/holding-stated.v1.ts'
import { EntityId, Hash, Instant, Names, RowId } from '../identifiers.ts'
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
})
export type MyDataOther = Static<typeof MyDataOther>

/** GET /people/:id/my-data (C9, J-6): what is held of a person here, and what the others said when they were asked. */
export const MyData = closed({
  at: Instant,
  own: Type.Array(MyDataLine),
  others: Type.Array(MyDataOther),
  /** Bodies that were asked and have not answered. */
  missing: Type.Integer({ minimum: 0 }),
})
export type MyData = Static<typeof MyData>

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

/** GET /people/:id/rights: what the person asked for, and what they say against members. */
export const RightsList = closed({
  rights: Type.Array(RightView),
  complaints: Type.Array(closed({ id: RowId, about: EntityId, what: MemberComplaint, at: Instant })),
})
export type RightsList = Static<typeof RightsList>

/** POST /people/:id/member-complaints (C11, D-21): what the person says against a member; never told to that member. */
export const NewMemberComplaint = closed({ about: EntityId, what: MemberComplaint, by: RightHolder })
export type NewMemberComplaint = Static<typeof NewMemberComplaint>

/**
 * That it was written down. `road` says plainly how it reaches an address: `by-hand` means that no member of the network can be sent it
 * by this service, and somebody takes it there.
 */
export const ComplaintRecorded = closed({ id: RowId, road: Type.Enum(['by-hand']), addresses: Type.Array(Type.String(), { minItems: 1 }) })
