import Type, { type Static } from 'typebox'
import { closed } from '../schema.ts'

/** Whether any token matched; never which. */
export const ConflictAnswered = closed({ conflict: Type.Boolean() })
export type ConflictAnswered = Static<typeof ConflictAnswered>
