import type { Tx } from '@ihala/kit'
import { ACCOUNTS_OF, type Account, type Balances, EMPTY, type Movement, move } from './fund.ts'

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

interface AccountRow {
  readonly code: Account
  readonly balance: number
}

function balancesOf(rows: readonly AccountRow[]): Balances {
  return { ...EMPTY, ...Object.fromEntries(rows.map(({ code, balance }) => [code, balance])) }
}

/** The currency of the fund; undefined before its first endowment. */
export async function fundCurrency(tx: Tx): Promise<string | undefined> {
  const [row] = await tx<{ currency: string }[]>`select currency from fund.fund`
  return row?.currency
}

/** Gives the fund its currency when it has none; returns the one it has. */
export async function settleCurrency(tx: Tx, currency: string): Promise<string> {
  await tx`insert into fund.fund (currency) values (${currency}) on conflict do nothing`
  return (await fundCurrency(tx)) ?? currency
}

/** Balances of all accounts. */
export async function fundBalances(tx: Tx): Promise<Balances> {
  return balancesOf(await tx<AccountRow[]>`select code, balance from fund.account`)
}

/**
 * Books one movement: locks the accounts, decides, writes. What the decision let through wrongly the database still refuses.
 * Throws Refusal `fund-insufficient`, `body-invalid`.
 */
export async function book(tx: Tx, booking: Booking): Promise<void> {
  const { id, at, movement, minorUnits, awardId, reference, staff } = booking
  // Always in this order: two bookings wait for each other, never both ways.
  const balances = balancesOf(await tx<AccountRow[]>`select code, balance from fund.account order by code for update`)
  move(balances, movement, minorUnits)
  const { from, to } = ACCOUNTS_OF[movement]
  await tx`
    insert into fund.transfer (id, at, kind, from_account, to_account, minor_units, award_id, reference, by_staff)
    values (${id}, ${at}, ${movement}, ${from}, ${to}, ${minorUnits}, ${awardId}, ${reference}, ${staff})`
}
