import { instant } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Departure } from './stay.ts'

/** Who stays, from arrival to departure. */
export const stays = pgSchema('stays').table('stay', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  bedId: uuid('bed_id').notNull(),
  arrivedAt: instant('arrived_at').notNull(),
  departedAt: instant('departed_at'),
  departure: text('departure').$type<Departure>(),
  version: integer('version').notNull().default(1),
})
