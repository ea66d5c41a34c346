import Type, { type Static } from 'typebox'
import { Outcome } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** It could not be done. What became of it is category `progress`; without a grant for that the bare fact still goes back. */
export const ReferralFailed = closed({ outcome: Type.Optional(Outcome) })
export type ReferralFailed = Static<typeof ReferralFailed>
