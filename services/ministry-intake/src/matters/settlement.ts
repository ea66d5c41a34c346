import { CalendarDate, CurrencyCode, closed, codes } from '@ihala/contract'
import Type, { type Static } from 'typebox'

/** What follows when the sum is not paid in time; a settlement without it is none. */
export const IfUnpaid = codes(['enforcement', 'referred-to-committee', 'whole-claim-stands-again'], 'DOMAIN.md D-2, D-4, R-16')

/**
 * POST /matters/:id/settlement, the minutes of an agreement. R-16: it says when and what if unpaid, was read back, a night
 * to think lay between, waives no criminal complaint, and trades neither passport, exit nor transfer for money.
 */
export const Settlement = closed({
  minorUnits: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
  currency: CurrencyCode,
  payBy: CalendarDate,
  ifUnpaid: IfUnpaid,
  readBack: Type.Literal(true),
  nightToThink: Type.Literal(true),
  waivesCriminal: Type.Literal(false),
  tradesPassportExitOrTransfer: Type.Literal(false),
})
export type Settlement = Static<typeof Settlement>
