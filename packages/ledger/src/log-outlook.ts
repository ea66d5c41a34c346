import type { Evidence, EvidenceKind } from './log-store.ts'
import type { Tx } from './tx.ts'

/** A head of another member's log, as it was countersigned here last. */
export interface CountersignedHead {
  readonly member: string
  readonly epoch: number
  readonly size: number
  /** When, ISO instant. */
  readonly at: string
}

/** Heads of the logs of others that were countersigned here, without the membership log: how many logs, and the newest of them. */
export async function countersignedHeads(
  tx: Tx,
  limit: number,
): Promise<{ readonly total: number; readonly heads: readonly CountersignedHead[] }> {
  const [heads, [count]] = await Promise.all([
    tx<CountersignedHead[]>`select member, epoch, size::float8 as size, at from ledger.witnessed
      where origin not like 'membership.%' order by at desc, origin limit ${limit}`,
    tx<{ total: number }[]>`select count(*)::int as total from ledger.witnessed where origin not like 'membership.%'`,
  ])
  return { total: count?.total ?? 0, heads }
}

/** A piece of evidence in a list: what it is about, not the file. */
export type EvidenceLine = Pick<Evidence, 'id' | 'member' | 'kind' | 'at'>

/** Evidence about any log, newest first, and how much there is. */
export async function evidenceLines(tx: Tx, limit: number): Promise<{ readonly total: number; readonly lines: readonly EvidenceLine[] }> {
  const [lines, [count]] = await Promise.all([
    tx<EvidenceLine[]>`select id, member, kind, at from ledger.evidence order by at desc, id desc limit ${limit}`,
    tx<{ total: number }[]>`select count(*)::int as total from ledger.evidence`,
  ])
  return { total: count?.total ?? 0, lines }
}

/** A piece of evidence with its portable file; undefined when there is none of this id. */
export async function evidenceFile(tx: Tx, id: string): Promise<{ readonly kind: EvidenceKind; readonly file: string } | undefined> {
  const [row] = await tx<{ kind: EvidenceKind; file: string }[]>`select kind, file from ledger.evidence where id = ${id}`
  return row
}
