import type { MatterView, Part } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { boolean, date, integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const schema = pgSchema('matters')

/** Complaints taken on: codes and clocks; what was said and agreed is sealed under the case's key. */
export const matters = schema.table('matter', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  caseId: text('case_id').notNull(),
  registeredAt: instant('registered_at').notNull(),
  conciliation: text('conciliation').$type<MatterView['conciliation']>().notNull().default('running'),
  conciliationDueAt: instant('conciliation_due_at').notNull(),
  /** When it was found that the conciliation clock had run out and nothing had been done. */
  overdueAt: instant('overdue_at'),
  committeeDueAt: instant('committee_due_at'),
  /** Local date on which the person confirmed. */
  workerConfirmedOn: date('worker_confirmed_on'),
  employerNotifiedAt: instant('employer_notified_at'),
  jointSessionAt: instant('joint_session_at'),
  /** The person asked for the joint session. */
  jointSessionAsked: boolean('joint_session_asked'),
  /** When the referral ended; then no clock runs. */
  endedAt: instant('ended_at'),
  version: integer('version').notNull().default(1),
  confirmation: bytes('confirmation'),
  settlement: bytes('settlement'),
  /** The part of the case under whose key each of them lies. */
  confirmationPart: text('confirmation_part').$type<Part>().notNull().default(''),
  settlementPart: text('settlement_part').$type<Part>().notNull().default(''),
})

/** Screenings, all kept; `staff` is a pseudonym. */
export const screenings = schema.table('screening', {
  id: uuid('id').primaryKey(),
  matterId: uuid('matter_id').notNull(),
  caseId: text('case_id').notNull(),
  at: instant('at').notNull(),
  staff: text('staff').notNull(),
  /** The part of the case under whose key it lies. */
  part: text('part').$type<Part>().notNull().default(''),
  content: bytes('content').notNull(),
})
