import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** Somebody at the recipient has read it: a fact of its own, apart from delivery and decision. */
export const ReferralOpened = closed({})
export type ReferralOpened = Static<typeof ReferralOpened>
