import { bytes, instant } from '@ihala/kit'
import { boolean, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Step } from './mandate.ts'

const schema = pgSchema('mandates')

/** Who may represent a person, before whom. */
export const mandates = schema.table('mandate', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  scope: text('scope').array().$type<Step[]>().notNull(),
  givenAt: instant('given_at').notNull(),
  expiresAt: instant('expires_at'),
  endedAt: instant('ended_at'),
})

/** Powers of attorney. */
export const powers = schema.table('power', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  referralId: uuid('referral_id').notNull(),
  scope: text('scope').array().$type<Step[]>().notNull(),
  maySettle: boolean('may_settle').notNull().default(false),
  mayReceiveMoney: boolean('may_receive_money').notNull().default(false),
  givenAt: instant('given_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  content: bytes('content').notNull(),
})
