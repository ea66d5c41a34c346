import type { CrossAgreement, CrossCertificate, CrossOrder } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const schema = pgSchema('registry')

/** What two people decided about another network; without effect before it is confirmed. */
export const crossings = schema.table('crossing', {
  id: uuid('id').primaryKey(),
  entityId: text('entity_id').notNull(),
  agreement: jsonb('agreement').$type<CrossAgreement>().notNull(),
  status: text('status').$type<CrossOrder['status']>().notNull(),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
})

/** The newest cross-certificate of each other network, as it was signed and as its verification gave it. */
export const certificates = schema.table('cross_certificate', {
  entityId: text('entity_id').primaryKey(),
  jws: text('jws').notNull(),
  content: jsonb('content').$type<CrossCertificate>().notNull(),
})
