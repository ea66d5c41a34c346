import type { Static } from 'typebox'
import { Withdrawn } from '../codes/consent.ts'
import { closed } from '../schema.ts'

/** The person took something back where it was referred to: a wish that goes up, and that the sender executes as its own (DESIGN §7). */
export const WithdrawalRequested = closed({ categories: Withdrawn })
export type WithdrawalRequested = Static<typeof WithdrawalRequested>
