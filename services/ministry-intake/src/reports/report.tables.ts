import type { ReportOutcome, ReportStep } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { boolean, date, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

const schema = pgSchema('reports')

/** Reports of people nobody knows: codes, days and hours; what they told is sealed. */
export const reports = schema.table('report', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  /** argon2id of the receipt code, base64url. */
  filing: text('filing').notNull(),
  filedOn: date('filed_on').notNull(),
  statement: text('statement').notNull(),
  step: text('step').$type<ReportStep>().notNull().default('received'),
  acknowledgeBy: instant('acknowledge_by').notNull(),
  acknowledgedAt: instant('acknowledged_at'),
  breachedAt: instant('breached_at'),
  outcome: text('outcome').$type<ReportOutcome>(),
  contradicted: text('contradicted').$type<ReportOutcome>(),
  closedAt: instant('closed_at'),
  withdrawnAt: instant('withdrawn_at'),
  /** Compact JWE, and the thumbprint of the key it is sealed to, until somebody reads it. */
  sealed: text('sealed'),
  sealedTo: text('sealed_to'),
  /** Under the key of its case from then on. */
  content: bytes('content'),
  identity: bytes('identity'),
  personId: uuid('person_id'),
  correctedAt: instant('corrected_at'),
  correctionTask: uuid('correction_task'),
  version: integer('version').notNull().default(1),
})

/** When each step was reached. */
export const reportSteps = schema.table(
  'step',
  {
    reportId: uuid('report_id').notNull(),
    caseId: text('case_id').notNull(),
    step: text('step').$type<ReportStep>().notNull(),
    at: instant('at').notNull(),
  },
  (row) => [primaryKey({ columns: [row.reportId, row.step] })],
)

/** The conversation with whoever reported. */
export const reportMessages = schema.table(
  'message',
  {
    reportId: uuid('report_id').notNull(),
    seq: integer('seq').notNull(),
    caseId: text('case_id').notNull(),
    voice: text('voice').$type<'reporter' | 'ministry'>().notNull(),
    at: instant('at').notNull(),
    sealed: text('sealed'),
    sealedTo: text('sealed_to'),
    content: bytes('content'),
    read: boolean('read').notNull().default(false),
  },
  (row) => [primaryKey({ columns: [row.reportId, row.seq] })],
)

/** Who looked, by role and hour. */
export const reportLooks = schema.table(
  'look',
  {
    reportId: uuid('report_id').notNull(),
    caseId: text('case_id').notNull(),
    at: instant('at').notNull(),
    role: text('role').notNull(),
  },
  (row) => [primaryKey({ columns: [row.reportId, row.at, row.role] })],
)

/** Puzzles that were used. */
export const spentPuzzles = schema.table('spent_puzzle', {
  puzzle: bytes('puzzle').primaryKey(),
  until: instant('until').notNull(),
})

/** How many were filed, by week (c12). */
export const filedWeeks = schema.table('filed_week', {
  week: date('week').primaryKey(),
  count: integer('count').notNull(),
})
