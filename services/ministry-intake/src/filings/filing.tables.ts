import { date, pgSchema, text } from 'drizzle-orm/pg-core'

/** The signed list of each day. */
export const filingLists = pgSchema('filings').table('list', {
  date: date('date').primaryKey(),
  list: text('list').notNull(),
})
