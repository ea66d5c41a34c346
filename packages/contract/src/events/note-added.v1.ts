import type { Static } from 'typebox'
import { closed, text } from '../schema.ts'

/** A note to the other body. From the recipient it is category `progress`. */
export const NoteAdded = closed({ text: text(3000) })
export type NoteAdded = Static<typeof NoteAdded>
