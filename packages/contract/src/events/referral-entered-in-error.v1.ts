import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** It should never have been sent. */
export const ReferralEnteredInError = closed({})
export type ReferralEnteredInError = Static<typeof ReferralEnteredInError>
