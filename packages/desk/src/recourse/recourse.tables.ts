import type { Category, CorrectionReason, ObjectionReason, RightHolder, RightOutcome, RightRefusal } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Corrections and objections, by whoever must answer them: codes and times; what is right instead lies with the file. */
export const recourses = desk.table('recourse', {
  id: uuid('id').primaryKey(),
  /** Null until it is known here whom the case is about. */
  personId: uuid('person_id'),
  /** Null when it is about what we do ourselves. */
  caseId: text('case_id'),
  claim: text('claim').$type<'correction' | 'objection'>().notNull(),
  category: text('category').$type<Category>().notNull(),
  because: text('because').$type<CorrectionReason | ObjectionReason>().notNull(),
  byWhom: text('by_whom').$type<RightHolder>().notNull(),
  answers: text('answers').$type<'us' | 'them'>().notNull(),
  /** The name of the event that asks, where one does. */
  jti: text('jti'),
  at: instant('at').notNull(),
  dueAt: instant('due_at').notNull(),
  answeredAt: instant('answered_at'),
  answer: text('answer').$type<RightOutcome>(),
  refusal: text('refusal').$type<RightRefusal>(),
})
