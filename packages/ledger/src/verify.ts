import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { leafHash } from './leaf.ts'
import { linkAfter } from './sequencer.ts'
import { KEPT_EVERY } from './tree.store.ts'
import { EMPTY_ROOT, nodeHash, rootOf } from './tree.ts'
import type { Tx } from './tx.ts'

/** What is wrong with a log. */
export type LogFault =
  /** A leaf's content was changed, or its hash. */
  | 'content-changed'
  /** A number is missing, or stands twice. */
  | 'leaf-missing'
  /** The leaf is not the one that was numbered here. */
  | 'leaf-replaced'
  /** A kept hash of the tree is not the one of the leaves below it. */
  | 'subtree-changed'
  /** The leaves up to a signed head are not those it was signed over. */
  | 'head-changed'
  /** A signed head is larger than the log. */
  | 'log-shortened'
  /** A kept head is not signed by a key of the log. */
  | 'head-not-signed'

/** What verifying a whole log comes to. */
export type LogVerdict =
  | { readonly outcome: 'whole'; readonly size: number; readonly root: Buffer; readonly erased: number; readonly unnumbered: number }
  /** `index`: the first leaf that is not as it was recorded; for a fault of many leaves the first that no good head covers. */
  | { readonly outcome: 'broken'; readonly index: number; readonly fault: LogFault }

/** A head to hold the log against: its own, or one that others keep. */
export type Head = Pick<Checkpoint, 'size' | 'root'>

const PAGE = 20_000

/** A numbered leaf as it stands in the database. */
export interface LeafRow {
  readonly position: number
  readonly hash: Buffer
  readonly link: Buffer
  readonly salt: Buffer | null
  readonly event: string | null
}

/**
 * T28: computes the whole tree again from the rows of the leaves, compares it with every kept hash and every signed head (and with
 * heads that witnesses keep, `outside`), and names the first index that is wrong. Reads pages by number, so memory stays flat.
 */
export async function verifyLog(tx: Tx, keys: readonly Uint8Array[], outside: readonly Head[] = []): Promise<LogVerdict> {
  const checkpoints = await tx<{ note: string }[]>`select note from ledger.checkpoint order by epoch, size`
  const signed = checkpoints.map(({ note }) => openCheckpoint(note, keys))
  const heads = [...signed.filter((one) => one !== undefined), ...outside].sort((a, b) => a.size - b.size)
  const run = runOver(heads)
  const page = (from: number) =>
    tx<LeafRow[]>`
      select l.position::float8 as position, l.hash, l.link, c.salt, c.event from ledger.leaf l left join ledger.leaf_content c on c.leaf_id = l.id
      where l.position >= ${from} order by l.position limit ${PAGE}`.execute()
  // The database reads the next page while this one is hashed.
  for (let from = 0, next = page(0); ; ) {
    const rows = await next
    const isLast = rows.length < PAGE
    from += rows.length
    if (!isLast) next = page(from)
    for (const row of rows) {
      const fault = run.take(row)
      if (fault) {
        await next
        return { outcome: 'broken', ...fault }
      }
    }
    if (isLast) break
  }
  const fault = run.end() ?? (await subtreeFault(tx, run.kept))
  if (fault) return { outcome: 'broken', ...fault }
  if (signed.includes(undefined)) return { outcome: 'broken', index: 0, fault: 'head-not-signed' }
  const waiting = await unnumberedLeaves(tx)
  if (waiting.changed > 0) return { outcome: 'broken', index: run.size(), fault: 'content-changed' }
  return { outcome: 'whole', size: run.size(), root: run.root(), erased: run.erased(), unnumbered: waiting.unnumbered }
}

/** Leaves that have no number yet, and how many of them are not what was recorded. */
export async function unnumberedLeaves(tx: Tx): Promise<{ readonly unnumbered: number; readonly changed: number }> {
  const [row] = await tx<{ unnumbered: number; changed: number }[]>`
    select count(*)::int as unnumbered, count(*) filter (where l.hash <> sha256('\\x00'::bytea || sha256(c.salt || convert_to(c.event, 'UTF8'))))::int as changed
    from ledger.leaf l left join ledger.leaf_content c on c.leaf_id = l.id where l.position is null`
  return row ?? { unnumbered: 0, changed: 0 }
}

/** The first thing that is wrong. */
export interface Found {
  readonly index: number
  readonly fault: LogFault
}

/** A hash of the tree that is kept. */
export interface KeptHash {
  readonly height: number
  readonly place: number
  readonly hash: Buffer
}

/** How far a run over the leaves is: enough to go on from there. */
export interface RunState {
  readonly size: number
  /** Hashes of the complete subtrees before `size`. */
  readonly edge: readonly Buffer[]
  readonly link: Buffer
  readonly erased: number
  /** Size of the last signed head that holds. */
  readonly good: number
}

/** A run that has not begun. */
export const NOT_BEGUN: RunState = { size: 0, edge: [], link: Buffer.alloc(0), erased: 0, good: 0 }

/** Goes over the leaves in order, from where another run stopped. `heads`: by size, those the other run has not passed. */
export function runOver(heads: readonly Head[], from: RunState = NOT_BEGUN) {
  const edge: Buffer[] = [...from.edge]
  const kept: KeptHash[] = []
  let { link, size, erased, good } = from
  let at = 0

  const heading = (): Found | undefined => {
    for (let head = heads[at]; head !== undefined && head.size === size; head = heads[at]) {
      if (!rootOf(edge).equals(head.root)) return { index: good, fault: 'head-changed' }
      good = size
      at += 1
    }
    return undefined
  }
  return {
    kept,
    take: ({ position, hash: leaf, link: linked, salt, event }: LeafRow): Found | undefined => {
      const early = size === 0 ? heading() : undefined
      if (early) return early
      if (position !== size) return { index: Math.min(position, size), fault: 'leaf-missing' }
      if (salt === null || event === null) erased += 1
      else if (!leafHash(salt, event).equals(leaf)) return { index: size, fault: 'content-changed' }
      link = linkAfter(link, leaf)
      if (!link.equals(linked)) return { index: size, fault: 'leaf-replaced' }
      let grown = leaf
      for (let low = size, level = 1; low % 2 === 1; low = (low - 1) / 2, level += 1) {
        grown = nodeHash(edge.pop() ?? EMPTY_ROOT, grown)
        if (level % KEPT_EVERY === 0) kept.push({ height: level, place: Math.floor(size / 2 ** level), hash: grown })
      }
      edge.push(grown)
      size += 1
      return heading()
    },
    end: (): Found | undefined => (at < heads.length ? { index: size, fault: 'log-shortened' } : undefined),
    size: () => size,
    root: () => rootOf(edge),
    erased: () => erased,
    state: (): RunState => ({ size, edge: [...edge], link, erased, good }),
  }
}

async function subtreeFault(tx: Tx, kept: readonly KeptHash[]): Promise<Found | undefined> {
  const rows = await tx<KeptHash[]>`
    select height::int as height, place::float8 as place, hash from ledger.subtree order by place * power(2, height), height`
  const right = new Map(kept.map(({ height, place, hash: is }) => [`${height} ${place}`, is]))
  const wrong = rows.find(({ height, place, hash: is }) => right.get(`${height} ${place}`)?.equals(is) !== true)
  if (wrong) return { index: wrong.place * 2 ** wrong.height, fault: 'subtree-changed' }
  const there = new Set(rows.map(({ height, place }) => `${height} ${place}`))
  const gone = kept.find(({ height, place }) => !there.has(`${height} ${place}`))
  return gone && { index: gone.place * 2 ** gone.height, fault: 'subtree-changed' }
}
