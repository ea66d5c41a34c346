import { build, insertion, type ServiceContext, statement, type Tx } from '@ihala/kit'
import { count } from 'drizzle-orm'
import type { PartyName } from './conflict.ts'
import { watchedParties as table } from './watched-party.tables.ts'

const insert = insertion(table, ['id', 'since', 'party'])
const number = statement(() => build.select({ count: count().as('count') }).from(table))
const all = statement(() => build.select({ party: table.party }).from(table))

/** Keeps a name for later conflict checks, sealed under the organisation's key. */
export async function insertWatchedParty(
  tx: Tx,
  service: Pick<ServiceContext, 'keyring'>,
  party: PartyName & { readonly id: string; readonly now: string },
): Promise<void> {
  const sealed = service.keyring.wrap(Buffer.from(JSON.stringify({ about: party.about, name: party.name })))
  await insert.run(tx, { id: party.id, since: party.now, party: sealed })
}

/** How many names are kept. */
export async function countWatchedParties(tx: Tx): Promise<number> {
  return (await number.first(tx))?.count ?? 0
}

/** All names kept, opened; for one comparison only. */
export async function watchedParties(tx: Tx, service: Pick<ServiceContext, 'keyring'>): Promise<PartyName[]> {
  const rows = await all.run(tx)
  return rows.map(({ party }) => JSON.parse(service.keyring.unwrap(party).toString()) as PartyName)
}
