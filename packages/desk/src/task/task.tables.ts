import type { StaffRole } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** What people must do. `code` is translated on the screen, `doneBy` is a pseudonym, or `system`. */
export const tasks = pgSchema('desk').table('task', {
  id: uuid('id').primaryKey(),
  code: text('code').notNull(),
  referralId: uuid('referral_id'),
  dueAt: instant('due_at'),
  createdAt: instant('created_at').notNull(),
  doneAt: instant('done_at'),
  doneBy: text('done_by'),
  /** Whose it is, by role; null for all who work with people. */
  forRole: text('for_role').$type<StaffRole>(),
  /** Whose it is alone, a row of kit.staff; null for all. */
  forStaff: uuid('for_staff'),
})
