import type { Tx } from '@ihala/ledger'
import type { Pair } from './pair-store.ts'

/** What is kept of a piece of a file that the partner receipted or refused, locked; undefined when it still waits, or never went there. */
export async function pieceSent(tx: Tx, { self, partner }: Pair, jti: string): Promise<Buffer | undefined> {
  const [row] = await tx<{ address: Buffer }[]>`
    select e.inner_jws as address from exchange.outbox o join exchange.event e on e.iss = ${self} and e.jti = o.jti
    where o.jti = ${jti} and o.recipient = ${partner} and o.evt = 'file-chunk' and o.case_id is null and o.status in ('closed', 'refused')
    for update of o`
  return row?.address
}

/** Forgets that a piece went, so that it can go again under its name; the log remembers. */
export async function forgetPiece(tx: Tx, { self, partner }: Pair, jti: string): Promise<void> {
  await tx`
    with sent as (delete from exchange.outbox where jti = ${jti} and recipient = ${partner} and evt = 'file-chunk' returning jti)
    delete from exchange.event e using sent where e.iss = ${self} and e.jti = sent.jti`
}
