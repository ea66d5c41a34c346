import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Conflict checks partners made: when, and in which case; never the tokens. */
export const conflictChecks = pgSchema('desk').table('conflict_check', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  partner: text('partner').notNull(),
  at: instant('at').notNull(),
})
