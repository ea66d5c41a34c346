import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** The sender has taken the person back and is responsible again. */
export const HandBackTaken = closed({})
export type HandBackTaken = Static<typeof HandBackTaken>
