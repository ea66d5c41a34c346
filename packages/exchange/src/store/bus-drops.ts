import type { Database, Tx } from '@ihala/ledger'

/** What the bus took and dropped, as the admin is told. */
export interface BusDrops {
  readonly dropped: number
  readonly lastAt: string | null
}

/** Days for which it is told. */
const TOLD_FOR = 7

/** Keeps that the bus took a message and dropped it; forgets what is told no more. */
export async function noteBusDrop(db: Database, id: string, now: string): Promise<void> {
  await db`
    with old as (delete from exchange.bus_drop where at < ${now}::timestamptz - make_interval(days => ${TOLD_FOR}))
    insert into exchange.bus_drop (id, at) values (${id}, ${now})`
}

/** How many messages the bus took and dropped in the seven days before `now`, and when the last was noticed. */
export async function busDrops(tx: Tx, now: string): Promise<BusDrops> {
  const [row] = await tx<{ dropped: number; lastAt: string | null }[]>`
    select count(*)::int as dropped, max(at) as "lastAt" from exchange.bus_drop where at >= ${now}::timestamptz - make_interval(days => ${TOLD_FOR})`
  return row ?? { dropped: 0, lastAt: null }
}
