import type { Exchange } from '../src/index.ts'
import type { Body } from './bodies.ts'

const TABLES = ['conversation', 'grant_held', 'event', 'issue', 'outbox', 'quarantine'] as const

/** All that is kept of a body's exchange: what a backup holds. */
export async function backup({ db }: Body) {
  return new Map(await Promise.all(TABLES.map(async (table) => [table, [...(await db`select * from exchange.${db(table)}`)]] as const)))
}

/** The machine is lost; a new one has the backup and knows that it is one. */
export async function rebuild(one: Body, kept: Awaited<ReturnType<typeof backup>>): Promise<Exchange> {
  await one.exchange.stop()
  await one.transaction(async (tx) => {
    for (const table of TABLES) {
      await tx`delete from exchange.${tx(table)}`
      for (const row of kept.get(table) ?? []) await tx`insert into exchange.${tx(table)} ${tx(row)}`
    }
    await tx`delete from test.effect`
    await tx`insert into exchange.recovery (id, started_at, backup_at, backup_software, escrow_version) values (gen_random_uuid(), now(), now(), 'test', 1)`
  })
  const exchange = one.replica()
  await exchange.start()
  return exchange
}
