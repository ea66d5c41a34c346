import Type, { type Static } from 'typebox'
import { BusinessStatus } from '../codes/decision.ts'
import { Instant } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** A stage reached and when the next clock ends. Category `progress`. */
export const ReferralProgressed = closed({ businessStatus: BusinessStatus, dueAt: Type.Optional(Instant) })
export type ReferralProgressed = Static<typeof ReferralProgressed>
