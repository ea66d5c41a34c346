import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** The recipient has stopped, as asked. */
export const ReferralCancelled = closed({})
export type ReferralCancelled = Static<typeof ReferralCancelled>
