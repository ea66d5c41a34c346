import type { Static } from 'typebox'
import { HoldReason } from '../codes/decision.ts'
import { CalendarDate } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** It rests, for a reason, until a review date. */
export const ReferralHeld = closed({ reason: HoldReason, reviewOn: CalendarDate })
export type ReferralHeld = Static<typeof ReferralHeld>
