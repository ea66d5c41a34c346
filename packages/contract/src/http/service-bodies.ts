import Type, { type Static } from 'typebox'
import { Confidence, HeadOfClaim, Indicator, IntakeChannel, VictimStatus } from '../codes/labour.ts'
import { Need, Urgency } from '../codes/need.ts'
import { CalendarDate, CurrencyCode, Instant, MinorUnits, Names, RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { PersonLine } from './person.ts'

const OptionalInstant = Type.Union([Instant, Type.Null()])

/** POST /complaints (union-liaison): a complaint holds persons; only their number leaves without consent. */
export const NewComplaint = closed({
  channel: IntakeChannel,
  people: Type.Array(RowId, { minItems: 1, maxItems: 500, uniqueItems: true }),
  heads: Type.Array(HeadOfClaim, { minItems: 1, maxItems: 10, uniqueItems: true }),
  firstContactOn: CalendarDate,
})
/** GET /complaints. */
export const ComplaintView = closed({
  id: RowId,
  channel: IntakeChannel,
  people: Type.Array(
    closed({
      personId: RowId,
      referralId: Type.Union([RowId, Type.Null()]),
      stage: Type.Union([Type.String(), Type.Null()]),
      dueAt: OptionalInstant,
    }),
  ),
  heads: Type.Array(HeadOfClaim),
  firstContactOn: CalendarDate,
  createdAt: Instant,
})
export const ComplaintPage = closed({ items: Type.Array(ComplaintView), next: Type.Union([RowId, Type.Null()]) })
/** GET /complaints/:id/people: how they are called. */
export const CrewNames = closed({ people: Type.Array(PersonLine) })

/** One of the eleven indicators, and how sure the screener is. */
const IndicatorFound = closed({ indicator: Indicator, confidence: Confidence })

/** POST /matters/:id/screening (ministry-intake): the 11 indicators inform, never decide alone. */
export const Screening = closed({
  indicators: Type.Array(IndicatorFound, { minItems: 1, maxItems: 11 }),
  victimStatus: VictimStatus,
})
/** POST /matters/:id/worker-confirmation: what R-15 asks before the employer learns anything. */
export const WorkerConfirmation = closed({
  notifyOn: CalendarDate,
  toldWhatFollows: Type.Literal(true),
  safetyPlan: closed({ bed: Type.Boolean(), papers: Type.Boolean(), phone: Type.Boolean(), contact: Type.Boolean() }),
})
/** POST /matters/:id/joint-session. */
export const JointSession = closed({ at: Instant, personAsked: Type.Boolean() })
/** GET /matters: complaints taken on by the ministry. */
export const MatterView = closed({
  id: RowId,
  referralId: RowId,
  reference: Type.String(),
  registeredAt: Instant,
  conciliationDueAt: Instant,
  conciliation: Type.Enum(['running', 'settled', 'referred-to-committee']),
  /** For which there is any evidence. */
  indicators: Type.Array(IndicatorFound),
  victimStatus: VictimStatus,
  workerConfirmedOn: Type.Union([CalendarDate, Type.Null()]),
  employerNotifiedAt: OptionalInstant,
  jointSessionAt: OptionalInstant,
  version: Type.Integer({ minimum: 1 }),
})
export type MatterView = Static<typeof MatterView>
export const MatterList = closed({ matters: Type.Array(MatterView) })

/** GET /beds (shelter): beds tonight. */
export const BedView = closed({
  id: RowId,
  label: Type.String(),
  sex: Type.Enum(['female', 'male', 'any']),
  family: Type.Boolean(),
  stepFree: Type.Boolean(),
  state: Type.Enum(['free', 'held', 'taken']),
  heldUntil: OptionalInstant,
  referralId: Type.Union([RowId, Type.Null()]),
})
export const BedList = closed({ beds: Type.Array(BedView), free: Type.Integer() })
/** POST /referrals/:id/bed-hold and POST /referrals/:id/arrival. */
export const BedChoice = closed({ bedId: RowId })
/** GET /stays and POST /stays/:id/departure. Left by own choice is neutral. */
export const StayView = closed({
  id: RowId,
  referralId: RowId,
  bedId: RowId,
  arrivedAt: Instant,
  departedAt: OptionalInstant,
  departure: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer(),
})
export const StayList = closed({ stays: Type.Array(StayView) })
export const Departure = closed({
  departure: Type.Enum(['left-by-own-choice', 'moved-to-other-house', 'returned-home-voluntarily', 'own-housing']),
  destinationKnown: Type.Literal(true),
})
/** POST /watch-list (shelter, legal-aid): names of parties, kept sealed, with which conflict checks are compared. */
/** GET /watch-list: how many names are kept; never which. */
export const WatchListSize = closed({ count: Type.Integer({ minimum: 0 }) })
export const WatchedParty = closed({
  about: Type.Enum(['employer', 'recruiter', 'person-feared']),
  name: Type.String({ minLength: 2, maxLength: 200 }),
})

/** POST /referrals/:id/offers (legal-aid): offer the case to a lawyer who speaks the language. */
export const NewOffer = closed({ lawyerId: RowId })
export const OfferView = closed({
  id: RowId,
  referralId: RowId,
  reference: Type.String(),
  lawyerId: RowId,
  lawyerNames: Names,
  /** What is needed and how soon, never who needs it (D13); nothing where the offer came back. */
  needs: Type.Array(Need),
  urgency: Type.Union([Urgency, Type.Null()]),
  state: Type.Enum(['offered', 'taken', 'returned']),
  offeredAt: Instant,
  answeredAt: OptionalInstant,
  version: Type.Integer(),
})
export const OfferList = closed({ offers: Type.Array(OfferView) })
export const LawyerView = closed({ id: RowId, names: Names, languages: Type.Array(Type.String()), cases: Type.Integer() })
export const LawyerList = closed({ lawyers: Type.Array(LawyerView) })
/** POST /referrals/:id/hearings. */
export const NewHearing = closed({ at: Instant, confirmed: Type.Boolean() })

/** GET /fund (charity-funding). Minor units. */
export const FundView = closed({
  currency: CurrencyCode,
  endowed: MinorUnits,
  reserved: MinorUnits,
  paid: MinorUnits,
  available: MinorUnits,
})
export type FundView = Static<typeof FundView>
/** POST /referrals/:id/award: assessed amount; the payee is the referring body, no name is known here (H2). */
export const NewAward = closed({
  minorUnits: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  period: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }),
  purpose: Type.Enum(['emergency-relief', 'ticket-home', 'medical', 'living-costs', 'court-fees']),
})
export const AwardView = closed({
  id: RowId,
  referralId: RowId,
  reference: Type.String(),
  minorUnits: MinorUnits,
  currency: CurrencyCode,
  purpose: Type.String(),
  period: Type.String(),
  state: Type.Enum(['assessed', 'approved-once', 'approved', 'paid', 'refused']),
  approvals: Type.Array(closed({ at: Instant, byMe: Type.Boolean() })),
  paidAt: OptionalInstant,
  version: Type.Integer({ minimum: 1 }),
})
export type AwardView = Static<typeof AwardView>
export const AwardList = closed({ awards: Type.Array(AwardView) })
