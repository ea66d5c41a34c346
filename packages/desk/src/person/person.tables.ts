import type { Category } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Whose file is kept here. */
export const people = desk.table('person', {
  id: uuid('id').primaryKey(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  /** Who changed it last, a row of kit.staff. */
  changedBy: uuid('changed_by'),
})

/** Sections of files, each sealed under its owner's key: a person's row id, or the case it came with. */
export const sections = desk.table('section', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  category: text('category').$type<Category>().notNull(),
  at: instant('at').notNull(),
  content: bytes('content').notNull(),
})
