import { HASH_BYTES, inclusionProof, nodeHash, rootAt, type Subtree, type TreeReader } from './tree.ts'
import type { Tx } from './tx.ts'

/** Only subtrees of every eighth height are kept: 1/256 of the leaves; a proof reads at most 255 hashes of each kept height. */
export const KEPT_EVERY = 8
const FAN = 2 ** KEPT_EVERY
/** Subtrees completed with one statement. */
const AT_ONCE = 64
/** Object identifier of the type `bytea[]` in PostgreSQL. */
const BYTEA_ARRAY = 1001

/** A stretch of kept hashes of one height: leaves at height 0. */
interface Stretch {
  readonly from: number
  readonly to: number
}

type Row = { readonly place: number; readonly hash: Buffer }

async function kept(tx: Tx, height: number, stretches: readonly Stretch[]): Promise<ReadonlyMap<number, Buffer>> {
  const [from, to] = [stretches.map((one) => one.from), stretches.map((one) => one.to)]
  const rows =
    height === 0
      ? await tx<Row[]>`
          select l.position::float8 as place, l.hash from unnest(${from}::bigint[], ${to}::bigint[]) as s (first, next)
          join ledger.leaf l on l.position >= s.first and l.position < s.next`
      : await tx<Row[]>`
          select t.place::float8 as place, t.hash from unnest(${from}::bigint[], ${to}::bigint[]) as s (first, next)
          join ledger.subtree t on t.height = ${height} and t.place >= s.first and t.place < s.next`
  return new Map(rows.map(({ place, hash }) => [place, hash]))
}

const keptHeight = (level: number): number => level - (level % KEPT_EVERY)

function stretchOf({ level, index }: Subtree): Stretch {
  const width = 2 ** (level - keptHeight(level))
  return { from: index * width, to: (index + 1) * width }
}

/** Hash over neighbours whose number is a power of two. */
function fold(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[at * 2] ?? NOTHING, row[at * 2 + 1] ?? NOTHING))
  return row[0] ?? NOTHING
}
const NOTHING = Buffer.alloc(HASH_BYTES)

/** Reads the tree of this organisation's log as it is kept. A hash that is not there is a fault: the log is damaged. */
export function sqlTree(tx: Tx): TreeReader {
  return {
    read: async (subtrees) => {
      const heights = [...new Set(subtrees.map(({ level }) => keptHeight(level)))]
      const rows = new Map(
        await Promise.all(
          heights.map(async (height) => {
            const wanted = subtrees.filter(({ level }) => keptHeight(level) === height)
            return [height, await kept(tx, height, wanted.map(stretchOf))] as const
          }),
        ),
      )
      return subtrees.map((subtree) => {
        const height = keptHeight(subtree.level)
        const { from, to } = stretchOf(subtree)
        return fold(Array.from({ length: to - from }, (_, at) => present(rows.get(height)?.get(from + at), height, from + at)))
      })
    },
  }
}

function present(hash: Buffer | undefined, height: number, place: number): Buffer {
  if (hash === undefined) throw new Error(`the log lacks the hash at height ${height}, place ${place}`)
  return hash
}

/** Keeps the subtrees that a growing log completes. In the transaction that numbers its leaves. */
export async function growSubtrees(tx: Tx, before: number, size: number): Promise<void> {
  let [from, to] = [before, size]
  for (let height = KEPT_EVERY; ; height += KEPT_EVERY) {
    ;[from, to] = [Math.floor(from / FAN), Math.floor(to / FAN)]
    if (from === to) return
    for (let place = from; place < to; place += AT_ONCE) await complete(tx, height, place, Math.min(place + AT_ONCE, to))
  }
}

async function complete(tx: Tx, height: number, from: number, to: number): Promise<void> {
  const below = height - KEPT_EVERY
  const rows = await kept(tx, below, [{ from: from * FAN, to: to * FAN }])
  const places = Array.from({ length: to - from }, (_, at) => from + at)
  const hashes = places.map((place) =>
    fold(Array.from({ length: FAN }, (_, at) => present(rows.get(place * FAN + at), below, place * FAN + at))),
  )
  await tx`
    insert into ledger.subtree (height, place, hash)
    select ${height}, * from unnest(${places}::bigint[], ${tx.typed(hashes, BYTEA_ARRAY)}::bytea[]) on conflict do nothing`
}

/** Where a leaf stands in a tree, and what proves it. */
export interface Inclusion {
  readonly leaf: Buffer
  readonly index: number
  readonly size: number
  readonly root: Buffer
  readonly proof: readonly Buffer[]
}

/**
 * Proves that leaves, named by their hashes as receipts promise them, are in the tree of `size` leaves (of a checkpoint). What is
 * not in it yet is absent from the answer.
 */
export async function proveInclusion(tx: Tx, hashes: readonly Buffer[], size: number): Promise<readonly Inclusion[]> {
  const rows = await tx<{ leaf: Buffer; index: number }[]>`
    select hash as leaf, position::float8 as index from ledger.leaf
    where position < ${size} and hash = any(${tx.typed([...hashes], BYTEA_ARRAY)}::bytea[]) order by position`
  if (rows.length === 0) return []
  const tree = sqlTree(tx)
  const root = await rootAt(tree, size)
  const proven: Inclusion[] = []
  for (const { leaf, index } of rows) proven.push({ leaf, index, size, root, proof: await inclusionProof(tree, index, size) })
  return proven
}
