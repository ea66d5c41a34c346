import Type, { type Static } from 'typebox'
import { Outcome } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** Done. What became of it is category `progress`; without a grant for that the bare fact still goes back. */
export const ReferralCompleted = closed({ outcome: Type.Optional(Outcome) })
export type ReferralCompleted = Static<typeof ReferralCompleted>
