import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** Work has begun. */
export const ReferralStarted = closed({})
export type ReferralStarted = Static<typeof ReferralStarted>
