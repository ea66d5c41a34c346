import type { Part } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** What a person wishes of proceedings, sealed under the case's key. */
export const wishes = pgSchema('proceedings').table('wish', {
  caseId: text('case_id').primaryKey(),
  at: instant('at').notNull(),
  byStaff: uuid('by_staff').notNull(),
  version: integer('version').notNull().default(1),
  /** The part of the case under whose key it lies. */
  part: text('part').$type<Part>().notNull().default(''),
  content: bytes('content').notNull(),
})
