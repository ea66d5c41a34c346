import { bytes, instant } from '@ihala/kit'
import { pgSchema, uuid } from 'drizzle-orm/pg-core'

/** Names against which a conflict check is answered, sealed under the organisation's own key. */
export const watchedParties = pgSchema('desk').table('watched_party', {
  id: uuid('id').primaryKey(),
  since: instant('since').notNull(),
  party: bytes('party').notNull(),
})
