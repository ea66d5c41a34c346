import { build, insertion, statement, type Tx } from '@ihala/kit'
import { asc } from 'drizzle-orm'
import { accounts, fund, transfers } from './fund.tables.ts'
import { ACCOUNTS_OF, type Balances, EMPTY, type Movement, move } from './fund.ts'

const currencyOf = statement(() => build.select({ currency: fund.currency }).from(fund))
const settle = insertion(fund, ['currency'], (row) => row.onConflictDoNothing())
const balances = statement(() => build.select().from(accounts))
// Always in this order: two bookings wait for each other, never both ways.
const lockedBalances = statement(() => build.select().from(accounts).orderBy(asc(accounts.code)).for('update'))
const insert = insertion(transfers, ['id', 'at', 'kind', 'fromAccount', 'toAccount', 'minorUnits', 'awardId', 'reference', 'byStaff'])

/** A booking: both entries in one row. */
export interface Booking {
  /** UUIDv7. */
  readonly id: string
  /** ISO instant. */
  readonly at: string
  readonly movement: Movement
  readonly minorUnits: number
  /** Null for an endowment only. */
  readonly awardId: string | null
  /** Under what it was given, or the proof of the payment. */
  readonly reference: string | null
  /** Pseudonym of the staff member. */
  readonly staff: string
}

function balancesOf(rows: readonly (typeof accounts.$inferSelect)[]): Balances {
  return { ...EMPTY, ...Object.fromEntries(rows.map(({ code, balance }) => [code, balance])) }
}

/** The currency of the fund; undefined before its first endowment. */
export async function fundCurrency(tx: Tx): Promise<string | undefined> {
  return (await currencyOf.first(tx))?.currency
}

/** Gives the fund its currency when it has none; returns the one it has. */
export async function settleCurrency(tx: Tx, currency: string): Promise<string> {
  await settle.run(tx, { currency })
  return (await fundCurrency(tx)) ?? currency
}

/** Balances of all accounts. */
export async function fundBalances(tx: Tx): Promise<Balances> {
  return balancesOf(await balances.run(tx))
}

/**
 * Books one movement: locks the accounts, decides, writes. What the decision let through wrongly the database still refuses.
 * Throws Refusal `fund-insufficient`, `body-invalid`.
 */
export async function book(tx: Tx, booking: Booking): Promise<void> {
  const { id, at, movement, minorUnits, awardId, reference, staff } = booking
  move(balancesOf(await lockedBalances.run(tx)), movement, minorUnits)
  const { from, to } = ACCOUNTS_OF[movement]
  await insert.run(tx, { id, at, kind: movement, fromAccount: from, toAccount: to, minorUnits, awardId, reference, byStaff: staff })
}
