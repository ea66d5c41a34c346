import type { NewContact } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** That somebody was contacted: how and what for, never what was said. */
export const contacts = pgSchema('desk').table('contact', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  at: instant('at').notNull(),
  byStaff: uuid('by_staff').notNull(),
  channel: text('channel').$type<NewContact['channel']>().notNull(),
  purpose: text('purpose').$type<NewContact['purpose']>().notNull(),
})

/** Other ways to reach somebody, held until they stand (T41); what is asked is sealed under the person's key. */
export const contactChanges = pgSchema('desk').table('contact_change', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  category: text('category').$type<'contact' | 'safe-contact'>().notNull(),
  askedBy: uuid('asked_by').notNull(),
  askedAt: instant('asked_at').notNull(),
  holdsUntil: instant('holds_until').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
  wrong: integer('wrong').notNull().default(0),
  state: text('state').$type<'held' | 'stands' | 'dropped' | 'taken-away'>().notNull().default('held'),
  content: bytes('content'),
})
