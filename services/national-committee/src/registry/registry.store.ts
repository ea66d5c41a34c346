import type { RegistryStatement } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import { type LogEntry, leafOf, type MembershipChange } from './registry.ts'

/** A member and the anchor's newest word about it. */
export interface HeldMember {
  readonly entityId: string
  readonly content: RegistryStatement
  readonly removedAt: string | null
}

/** Key of the advisory lock: the anchor's word is taken one request at a time, so that the log has no gap and no fork. */
const LOCK = 0x4e61_7443

/** Waits until nobody else writes here. */
export async function lockRegistry(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK})`
}

/** All members, also those removed. */
export async function heldMembers(tx: Tx): Promise<HeldMember[]> {
  return tx<HeldMember[]>`select entity_id, content, removed_at from registry.member order by entity_id`
}

/** One member; undefined when the anchor never spoke of it. */
export async function heldMember(tx: Tx, entityId: string): Promise<HeldMember | undefined> {
  const [row] = await tx<HeldMember[]>`select entity_id, content, removed_at from registry.member where entity_id = ${entityId}`
  return row
}

/** Keeps the anchor's newest word about a member. */
export async function keepStatement(tx: Tx, statement: RegistryStatement, jws: string): Promise<void> {
  await tx`
    insert into registry.member (entity_id, jws, content) values (${statement.sub}, ${jws}, ${JSON.stringify(statement)}::text::jsonb)
    on conflict (entity_id) do update set jws = excluded.jws, content = excluded.content, removed_at = null`
}

/** When the list held was signed, seconds since 1970; undefined when there is none. */
export async function listIssuedAt(tx: Tx): Promise<number | undefined> {
  const [row] = await tx<{ issuedAt: number }[]>`select issued_at from registry.list`
  return row?.issuedAt
}

/** Keeps the newest list and takes off the members it names no longer. */
export async function keepList(
  tx: Tx,
  list: { readonly jws: string; readonly iat: number },
  removed: readonly string[],
  now: string,
): Promise<void> {
  await tx`
    insert into registry.list (jws, issued_at) values (${list.jws}, ${list.iat})
    on conflict (only_one) do update set jws = excluded.jws, issued_at = excluded.issued_at`
  await tx`update registry.member set removed_at = ${now} where entity_id = any(${[...removed]}::text[])`
}

/** Adds changes to the membership log, under `lockRegistry`. Returns the entries with their places. */
export async function appendChanges(
  tx: Tx,
  changes: readonly { readonly entityId: string; readonly change: MembershipChange; readonly jws: string }[],
  at: string,
): Promise<LogEntry[]> {
  const [head] = await tx<{ next: number }[]>`select coalesce(max(position) + 1, 0) as next from registry.change`
  const first = head?.next ?? 0
  const entries = changes.map((change, index) => ({ ...change, at, position: first + index }))
  for (const { position, entityId, change, jws } of entries) {
    const leaf = leafOf({ position, at, entityId, change, jws })
    await tx`insert into registry.change (position, at, entity_id, change, jws, leaf) values (${position}, ${at}, ${entityId}, ${change}, ${jws}, ${leaf})`
  }
  return entries
}

/** Entries of the membership log from a place on, in order. */
export async function changesFrom(tx: Tx, position: number, limit: number): Promise<(LogEntry & { readonly leaf: string })[]> {
  return tx<(LogEntry & { leaf: string })[]>`
    select position, at, entity_id, change, jws, leaf from registry.change where position >= ${position} order by position limit ${limit}`
}
