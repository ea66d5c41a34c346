import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** What others were asked to say of what they hold of a person. */
export const holdingQuestions = pgSchema('desk').table('holding_question', {
  id: uuid('id').primaryKey(),
  /** Null when it was passed on for a body that asked us. */
  personId: uuid('person_id'),
  caseId: text('case_id').notNull(),
  jti: text('jti').notNull(),
  askedAt: instant('asked_at').notNull(),
  answeredAt: instant('answered_at'),
  /** The conversation and the event of the body for which it is asked. */
  forCase: text('for_case'),
  forJti: text('for_jti'),
})
