import type { NewContact } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** That somebody was contacted: how and what for, never what was said. */
export const contacts = pgSchema('desk').table('contact', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  at: instant('at').notNull(),
  byStaff: uuid('by_staff').notNull(),
  channel: text('channel').$type<NewContact['channel']>().notNull(),
  purpose: text('purpose').$type<NewContact['purpose']>().notNull(),
})
