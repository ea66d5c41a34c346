import Type, { type Static } from 'typebox'
import { closed } from '../schema.ts'

/** “They say completed, I got nothing” (c25). */
export const OutcomeContradicted = closed({ says: Type.Enum(['nothing-received', 'less-than-stated', 'something-else']) })
export type OutcomeContradicted = Static<typeof OutcomeContradicted>
