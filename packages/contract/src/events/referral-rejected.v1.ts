import Type, { type Static } from 'typebox'
import { PossibleIf, RejectionReason } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** The recipient declines: a coded reason and what would make it possible. */
export const ReferralRejected = closed({
  reason: RejectionReason,
  possibleIf: Type.Array(PossibleIf, { minItems: 1, maxItems: 7, uniqueItems: true }),
})
export type ReferralRejected = Static<typeof ReferralRejected>
