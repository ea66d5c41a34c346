import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** It goes on after all. */
export const ReferralReopened = closed({})
export type ReferralReopened = Static<typeof ReferralReopened>
