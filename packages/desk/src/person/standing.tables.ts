import type { AgeSettled, CapacityProfession } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')
type Profession = (typeof CapacityProfession)['enum'][number]

/** How an age was settled. */
export const agesSettled = desk.table('age_settled', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  at: instant('at').notNull(),
  ageBand: text('age_band').$type<AgeSettled['ageBand']>().notNull(),
  settledBy: text('settled_by').$type<AgeSettled['settledBy']>().notNull(),
  byStaff: uuid('by_staff').notNull(),
})

/** Who could not decide for themselves, as two professionals found. */
export const incapacities = desk.table('incapacity', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  foundBy: uuid('found_by').notNull(),
  foundAt: instant('found_at').notNull(),
  profession: text('profession').$type<Profession>().notNull(),
  askAgainAt: instant('ask_again_at').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedProfession: text('confirmed_profession').$type<Profession>(),
  confirmedAt: instant('confirmed_at'),
  ableAt: instant('able_at'),
})

/** Which child came with whom. */
export const cameWith = desk.table('came_with', {
  childId: uuid('child_id').primaryKey(),
  personId: uuid('person_id').notNull(),
  since: instant('since').notNull(),
})
