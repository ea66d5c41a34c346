import type { MembershipChange, MembershipEntry, RegistryStatement } from '@ihala/contract'
import { build, type Given, insertion, membershipLeaf, statement, type Tx } from '@ihala/kit'
import { asc, eq, gte, sql } from 'drizzle-orm'
import { changes, lists, members } from './registry.tables.ts'

/** A member and the anchor's newest word about it. */
export type HeldMember = Readonly<typeof members.$inferSelect>

const held = { entityId: members.entityId, jws: members.jws, content: members.content, removedAt: members.removedAt }
const allHeld = statement(() => build.select(held).from(members).orderBy(asc(members.entityId)))
const oneHeld = statement((given: Given<{ entityId: string }>) =>
  build.select(held).from(members).where(eq(members.entityId, given.entityId)),
)
const keep = insertion(members, ['entityId', 'jws', 'content'], (row) =>
  row.onConflictDoUpdate({ target: members.entityId, set: { jws: sql`excluded.jws`, content: sql`excluded.content`, removedAt: null } }),
)
const listIssued = statement(() => build.select({ issuedAt: lists.issuedAt }).from(lists))
const keepNewest = insertion(lists, ['jws', 'issuedAt'], (row) =>
  row.onConflictDoUpdate({ target: lists.onlyOne, set: { jws: sql`excluded.jws`, issuedAt: sql`excluded.issued_at` } }),
)
const takeOff = statement((given: Given<{ removed: readonly string[]; now: string }>) =>
  build
    .update(members)
    .set({ removedAt: given.now })
    .where(eq(members.entityId, sql`any(${given.removed}::text[])`)),
)
const append = insertion(changes, ['position', 'at', 'entityId', 'change', 'jws', 'leaf'])
const fromPlace = statement((given: Given<{ position: number; limit: number }>) =>
  build.select().from(changes).where(gte(changes.position, given.position)).orderBy(asc(changes.position)).limit(given.limit),
)

const leaves = statement(() => build.select({ leaf: changes.leaf }).from(changes).orderBy(asc(changes.position)))

/** Key of the advisory lock: the anchor's word is taken one request at a time, so that the log has no gap and no fork. */
const LOCK = 0x4e61_7443

/** Waits until nobody else writes here. */
export async function lockRegistry(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK})`
}

/** All members, also those removed. */
export async function heldMembers(tx: Tx): Promise<HeldMember[]> {
  return [...(await allHeld.run(tx))]
}

/** One member; undefined when the anchor never spoke of it. */
export async function heldMember(tx: Tx, entityId: string): Promise<HeldMember | undefined> {
  return oneHeld.first(tx, { entityId })
}

/** Keeps the anchor's newest word about a member. */
export async function keepStatement(tx: Tx, content: RegistryStatement, jws: string): Promise<void> {
  await keep.run(tx, { entityId: content.sub, jws, content })
}

/** When the list held was signed, seconds since 1970; undefined when there is none. */
export async function listIssuedAt(tx: Tx): Promise<number | undefined> {
  return (await listIssued.first(tx))?.issuedAt
}

/** Keeps the newest list and takes off the members it names no longer. */
export async function keepList(
  tx: Tx,
  list: { readonly jws: string; readonly iat: number },
  removed: readonly string[],
  now: string,
): Promise<void> {
  await keepNewest.run(tx, { jws: list.jws, issuedAt: list.iat })
  await takeOff.run(tx, { removed, now })
}

/** Adds changes to the membership log, under `lockRegistry`. Returns the entries with their places. */
export async function appendChanges(
  tx: Tx,
  changes: readonly { readonly entityId: string; readonly change: MembershipChange; readonly jws: string }[],
  at: string,
): Promise<MembershipEntry[]> {
  const [head] = await tx<{ next: number }[]>`select coalesce(max(position) + 1, 0) as next from registry.change`
  const first = head?.next ?? 0
  const entries = changes.map((change, index) => ({ ...change, at, position: first + index }))
  await addEntries(tx, entries)
  return entries
}

/** Adds entries at their own places, under `lockRegistry`. */
export async function addEntries(tx: Tx, entries: readonly MembershipEntry[]): Promise<void> {
  for (const entry of entries) await append.run(tx, { ...entry, leaf: membershipLeaf(entry).toString('base64url') })
}

/** Entries of the membership log from a place on, in order. */
export async function changesFrom(tx: Tx, position: number, limit: number): Promise<(MembershipEntry & { readonly leaf: string })[]> {
  return [...(await fromPlace.run(tx, { position, limit }))]
}

/** Leaf hashes of the whole membership log, in order: an entry is a change of a member, so there are thousands, not millions. */
export async function leavesOfLog(tx: Tx): Promise<Buffer[]> {
  return (await leaves.run(tx)).map(({ leaf }) => Buffer.from(leaf, 'base64url'))
}
