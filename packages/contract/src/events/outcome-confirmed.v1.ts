import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** The person, asked by whoever referred them, says that it is as the body reported (c25); the other answer is `outcome-contradicted`. */
export const OutcomeConfirmed = closed({})
export type OutcomeConfirmed = Static<typeof OutcomeConfirmed>
