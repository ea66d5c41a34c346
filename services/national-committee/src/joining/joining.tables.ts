import { instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { ApplicationState, Channel, MeasureKind } from './joining.ts'

const schema = pgSchema('registry')

/** Organisations on their way to be members; `configuration` is their own word as they signed it, `protocol` of the run they passed. */
export const applications = schema.table('application', {
  entityId: text('entity_id').primaryKey(),
  state: text('state').$type<ApplicationState>().notNull(),
  configuration: text('configuration').notNull(),
  fingerprint: text('fingerprint').notNull(),
  appliedAt: instant('applied_at').notNull(),
  verifiedBy: uuid('verified_by'),
  verifiedHow: text('verified_how').$type<Channel>(),
  conformance: text('conformance'),
  protocol: text('protocol'),
  testMember: text('test_member'),
  testedAt: instant('tested_at'),
  approvedBy: uuid('approved_by'),
  confirmedBy: uuid('confirmed_by'),
})

/** What two people decided about a member; without effect before it is confirmed. */
export const measures = schema.table('measure', {
  id: uuid('id').primaryKey(),
  entityId: text('entity_id').notNull(),
  measure: text('measure').$type<MeasureKind>().notNull(),
  kid: text('kid'),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
})
