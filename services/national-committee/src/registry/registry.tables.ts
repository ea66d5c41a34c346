import type { MembershipChange, RegistryStatement } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { bigint, boolean, jsonb, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core'

const schema = pgSchema('registry')

/** The newest statement about each member, as it was signed and as its verification gave it. */
export const members = schema.table('member', {
  entityId: text('entity_id').primaryKey(),
  jws: text('jws').notNull(),
  content: jsonb('content').$type<RegistryStatement>().notNull(),
  removedAt: instant('removed_at'),
})

/** The newest signed list of all members; `issuedAt` is seconds since 1970. */
export const lists = schema.table('list', {
  onlyOne: boolean('only_one').primaryKey().default(true),
  jws: text('jws').notNull(),
  issuedAt: bigint('issued_at', { mode: 'number' }).notNull(),
})

/** The newest of each accreditation, as it was signed; `issuedAt` is seconds since 1970. */
export const trustMarks = schema.table(
  'trust_mark',
  {
    entityId: text('entity_id').notNull(),
    mark: text('mark').notNull(),
    jws: text('jws').notNull(),
    issuedAt: bigint('issued_at', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.entityId, table.mark] })],
)

/** The anchor's word about itself, as it was signed; `issuedAt` is seconds since 1970. */
export const configurations = schema.table('configuration', {
  onlyOne: boolean('only_one').primaryKey().default(true),
  jws: text('jws').notNull(),
  issuedAt: bigint('issued_at', { mode: 'number' }).notNull(),
})

/** The membership log; `leaf` is the RFC 6962 leaf hash of the entry. */
export const changes = schema.table('change', {
  position: bigint('position', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  entityId: text('entity_id').notNull(),
  change: text('change').$type<MembershipChange>().notNull(),
  jws: text('jws').notNull(),
  leaf: text('leaf').notNull(),
})
