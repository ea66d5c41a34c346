import type { Static } from 'typebox'
import { HandBackReason } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** The recipient cannot go on. It stays responsible until the sender has taken the person back. */
export const ReferralHandedBack = closed({ reason: HandBackReason })
export type ReferralHandedBack = Static<typeof ReferralHandedBack>
