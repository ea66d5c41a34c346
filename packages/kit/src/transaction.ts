import type { Tx } from '@ihala/ledger'
import type { Sql } from 'postgres'

/** Whoever keeps something of a transaction aside until it has committed. */
export type Committed = (tx: Tx) => void

/** One transaction; when it has committed, `committed` is told. Rejects, and tells nobody, when it was rolled back. */
export async function transaction<T>(pool: Sql, committed: Committed, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { value, tx } = await pool.begin(async (tx) => ({ value: await work(tx), tx }))
  committed(tx)
  return value
}
