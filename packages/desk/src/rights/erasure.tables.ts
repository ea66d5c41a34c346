import type { ErasablePart, ErasureCause, EventData, KeptGround, KeptPart, Part } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { boolean, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** What this organisation itself erased or kept of a case, or of a person's own file (then the owner is their row id). */
export const erasures = desk.table('erasure', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  /** What it answers: the withdrawal, the grant, or the wish of this house's own person. */
  of: text('of').notNull(),
  because: text('because').$type<ErasureCause>().notNull(),
  /** Who said so, as the event of a withdrawal has it; null for the clock. */
  saidBy: text('said_by').$type<EventData<'consent-withdrawn'>['by']>(),
  whole: boolean('whole').notNull(),
  /** What was to go. */
  parts: text('parts').array().$type<Part[]>().notNull(),
  askedAt: instant('asked_at').notNull(),
  /** What went so far, and when that was last looked at. */
  erased: text('erased').array().$type<ErasablePart[]>().notNull().default([]),
  kept: jsonb('kept').$type<KeptPart[]>().notNull().default([]),
  settledAt: instant('settled_at'),
  /** Whether the other end waits for a statement, and when it was last given. */
  owed: boolean('owed').notNull(),
  statedAt: instant('stated_at'),
})

/** Whom we told to erase, and what they stated. */
export const holders = desk.table('holder', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  partner: text('partner').notNull(),
  of: text('of').notNull(),
  because: text('because').$type<ErasureCause>().notNull(),
  parts: text('parts').array().$type<ErasablePart[]>().notNull(),
  toldAt: instant('told_at').notNull(),
  dueAt: instant('due_at').notNull(),
  /** When somebody was told that the clock has run out. */
  overdueAt: instant('overdue_at'),
  statedAt: instant('stated_at'),
  complete: boolean('complete').notNull().default(false),
  erased: text('erased').array().$type<ErasablePart[]>().notNull().default([]),
  kept: jsonb('kept').$type<KeptPart[]>().notNull().default([]),
})

/** M1: what stays in one case, or of one person's file, and by whose order. */
export const legalHolds = desk.table('legal_hold', {
  id: uuid('id').primaryKey(),
  owner: text('owner').notNull(),
  referralId: uuid('referral_id'),
  personId: uuid('person_id'),
  basis: text('basis').notNull(),
  ground: text('ground').$type<KeptGround>().notNull(),
  law: text('law').notNull(),
  article: text('article').notNull(),
  parts: text('parts').array().$type<ErasablePart[]>().notNull(),
  /** Local date, that day included. */
  until: text('until').notNull(),
  /** Rows of kit.staff: the two are never the same. */
  askedBy: uuid('asked_by').notNull(),
  askedAt: instant('asked_at').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
  endedBy: uuid('ended_by'),
  endedAt: instant('ended_at'),
})
