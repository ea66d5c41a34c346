import { instant } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** To which lawyers a case was offered, and who took it. */
export const offers = pgSchema('offers').table('offer', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  lawyerId: uuid('lawyer_id').notNull(),
  state: text('state').$type<'offered' | 'taken' | 'returned'>().notNull().default('offered'),
  offeredAt: instant('offered_at').notNull(),
  answeredAt: instant('answered_at'),
  version: integer('version').notNull().default(1),
})
