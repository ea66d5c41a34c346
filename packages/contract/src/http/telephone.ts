import Type, { type Static } from 'typebox'
import { PossibleIf, RejectionReason } from '../codes/decision.ts'
import { AgeBand, Need, Sex, Urgency } from '../codes/need.ts'
import { EntityId, Instant, LanguageCode, Names, RowId, TelephoneCode } from '../identifiers.ts'
import { StaffRole } from '../organisation.ts'
import { closed, codes } from '../schema.ts'

/** What was said on the telephone of the decision (J-9). */
export const SpokenAnswer = codes(['accepted', 'capacity', 'declined'], 'DOMAIN.md J-9')
export type SpokenAnswer = Static<typeof SpokenAnswer>

/** The spoken one-time code as somebody may type it: two groups or one, small letters too; which signs are good is `policy`'s to say. */
const SpokenCode = Type.String({ minLength: 8, maxLength: 12 })

/** What may be said of the need on the telephone: closed fields only; no text, no name, no place. */
export const SpokenNeed = closed({
  needs: Type.Array(Need, { minItems: 1, maxItems: 6, uniqueItems: true }),
  urgency: Urgency,
  sex: Sex,
  ageBand: AgeBand,
  languages: Type.Array(LanguageCode, { maxItems: 6, uniqueItems: true }),
  /** Children and others who come along. */
  others: Type.Integer({ minimum: 0, maximum: 20 }),
})
export type SpokenNeed = Static<typeof SpokenNeed>

/** POST /telephone-records: a referral came by telephone, written up by whoever took the call. `rejection` only with `declined`. */
export const NewTelephoneRecord = closed({
  partner: EntityId,
  code: SpokenCode,
  need: SpokenNeed,
  answer: SpokenAnswer,
  rejection: Type.Optional(
    closed({ reason: RejectionReason, possibleIf: Type.Array(PossibleIf, { minItems: 1, maxItems: 7, uniqueItems: true }) }),
  ),
  at: Instant,
})
export type NewTelephoneRecord = Static<typeof NewTelephoneRecord>

/** POST /referrals/:id/told-by-telephone: whom there we told, by role and never by name, when, and what they said. */
export const ToldByTelephone = closed({ told: StaffRole, answer: SpokenAnswer, at: Instant })
export type ToldByTelephone = Static<typeof ToldByTelephone>

/** A call as it was written up: ours to them (`told`), or theirs to us. `by` is our member of staff. */
export const TelephoneRecordView = closed({
  id: RowId,
  direction: Type.Enum(['made', 'taken']),
  partner: closed({ entityId: EntityId, names: Names }),
  code: TelephoneCode,
  need: Type.Union([SpokenNeed, Type.Null()]),
  answer: SpokenAnswer,
  rejection: Type.Union([closed({ reason: RejectionReason, possibleIf: Type.Array(PossibleIf) }), Type.Null()]),
  told: Type.Union([StaffRole, Type.Null()]),
  by: Names,
  at: Instant,
  /** The referral it joined; null while the referral itself has not come. */
  referralId: Type.Union([RowId, Type.Null()]),
})
export type TelephoneRecordView = Static<typeof TelephoneRecordView>

/** GET /telephone-records: calls we took, those that wait for their referral first. */
export const TelephoneRecordList = closed({ records: Type.Array(TelephoneRecordView) })
export type TelephoneRecordList = Static<typeof TelephoneRecordList>

/** What a referral's page shows of the telephone: the code we may say while it waits, and the calls written up. */
export const TelephoneView = closed({
  code: Type.Union([TelephoneCode, Type.Null()]),
  records: Type.Array(TelephoneRecordView),
})
export type TelephoneView = Static<typeof TelephoneView>
