import { instant } from '@ihala/kit'
import { date, integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Mark } from './mark.ts'

/** Training marks of staff, by the name the identity provider gives a member. */
export const staffMarks = pgSchema('marks').table('staff_mark', {
  id: uuid('id').primaryKey(),
  issuer: text('issuer').notNull(),
  sub: text('sub').notNull(),
  mark: text('mark').$type<Mark>().notNull(),
  validUntil: date('valid_until').notNull(),
  givenAt: instant('given_at').notNull(),
  version: integer('version').notNull().default(1),
})
