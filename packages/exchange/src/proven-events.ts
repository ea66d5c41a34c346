import type { Part } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { type KeyPart, partNamed } from '@ihala/policy'

/** An event of a case as it can be proven without opening it: its hash stands in the log, and the other body signed a receipt of it. */
export interface ProvenEvent {
  readonly caseId: string
  readonly iss: string
  readonly jti: string
  readonly evt: string
  /** The part of the case that its content belongs to. */
  readonly part: Part
  readonly at: string
  readonly hash: string
  /** The signed receipt: given for what came, got for what went; null when none has come. */
  readonly receipt: string | null
  /** Whether its content was erased. */
  readonly erased: boolean
}

/** All events of some cases, both ways, oldest first. */
export async function provenEvents(tx: Tx, caseIds: readonly string[]): Promise<readonly ProvenEvent[]> {
  const rows = await tx<(Omit<ProvenEvent, 'at' | 'part'> & { readonly at: Date | string; readonly part: KeyPart })[]>`
    select e.case_id as "caseId", e.iss, e.jti, e.evt, e.part, e.at, e.hash, coalesce(e.receipt, o.receipt) as receipt,
      octet_length(e.inner_jws) = 0 as erased
    from exchange.event e left join exchange.outbox o on o.jti = e.jti
    where e.case_id = any(${[...caseIds]}::text[]) order by e.at, e.seq`
  return rows.map((row) => ({ ...row, part: partNamed(row.part), at: new Date(row.at).toISOString() }))
}
