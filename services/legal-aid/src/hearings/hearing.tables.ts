import { instant } from '@ihala/kit'
import { boolean, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Hearings; one set anew takes the place of the one before it. `toldAt` is when a person heard that nobody had confirmed it. */
export const hearings = pgSchema('hearings').table('hearing', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  at: instant('at').notNull(),
  confirmed: boolean('confirmed').notNull(),
  setAt: instant('set_at').notNull(),
  supersededAt: instant('superseded_at'),
  toldAt: instant('told_at'),
})
