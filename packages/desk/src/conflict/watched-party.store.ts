import type { ServiceContext, Tx } from '@ihala/kit'
import type { PartyName } from './conflict.ts'

/** Keeps a name for later conflict checks, sealed under the organisation's key. */
export async function insertWatchedParty(
  tx: Tx,
  service: Pick<ServiceContext, 'keyring'>,
  party: PartyName & { readonly id: string; readonly now: string },
): Promise<void> {
  const sealed = service.keyring.wrap(Buffer.from(JSON.stringify({ about: party.about, name: party.name })))
  await tx`insert into desk.watched_party (id, since, party) values (${party.id}, ${party.now}, ${sealed})`
}

/** All names kept, opened; for one comparison only. */
export async function watchedParties(tx: Tx, service: Pick<ServiceContext, 'keyring'>): Promise<PartyName[]> {
  const rows = await tx<{ party: Buffer }[]>`select party from desk.watched_party`
  return rows.map(({ party }) => JSON.parse(service.keyring.unwrap(party).toString()) as PartyName)
}
