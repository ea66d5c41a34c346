import type { Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'

/**
 * Empties what is kept under these keys of a case. Rows, hashes, receipts and leaves stay: chains, digests and the log are as they were.
 * Of what was refused nobody can say to which part it belongs; what nobody took in time goes nowhere any more.
 */
export async function eraseParts(tx: Tx, caseId: string, parts: readonly KeyPart[]): Promise<void> {
  const erased = [...parts]
  await tx`
    with event as (update exchange.event set inner_jws = '' where case_id = ${caseId} and part = any(${erased}::text[])),
    issue as (update exchange.issue set inner_jws = '' where case_id = ${caseId} and part = any(${erased}::text[])),
    quarantine as (update exchange.quarantine set sealed = null where case_id = ${caseId} and sealed is not null),
    outbox as (update exchange.outbox set sealed = null where case_id = ${caseId} and status = 'expired')
    delete from exchange.returned_piece where case_id = ${caseId}`
}
