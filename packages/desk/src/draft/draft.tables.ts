import type { RefusalCode } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { sql } from 'drizzle-orm'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** What is about to go, and may still be undone without a trace. */
export const drafts = pgSchema('desk').table('draft', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  sendAt: instant('send_at').notNull(),
  /** Who said send, a row of kit.staff. */
  byStaff: uuid('by_staff').notNull(),
  content: bytes('content').notNull(),
  writtenAt: instant('written_at').notNull().default(sql`now()`),
  refused: text('refused').$type<RefusalCode>(),
})
