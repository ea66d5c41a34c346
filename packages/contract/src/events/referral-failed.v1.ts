import type { Static } from 'typebox'
import { Outcome } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** It could not be done, with what became of it. Category `progress`. */
export const ReferralFailed = closed({ outcome: Outcome })
export type ReferralFailed = Static<typeof ReferralFailed>
