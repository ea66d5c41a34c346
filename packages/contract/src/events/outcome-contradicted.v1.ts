import type { Static } from 'typebox'
import { closed, codes } from '../schema.ts'

/** “They say completed, I got nothing” (c25). */
export const OutcomeContradicted = closed({ says: codes(['nothing-received', 'less-than-stated', 'something-else'], 'FEATURES c25') })
export type OutcomeContradicted = Static<typeof OutcomeContradicted>
