import type { Part } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Conflict checks between question and answer, sealed under the need of their case; gone with the answer (c9). */
export const openChecks = pgSchema('desk').table('open_check', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  /** Its name between the two bodies; a check of version 1 has none. */
  name: text('name'),
  at: instant('at').notNull(),
  /** The part of the case under whose key it lies. */
  part: text('part').$type<Part>().notNull(),
  content: bytes('content').notNull(),
})
