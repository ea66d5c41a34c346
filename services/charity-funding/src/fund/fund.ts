import { type FundView, Refusal } from '@ihala/contract'

/** The accounts of the fund. What was given stands against `endowment`, which is therefore the only one below zero. */
export type Account = 'endowment' | 'available' | 'reserved' | 'paid'

/** What may happen to money: given, set aside for an award, given back to the fund, paid out. */
export type Movement = 'endow' | 'reserve' | 'release' | 'pay'

/** Balance of each account, whole minor units. Their sum is zero at every moment. */
export type Balances = Readonly<Record<Account, number>>

/** Which account each movement takes from and which it brings to. */
export const ACCOUNTS_OF: Readonly<Record<Movement, { readonly from: Account; readonly to: Account }>> = {
  endow: { from: 'endowment', to: 'available' },
  reserve: { from: 'available', to: 'reserved' },
  release: { from: 'reserved', to: 'available' },
  pay: { from: 'reserved', to: 'paid' },
}

/** The fund before anybody gave anything. */
export const EMPTY: Balances = { endowment: 0, available: 0, reserved: 0, paid: 0 }

/** ISO 4217: no currency. The fund has none before its first endowment. */
export const NO_CURRENCY = 'XXX'

/** As much as the contract can say of one sum, minor units. */
const MOST = 1_000_000_000_000

/**
 * J-4: the balances after a movement of `minorUnits`, a whole number above zero.
 * Throws Refusal `fund-insufficient` where an account would be overdrawn, `body-invalid` where the fund would hold more than can be said.
 */
export function move(balances: Balances, movement: Movement, minorUnits: number): Balances {
  if (!Number.isSafeInteger(minorUnits) || minorUnits < 1) throw new RangeError('money moves in whole minor units above zero')
  const { from, to } = ACCOUNTS_OF[movement]
  if (movement === 'endow') {
    if (minorUnits - balances.endowment > MOST) throw new Refusal('body-invalid', { field: '/minorUnits', rule: 'maximum' })
  } else if (balances[from] < minorUnits) {
    throw new Refusal('fund-insufficient')
  }
  return { ...balances, [from]: balances[from] - minorUnits, [to]: balances[to] + minorUnits }
}

/** Throws Refusal `body-invalid` where money of another currency is given. `held` is undefined before the first endowment. */
export function assertCurrency(held: string | undefined, given: string): void {
  if (given === NO_CURRENCY || (held !== undefined && held !== given))
    throw new Refusal('body-invalid', { field: '/currency', rule: 'currency' })
}

/** The fund as staff see it. */
export function viewOf(currency: string | undefined, { endowment, available, reserved, paid }: Balances): FundView {
  return { currency: currency ?? NO_CURRENCY, endowed: 0 - endowment, available, reserved, paid }
}
