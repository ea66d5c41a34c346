import { instant } from '@ihala/kit'
import { bigint, boolean, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Account, Movement } from './fund.ts'

const schema = pgSchema('fund')

/** The fund: one row, its currency. */
export const fund = schema.table('fund', {
  onlyOne: boolean('only_one').primaryKey().default(true),
  currency: text('currency').notNull(),
})

/** Accounts and their balances, whole minor units. */
export const accounts = schema.table('account', {
  code: text('code').$type<Account>().primaryKey(),
  balance: bigint('balance', { mode: 'number' }).notNull(),
})

/** Bookings: both entries in one row. */
export const transfers = schema.table('transfer', {
  id: uuid('id').primaryKey(),
  at: instant('at').notNull(),
  kind: text('kind').$type<Movement>().notNull(),
  fromAccount: text('from_account').$type<Account>().notNull(),
  toAccount: text('to_account').$type<Account>().notNull(),
  minorUnits: bigint('minor_units', { mode: 'number' }).notNull(),
  /** Null for an endowment only. */
  awardId: uuid('award_id'),
  reference: text('reference'),
  byStaff: text('by_staff').notNull(),
})
