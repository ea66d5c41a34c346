import type { Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'
import { NEVER } from './unit.ts'

/**
 * Empties what is kept under these keys of a case. Rows, hashes, receipts and leaves stay: chains, digests and the log are as they were.
 * Of what was refused nobody can say to which part it belongs; what nobody took in time goes nowhere any more,
 * nor does what was only to be receipted again.
 */
export async function eraseParts(tx: Tx, caseId: string, parts: readonly KeyPart[]): Promise<void> {
  const erased = [...parts]
  await tx`
    with event as (update exchange.event set inner_jws = '' where case_id = ${caseId} and part = any(${erased}::text[])),
    issue as (update exchange.issue set inner_jws = '' where case_id = ${caseId} and part = any(${erased}::text[])),
    quarantine as (update exchange.quarantine set sealed = null where case_id = ${caseId} and sealed is not null),
    outbox as (update exchange.outbox set sealed = null where case_id = ${caseId} and status = 'expired'),
    held_there as (
      update exchange.outbox o set sealed = null, status = 'closed' from exchange.event e
      where o.case_id = ${caseId} and o.status = 'waiting' and o.expires_at = ${NEVER} and e.case_id = o.case_id and e.jti = o.jti
        and e.part = any(${erased}::text[]))
    delete from exchange.returned_piece where case_id = ${caseId}`
}
