import type { SecondPersonKind } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Acts that take two people: codes, times and row ids; what is asked is sealed under the person's key. */
export const secondPerson = pgSchema('desk').table('second_person', {
  id: uuid('id').primaryKey(),
  kind: text('kind').$type<SecondPersonKind>().notNull(),
  personId: uuid('person_id').notNull(),
  reason: text('reason').notNull(),
  /** Rows of kit.staff. */
  askedBy: uuid('asked_by').notNull(),
  askedAt: instant('asked_at').notNull(),
  until: instant('until'),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
  toldAt: instant('told_at'),
  content: bytes('content').notNull(),
})
