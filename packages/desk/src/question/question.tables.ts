import { pgSchema, uuid } from 'drizzle-orm/pg-core'

/** Which referrals ask one question of several bodies. */
export const questions = pgSchema('desk').table('question', {
  referralId: uuid('referral_id').primaryKey(),
  question: uuid('question').notNull(),
  personId: uuid('person_id').notNull(),
})
