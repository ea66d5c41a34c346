import type { AwardView } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { bigint, integer, pgSchema, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'

const schema = pgSchema('awards')
const minorUnits = () => bigint('minor_units', { mode: 'number' }).notNull()

/** What was decided for whom. */
export const awards = schema.table('award', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  caseId: text('case_id').notNull(),
  /** Of the referral. */
  reference: text('reference').notNull(),
  /** Entity id of the referring organisation, payer of record. */
  payee: text('payee').notNull(),
  minorUnits: minorUnits(),
  currency: text('currency').notNull(),
  purpose: text('purpose').notNull(),
  /** The month it is for, `YYYY-MM`. */
  period: text('period').notNull(),
  state: text('state').$type<AwardView['state']>().notNull(),
  /** Pseudonym of the one who assessed. */
  assessedBy: text('assessed_by').notNull(),
  assessedAt: instant('assessed_at').notNull(),
  paidAt: instant('paid_at'),
  version: integer('version').notNull().default(1),
})

/** Who approved, first and second. */
export const approvals = schema.table(
  'approval',
  {
    awardId: uuid('award_id').notNull(),
    place: smallint('place').notNull(),
    assessedBy: text('assessed_by').notNull(),
    approvedBy: text('approved_by').notNull(),
    at: instant('at').notNull(),
  },
  ({ awardId, place }) => [primaryKey({ columns: [awardId, place] })],
)

/** Who refused. */
export const refusals = schema.table('refusal', {
  awardId: uuid('award_id').primaryKey(),
  refusedBy: text('refused_by').notNull(),
  at: instant('at').notNull(),
})

/** Payments, once for each case, need and month. */
export const payments = schema.table('payment', {
  awardId: uuid('award_id').primaryKey(),
  caseId: text('case_id').notNull(),
  purpose: text('purpose').notNull(),
  period: text('period').notNull(),
  payee: text('payee').notNull(),
  minorUnits: minorUnits(),
  proofReference: text('proof_reference').notNull(),
  paidBy: text('paid_by').notNull(),
  at: instant('at').notNull(),
})
