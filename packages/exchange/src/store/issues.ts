import type { Tx } from '@ihala/ledger'
import type { EventRow, Unit } from './unit.ts'
import { writeUnit } from './unit.ts'

/** An event of ours that is signed again: the unit holds the new issues, in the same order. */
export interface Reissue {
  readonly caseId: string
  readonly iss: string
  /** Names of the issues they replace. */
  readonly replaced: readonly string[]
  /** The last of the chain, signed again or not. */
  readonly myHead: string
  /** Everything up to here is receipted. */
  readonly myReceipted: number
  readonly unit: Unit
}

/** An event of theirs that is here already, and came signed again. */
export interface ReceivedIssue {
  readonly caseId: string
  /** Null when the event itself was lost here: then the unit has it. */
  readonly row: (EventRow & { readonly caseId: string; readonly seq: number }) | null
  /** Set when it stands at the head of their chain: what follows names it. */
  readonly theirHead: string | null
  readonly unit: Unit
}

type Kept = Omit<EventRow, 'at'> & { readonly at: Date | string }

// Whoever compares instants needs their milliseconds, however the client of the database reads them.
const withInstant = (row: Kept): EventRow => ({ ...row, at: new Date(row.at).toISOString() })

/** The event at a place of a chain; undefined when there is none. */
export async function eventAt(tx: Tx, caseId: string, iss: string, seq: number): Promise<EventRow | undefined> {
  const [row] = await tx<Kept[]>`
    select iss, jti, case_id as "caseId", seq, evt, at, hash, iat, leaf_id as "leafId", part, inner_jws as "innerJws", receipt, signed_by as "signedBy", enc_to as "encTo"
    from exchange.event where case_id = ${caseId} and iss = ${iss} and seq = ${seq}`
  return row && withInstant(row)
}

/** Events of one chain from a place on, in order. */
export async function eventsFrom(tx: Tx, caseId: string, iss: string, seq: number): Promise<readonly EventRow[]> {
  const rows = await tx<Kept[]>`
    select iss, jti, case_id as "caseId", seq, evt, at, hash, iat, leaf_id as "leafId", part, inner_jws as "innerJws", receipt, signed_by as "signedBy", enc_to as "encTo"
    from exchange.event where case_id = ${caseId} and iss = ${iss} and seq >= ${seq} order by seq`
  return rows.map(withInstant)
}

/**
 * Puts new issues in the place of those before, and lets the chain wait for receipts again. A receipt that was given for an earlier one
 * is kept with it: whoever asks for an event once more, and then is silent, takes no proof away (L5).
 */
export async function writeReissue(tx: Tx, { caseId, iss, replaced, myHead, myReceipted, unit }: Reissue): Promise<void> {
  await tx`
    with earlier as (delete from exchange.event where iss = ${iss} and jti = any(${[...replaced]}::text[]) returning *),
    gone as (delete from exchange.outbox where jti = any(${[...replaced]}::text[]) returning jti, receipt)
    insert into exchange.issue (iss, jti, case_id, seq, at, hash, leaf_id, part, inner_jws, receipt, iat, signed_by, enc_to)
    select iss, jti, case_id, seq, at, hash, leaf_id, part, inner_jws, coalesce(earlier.receipt, gone.receipt), iat, signed_by, enc_to
    from earlier left join gone using (jti)`
  await writeUnit(tx, unit)
  await tx`update exchange.conversation set my_head = ${myHead}, my_receipted = ${myReceipted} where case_id = ${caseId}`
}

/** Keeps the receipt of a further issue of what is here already. */
export async function writeReceivedIssue(tx: Tx, { caseId, row, theirHead, unit }: ReceivedIssue): Promise<void> {
  if (row !== null)
    await tx`
    insert into exchange.issue (iss, jti, case_id, seq, at, hash, leaf_id, part, inner_jws, receipt, iat, signed_by, enc_to)
    values (${row.iss}, ${row.jti}, ${row.caseId}, ${row.seq}, ${row.at}, ${row.hash}, ${row.leafId}, ${row.part}, ${row.innerJws}, ${row.receipt}, ${row.iat},
      ${row.signedBy}, ${row.encTo})`
  await writeUnit(tx, unit)
  if (theirHead !== null) await tx`update exchange.conversation set their_head = ${theirHead} where case_id = ${caseId}`
}
