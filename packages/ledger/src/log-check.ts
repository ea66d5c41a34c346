import { openCheckpoint } from './checkpoint.ts'
import type { Tx } from './tx.ts'
import { type Found, type Head, type KeptHash, type LeafRow, type RunState, runOver, unnumberedLeaves } from './verify.ts'

/** Leaves verified in one transaction. */
export const LEAVES_A_TURN = 2_000

/** What one turn of verifying a log comes to. */
export type CheckedTurn =
  | { readonly outcome: 'further'; readonly run: RunState }
  | { readonly outcome: 'whole'; readonly run: RunState }
  | { readonly outcome: 'broken'; readonly found: Found }

/**
 * T28: verifies the next leaves of the own log, from where the turn before stopped, as `verifyLog` does it all at once: every leaf,
 * every kept hash of the tree, every signed head. Memory and time of a turn depend on `limit` only. What is numbered meanwhile is
 * verified too.
 */
export async function verifyTurn(tx: Tx, keys: readonly Uint8Array[], from: RunState, limit = LEAVES_A_TURN): Promise<CheckedTurn> {
  const rows = await tx<LeafRow[]>`
    select l.position::float8 as position, l.hash, l.link, c.salt, c.event from ledger.leaf l left join ledger.leaf_content c on c.leaf_id = l.id
    where l.position >= ${from.size} order by l.position limit ${limit}`
  // Read after the leaves: a head is made of leaves that are numbered, so those of these leaves are all sound to hold against them.
  const { heads, unsigned } = await headsBetween(tx, keys, from.size, from.size + rows.length)
  const run = runOver(heads, from)
  const broken = (found: Found): CheckedTurn => ({ outcome: 'broken', found })
  for (const row of rows) {
    const found = run.take(row)
    if (found) return broken(found)
  }
  if (unsigned !== undefined) return broken({ index: Math.max(0, unsigned - 1), fault: 'head-not-signed' })
  const subtree = await subtreeFault(tx, run.kept)
  if (subtree) return broken(subtree)
  if (rows.length === limit) return { outcome: 'further', run: run.state() }
  const found = await atTheEnd(tx, run.size())
  return found ? broken(found) : { outcome: 'whole', run: run.state() }
}

/** The signed heads of these sizes, and the size of the first that no key of the log signed. */
async function headsBetween(
  tx: Tx,
  keys: readonly Uint8Array[],
  after: number,
  upTo: number,
): Promise<{ readonly heads: readonly Head[]; readonly unsigned: number | undefined }> {
  const rows = await tx<{ size: number; root: Buffer; note: string }[]>`
    select size::float8 as size, root, note from ledger.checkpoint
    where (size > ${after} or (${after} = 0 and size <= 0)) and size <= ${upTo} order by checkpoint.size, epoch`
  const heads: Head[] = []
  let unsigned: number | undefined
  for (const { size, root, note } of rows) {
    const head = openCheckpoint(note, keys)
    if (head === undefined || head.size !== size || !head.root.equals(root)) unsigned ??= size
    else heads.push(head)
  }
  return { heads, unsigned }
}

async function subtreeFault(tx: Tx, computed: readonly KeptHash[]): Promise<Found | undefined> {
  if (computed.length === 0) return undefined
  const [heights, places] = [computed.map(({ height }) => height), computed.map(({ place }) => place)]
  const rows = await tx<KeptHash[]>`
    select t.height::int as height, t.place::float8 as place, t.hash from unnest(${heights}::int[], ${places}::bigint[]) as s (height, place)
    join ledger.subtree t on t.height = s.height and t.place = s.place`
  const there = new Map(rows.map(({ height, place, hash }) => [`${height} ${place}`, hash]))
  const wrong = computed.find(({ height, place, hash }) => there.get(`${height} ${place}`)?.equals(hash) !== true)
  return wrong && { index: wrong.place * 2 ** wrong.height, fault: 'subtree-changed' }
}

/** What is kept of leaves that are not there, and what waits for its number. Each in one statement, so that it sees one moment. */
async function atTheEnd(tx: Tx, size: number): Promise<Found | undefined> {
  const [head] = await tx`
    select from ledger.checkpoint c where c.size > 0 and not exists (select from ledger.leaf l where l.position = c.size - 1) limit 1`
  if (head) return { index: size, fault: 'log-shortened' }
  const [subtree] = await tx<{ first: number }[]>`
    select (t.place * (1::bigint << t.height::int))::float8 as first from ledger.subtree t
    where not exists (select from ledger.leaf l where l.position = (t.place + 1) * (1::bigint << t.height::int) - 1) order by 1 limit 1`
  if (subtree) return { index: subtree.first, fault: 'subtree-changed' }
  return (await unnumberedLeaves(tx)).changed > 0 ? { index: size, fault: 'content-changed' } : undefined
}
