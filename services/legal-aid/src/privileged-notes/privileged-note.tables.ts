import type { Part } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** What passes between a person and their lawyer, sealed under the case's key. */
export const privilegedNotes = pgSchema('privileged_notes').table('note', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  authorId: uuid('author_id').notNull(),
  at: instant('at').notNull(),
  /** The part of the case under whose key it lies. */
  part: text('part').$type<Part>().notNull().default(''),
  content: bytes('content').notNull(),
})
