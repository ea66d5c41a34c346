import { instant } from '@ihala/kit'
import { boolean, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Bed } from './bed.ts'

const schema = pgSchema('beds')

/** Beds. */
export const beds = schema.table('bed', {
  id: uuid('id').primaryKey(),
  label: text('label').notNull(),
  sex: text('sex').$type<Bed['sex']>().notNull(),
  family: boolean('family').notNull(),
  stepFree: boolean('step_free').notNull(),
  createdAt: instant('created_at').notNull(),
})

/** Beds in use: one row each, so that none is given twice. `until` is null when the person is there. */
export const occupancies = schema.table('occupancy', {
  bedId: uuid('bed_id').primaryKey(),
  state: text('state').$type<'held' | 'taken'>().notNull(),
  until: instant('until'),
})

/** For whom a bed is in use. */
export const occupants = schema.table('occupant', {
  bedId: uuid('bed_id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
})
