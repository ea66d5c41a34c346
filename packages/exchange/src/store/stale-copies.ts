import type { Database, Tx } from '@ihala/ledger'
import type { Leased } from './store.ts'

/** How long the bus is believed when it says that a copy still waits there, and how long its recipient must have been back; hours. */
export const BELIEVED_FOR = 6
export const BACK_FOR = 1

/**
 * Of these waiting events, those whose copy on the bus nobody takes: it lies there for hours, and the recipient has written to us
 * since. Who is away writes nothing.
 */
export async function staleCopies(db: Database, jtis: readonly string[], now: string): Promise<readonly string[]> {
  if (jtis.length === 0) return []
  const rows = await db<{ jti: string }[]>`
    select o.jti from exchange.outbox o
    where o.jti = any(${[...jtis]}::text[]) and o.status = 'waiting'
      and coalesce(o.sealed_at, o.created_at) <= ${now}::timestamptz - make_interval(hours => ${BELIEVED_FOR})
      and exists (
        select from exchange.event e
        where e.iss collate "C" = o.recipient and e.iat > extract(epoch from coalesce(o.sealed_at, o.created_at))::int
          and e.at <= ${now}::timestamptz - make_interval(hours => ${BACK_FOR}))`
  return rows.map(({ jti }) => jti)
}

/** Puts a fresh envelope in the place of the one before; false when the event does not wait any more. */
export async function writeSealedAfresh(
  tx: Tx,
  { jti, digest, sealed, encTo }: Pick<Leased, 'jti' | 'digest' | 'sealed'> & { readonly encTo: string },
  now: string,
): Promise<boolean> {
  const written = await tx`
    update exchange.outbox set sealed = ${sealed}, digest = ${digest}, enc_to = ${encTo}, sealed_at = ${now}
    where jti = ${jti} and status = 'waiting'`
  return written.count === 1
}
