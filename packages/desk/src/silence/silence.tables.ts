import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** L5: requests that nobody answered by their clock. */
export const silences = pgSchema('desk').table('silence', {
  referralId: uuid('referral_id').notNull(),
  dueAt: instant('due_at').notNull(),
  clock: text('clock').notNull(),
  /** The rule set under which the clock ran. */
  law: text('law').notNull(),
  breach: text('breach').notNull(),
  foundAt: instant('found_at').notNull(),
})
