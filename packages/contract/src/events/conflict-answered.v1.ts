import Type, { type Static } from 'typebox'
import { closed } from '../schema.ts'

/** Whether any token matched; never which. */
export const ConflictAnsweredV1 = closed({ conflict: Type.Boolean() })
export type ConflictAnsweredV1 = Static<typeof ConflictAnsweredV1>
