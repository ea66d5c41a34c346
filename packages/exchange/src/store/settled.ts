import type { ReceiptClaims } from '@ihala/contract'
import type { Sealed } from './unit.ts'

/** A receipt that was opened, and its own signed text, which is kept. */
export interface OpenedReceipt {
  readonly claims: ReceiptClaims
  readonly jws: string
}

/** What a receipt did: whether it closed a row, what it said, and the next event of the chain, now its head. */
export interface Settled {
  readonly closed: boolean
  readonly caseId: string | null
  readonly evt: string | null
  /** When the event was written, if it had to be published more than once: its recipient was away, and is back. */
  readonly lateSince: string | null
  readonly next: readonly Sealed[]
}

/** A receipt that closed nothing. */
export const NOTHING_SETTLED: Settled = { closed: false, caseId: null, evt: null, lateSince: null, next: [] }
