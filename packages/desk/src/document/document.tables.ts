import { bytes, instant } from '@ihala/kit'
import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Files; the entry (name, digest, key) is sealed under its owner's key. */
export const files = desk.table('file', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  file: text('file').notNull(),
  at: instant('at').notNull(),
  entry: bytes('entry').notNull(),
})

/** Chunks of files under the file's own key, as they travel. `fromPartner` is empty for those made here. */
export const fileChunks = desk.table(
  'file_chunk',
  {
    file: text('file').notNull(),
    position: integer('position').notNull(),
    of: integer('of').notNull(),
    fromPartner: text('from_partner').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  ({ file, position }) => [primaryKey({ columns: [file, position] })],
)
