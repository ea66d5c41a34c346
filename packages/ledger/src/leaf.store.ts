import type { Leaf } from './leaf.ts'
import type { Tx } from './tx.ts'

/** Object identifiers of array types in PostgreSQL. */
const BYTEA_ARRAY = 1001
const BOOLEAN_ARRAY = 1000

/** Inserts leaves, unnumbered, in the transaction of the change they record. */
export async function appendLeaves(tx: Tx, leaves: readonly Leaf[]): Promise<void> {
  if (leaves.length === 0) return
  // The driver would take the type of the first element for that of the array.
  const bytes = (values: Buffer[]) => tx.typed(values, BYTEA_ARRAY)
  const ids = leaves.map((leaf) => leaf.id)
  await tx`
    with leaf as (
      insert into ledger.leaf (id, hash, quiet)
      select * from unnest(${ids}::uuid[], ${bytes(leaves.map((leaf) => leaf.hash))}::bytea[], ${tx.typed(
        leaves.map(({ quiet = false }) => quiet),
        BOOLEAN_ARRAY,
      )}::bool[])
    )
    insert into ledger.leaf_content (leaf_id, salt, event)
    select * from unnest(${ids}::uuid[], ${bytes(leaves.map((leaf) => leaf.salt))}::bytea[], ${leaves.map((leaf) => leaf.event)}::text[])`
}

/** Erases the content of leaves; their hashes stay, so the log still verifies. */
export async function eraseLeafContent(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx`delete from ledger.leaf_content where leaf_id = any(${[...ids]}::uuid[])`
}
