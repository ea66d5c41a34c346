import { bytes } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Whom a person wants asked when the one before does not answer: what they decided about that body lies sealed under their key. */
export const choices = pgSchema('desk').table('choice', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  firstReferral: uuid('first_referral').notNull(),
  place: integer('place').notNull(),
  partner: text('partner').notNull(),
  state: text('state').$type<'waiting' | 'asked' | 'dropped'>().notNull().default('waiting'),
  referralId: uuid('referral_id'),
  content: bytes('content').notNull(),
})
