import { bytes } from '@ihala/kit'
import { date, pgSchema, text } from 'drizzle-orm/pg-core'

/** That somebody was served though they refused consent: nothing here joins to anything else (C10). */
export const refusalCounts = pgSchema('desk').table('refusal_count', {
  tokenHash: bytes('token_hash').primaryKey(),
  week: date('week').notNull(),
  need: text('need').notNull(),
})
