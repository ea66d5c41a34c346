import type { Tx } from './tx.ts'

/** Key of the advisory lock: one replica at a time verifies the log. */
const LOCK = 0x1ea5_ec

/** What is kept of verifying the own log. */
export interface KeptCheck {
  /** When a person asked for one that has not begun; null when nobody did. ISO instant. */
  readonly askedAt: string | null
  /** Sealed by who verifies it; null before the first. */
  readonly state: Buffer | null
}

/** Takes the turn of verifying until the transaction ends; false when another replica has it. */
export async function leaseLogCheck(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as taken`
  return row?.taken === true
}

/** Reads what is kept. */
export async function readLogCheck(tx: Tx): Promise<KeptCheck> {
  const [row] = await tx<{ askedAt: Date | string | null; state: Buffer | null }[]>`
    select asked_at as "askedAt", state from ledger.log_check`
  return { askedAt: row?.askedAt == null ? null : new Date(row.askedAt).toISOString(), state: row?.state ?? null }
}

/** Writes what is kept, and forgets what was asked for until `begunAt` when a check begins with it. */
export async function keepLogCheck(tx: Tx, state: Buffer, begunAt: string | null): Promise<void> {
  await tx`
    insert into ledger.log_check as c (state) values (${state})
    on conflict (one) do update set state = excluded.state, asked_at = case when c.asked_at <= ${begunAt}::timestamptz then null else c.asked_at end`
}

/** Asks for the log to be verified now. */
export async function askLogCheck(tx: Tx, now: string): Promise<void> {
  await tx`insert into ledger.log_check (asked_at) values (${now}) on conflict (one) do update set asked_at = excluded.asked_at`
}
