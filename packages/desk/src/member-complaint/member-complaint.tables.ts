import type { MemberComplaint, RightHolder } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { boolean, date, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** What a person says against a member; never told to it. */
export const memberComplaints = desk.table('member_complaint', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  about: text('about').notNull(),
  what: text('what').$type<MemberComplaint>().notNull(),
  byWhom: text('by_whom').$type<RightHolder>().notNull(),
  at: instant('at').notNull(),
  /** Null where somebody takes it there by hand. */
  number: text('number'),
  answer: boolean('answer').notNull(),
  /** The box it went with. */
  box: uuid('box'),
})

/** The day's box, full or empty. */
export const complaintBoxes = desk.table('complaint_box', {
  id: uuid('id').primaryKey(),
  day: date('day').notNull(),
  dueAt: instant('due_at').notNull(),
  jti: text('jti'),
  recipient: text('recipient'),
  sentAt: instant('sent_at'),
})
