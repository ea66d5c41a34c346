import type { Static } from 'typebox'
import { Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { NeedSection } from '../sections/need.ts'

/** May you take somebody with this need? Coded need only; the person is a pseudonym of this pair. */
export const ReferralEnquired = closed({ person: RandomId, need: NeedSection, respondBy: Instant })
export type ReferralEnquired = Static<typeof ReferralEnquired>
