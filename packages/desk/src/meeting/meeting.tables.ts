import type { MeetingAnswer, Part } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Who meets a person, where and when (D14), sealed under the part that says how they are reached. */
export const meetings = pgSchema('desk').table('meeting', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  /** Its name between the two bodies. */
  meeting: text('meeting').notNull(),
  arrangedAt: instant('arranged_at').notNull(),
  answer: text('answer').$type<MeetingAnswer>(),
  answeredAt: instant('answered_at'),
  part: text('part').$type<Part>().notNull(),
  content: bytes('content').notNull(),
})
