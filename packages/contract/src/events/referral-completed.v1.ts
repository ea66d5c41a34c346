import type { Static } from 'typebox'
import { Outcome } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** Done, with what became of it. Category `progress`. */
export const ReferralCompleted = closed({ outcome: Outcome })
export type ReferralCompleted = Static<typeof ReferralCompleted>
