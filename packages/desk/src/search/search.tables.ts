import type { Category } from '@ihala/contract'
import { bytes } from '@ihala/kit'
import { pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

/** By which somebody is found: blinded pieces of what stands in a section of their file, gone with it. */
export const searchTokens = pgSchema('desk').table(
  'search_token',
  {
    token: bytes('token').notNull(),
    sectionId: uuid('section_id').notNull(),
    owner: text('owner').notNull(),
    category: text('category').$type<Category>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.sectionId] })],
)
