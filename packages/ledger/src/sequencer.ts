import type { Tx } from './tx.ts'

/** Key of the advisory lock: one sequencer at a time, whatever the number of replicas. */
const LOCK = 0x1ea5_e9

/**
 * Numbers leaves that have none, in the order of their ids, without gaps; the place is the leaf's index in the RFC 6962
 * tree. Returns how many were numbered: 0 when there was nothing to do or another replica is at it.
 */
export async function numberLeaves(tx: Tx, limit = 10_000): Promise<number> {
  const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as held`
  if (lock?.held !== true) return 0
  const numbered = await tx`
    with head as (select coalesce(max(position), -1) as last from ledger.leaf),
    fresh as (
      select id, row_number() over (order by id) as place
      from (select id from ledger.leaf where position is null order by id limit ${limit}) as waiting
    )
    update ledger.leaf set position = head.last + fresh.place from head, fresh where leaf.id = fresh.id`
  return numbered.count
}
