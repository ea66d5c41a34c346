import type { Database, Tx } from '@ihala/ledger'
import type { Pair } from './pair-store.ts'

/** An event of ours, of no case, that goes no more: its kind, and what is kept of it (of a piece of a file, which one it was). */
export interface EndedEvent {
  readonly evt: string
  readonly address: Buffer
}

/** Of these own events, those that one of these keys signed. */
export async function signedWith(db: Database, iss: string, jtis: readonly string[], kids: readonly string[]): Promise<readonly string[]> {
  const rows = await db<{ jti: string }[]>`
    select jti from exchange.event where iss = ${iss} and jti = any(${[...jtis]}::text[]) and signed_by = any(${[...kids]}::text[])`
  return rows.map(({ jti }) => jti)
}

/**
 * Ends an event of no case that waits. Undefined when it waits no more. A partner that was to be asked what it holds, and was not
 * reached, is asked anew.
 */
export async function endWaiting(tx: Tx, { self, partner }: Pair, jti: string): Promise<EndedEvent | undefined> {
  const [ended] = await tx<EndedEvent[]>`
    with ended as (
      update exchange.outbox set status = 'expired' where jti = ${jti} and recipient = ${partner} and case_id is null and status = 'waiting'
      returning jti, evt),
    unasked as (delete from exchange.recovering_partner where partner = ${partner} and done_at is null and left_out_at is null and exists (select from ended where evt = 'chain-asked'))
    select ended.evt, e.inner_jws as address from ended join exchange.event e on e.iss = ${self} and e.jti = ended.jti`
  return ended
}
