import type { Category } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import type { KeyPart } from '@ihala/policy'
import { boolean, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Whose file is kept here. */
export const people = desk.table('person', {
  id: uuid('id').primaryKey(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  /** Who changed it last, a row of kit.staff. */
  changedBy: uuid('changed_by'),
  /** Who it is shows only to whom two people opened it (M6). */
  sealed: boolean('sealed').notNull().default(false),
})

/** Sections of files, each sealed under its owner's key: a person's row id, or the case it came with. */
export const sections = desk.table('section', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  category: text('category').$type<Category>().notNull(),
  at: instant('at').notNull(),
  /** The part of its owner under whose key it lies: its category, the how manieth key of it where it was written here. */
  part: text('part').$type<KeyPart>().notNull().default(''),
  content: bytes('content').notNull(),
  /** Whether it is written by what somebody is found in it; asked only of categories in which somebody is looked for. */
  spelt: boolean('spelt').notNull().default(false),
})

/** Bodies that a person excluded, by entity id. */
export const personExclusions = desk.table(
  'person_exclusion',
  { personId: uuid('person_id').notNull(), partner: text('partner').notNull(), since: instant('since').notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.partner] })],
)
