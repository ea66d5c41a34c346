import { hash } from 'node:crypto'
import { growSubtrees } from './tree.store.ts'
import type { Tx } from './tx.ts'

/** Key of the advisory lock: one sequencer at a time, whatever the number of replicas. */
const LOCK = 0x1ea5_e9
/** Object identifier of the type `bytea[]` in PostgreSQL. */
const BYTEA_ARRAY = 1001

/** The running hash over the log after one more leaf: SHA-256(link before ‖ hash); before the first leaf it is empty. */
export function linkAfter(link: Uint8Array, leaf: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([link, leaf]), 'buffer')
}

/**
 * Numbers leaves that have none, in the order of their ids, without gaps; the place is the leaf's index in the RFC 6962
 * tree. Returns how many were numbered: 0 when there was nothing to do or another replica is at it.
 */
export async function numberLeaves(tx: Tx, limit = 10_000): Promise<number> {
  const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as held`
  if (lock?.held !== true) return 0
  const [waiting, [last]] = await Promise.all([
    tx<{ id: string; hash: Buffer }[]>`select id, hash from ledger.leaf where position is null order by id limit ${limit}`,
    tx<{ position: number; link: Buffer }[]>`
      -- By the column: its name alone would be the float, which no index has in order.
      select position::float8 as position, link from ledger.leaf where position is not null order by leaf.position desc limit 1`,
  ])
  if (waiting.length === 0) return 0
  const first = (last?.position ?? -1) + 1
  const links: Buffer[] = []
  for (const leaf of waiting) links.push(linkAfter(links.at(-1) ?? last?.link ?? Buffer.alloc(0), leaf.hash))
  await tx`
    update ledger.leaf set position = fresh.position, link = fresh.link
    from unnest(${waiting.map(({ id }) => id)}::uuid[], ${waiting.map((_, n) => first + n)}::bigint[], ${tx.typed(links, BYTEA_ARRAY)}::bytea[])
      as fresh (id, position, link)
    where leaf.id = fresh.id`
  await growSubtrees(tx, first, first + waiting.length)
  return waiting.length
}
