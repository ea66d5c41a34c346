import type { Tx } from '@ihala/ledger'
import { NEVER } from './unit.ts'

/**
 * The recipient of an own chain said that it has it as far as `seq`: of these events only the receipts are missing, which are asked for
 * again (DESIGN §10). Of what was erased nothing can go there: it ends without.
 */
export async function heldThere(tx: Tx, caseId: string, seq: number, now: string): Promise<void> {
  await tx`
    update exchange.outbox o set status = case when e.inner_jws = '' then 'closed' else 'waiting' end,
      sealed = case when e.inner_jws = '' then null else o.sealed end,
      expires_at = ${NEVER}, closed_at = ${now}, next_at = ${now}, attempts = 0, held_up = null
    from exchange.event e
    where o.case_id = ${caseId} and o.seq <= ${seq} and o.status in ('waiting', 'expired') and o.expires_at <> ${NEVER}
      and e.case_id = o.case_id and e.seq = o.seq and e.jti = o.jti`
  await tx`
    update exchange.conversation set my_receipted = least(my_seq, ${seq}::int) where case_id = ${caseId} and my_receipted < least(my_seq, ${seq}::int)`
}
