import { bytes, instant } from '@ihala/kit'
import type { KeyPart } from '@ihala/policy'
import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Files; the entry (name, digest, key) is sealed under its owner's key. `fromPartner` is empty for those made here. */
export const files = desk.table('file', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  file: text('file').notNull(),
  fromPartner: text('from_partner').notNull(),
  chunks: integer('chunks').notNull(),
  at: instant('at').notNull(),
  /** The part of its owner under whose key the entry lies. */
  part: text('part').$type<KeyPart>().notNull().default(''),
  entry: bytes('entry').notNull(),
})

/** Chunks of files under the file's own key, as they travel; a chunk belongs to the entry of whoever sent it. */
export const fileChunks = desk.table(
  'file_chunk',
  {
    fromPartner: text('from_partner').notNull(),
    file: text('file').notNull(),
    position: integer('position').notNull(),
    of: integer('of').notNull(),
    bytes: bytes('bytes').notNull(),
    /** Since when it waits for its file's entry; null once that is here. */
    unannouncedSince: instant('unannounced_since'),
  },
  ({ fromPartner, file, position }) => [primaryKey({ columns: [fromPartner, file, position] })],
)

/** How far the chunks of a file have gone to the partner of a case. */
export const fileSendings = desk.table(
  'file_sending',
  {
    caseId: text('case_id').notNull(),
    file: text('file').notNull(),
    fromPartner: text('from_partner').notNull(),
    nextPosition: integer('next_position').notNull().default(0),
    of: integer('of').notNull(),
    /** How often it was looked for the receipt of the section that names the file. */
    looked: integer('looked').notNull().default(0),
  },
  ({ caseId, file }) => [primaryKey({ columns: [caseId, file] })],
)
