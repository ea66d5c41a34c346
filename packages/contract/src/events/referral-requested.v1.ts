import Type, { type Static } from 'typebox'
import { Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { NeedSection } from '../sections/need.ts'

/** Please take this person. Still only the coded need; what else is granted follows acceptance. */
export const ReferralRequestedV1 = closed({
  person: RandomId,
  need: NeedSection,
  respondBy: Instant,
  /** Earlier referrals of the same pair. */
  relatesTo: Type.Array(RandomId, { maxItems: 10, uniqueItems: true }),
})
export type ReferralRequestedV1 = Static<typeof ReferralRequestedV1>
