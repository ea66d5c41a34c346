import { hash } from 'node:crypto'

/** Bytes of every hash in the tree (SHA-256). */
export const HASH_BYTES = 32
/** Root of a log without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: Buffer = hash('sha256', Buffer.alloc(0), 'buffer')

/** A complete subtree of 2^level leaves, from leaf index × 2^level on. */
export interface Subtree {
  readonly level: number
  readonly index: number
}

/** Where the hashes of complete subtrees come from: a database, or memory. Throws (a fault) when one is not there. */
export interface TreeReader {
  readonly read: (subtrees: readonly Subtree[]) => Promise<readonly Buffer[]>
}

/** Leaves from one index to before another, as a proof speaks of them. */
type Range = readonly [from: number, to: number]

const NODE = Buffer.of(1)

/** Hash of two neighbours: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer')
}

/** Largest power of two below a number from 2 on. */
function splitOf(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** The complete subtrees that make up a range, from left to right. */
export function completeSubtrees(from: number, to: number): readonly Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = from; at < to; ) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1
    subtrees.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return subtrees
}

/** Root over the complete subtrees of a tree, from left to right. */
export function rootOf(subtrees: readonly Buffer[]): Buffer {
  const [last, ...before] = [...subtrees].reverse()
  return last === undefined ? EMPTY_ROOT : before.reduce((root, left) => nodeHash(left, root), last)
}

/** RFC 6962 §2.1.1: what stands beside the way from a leaf to the root. */
function inclusionRanges(index: number, from: number, to: number): Range[] {
  if (to - from === 1) return []
  const middle = from + splitOf(to - from)
  return index < middle ? [...inclusionRanges(index, from, middle), [middle, to]] : [...inclusionRanges(index, middle, to), [from, middle]]
}

/** RFC 6962 §2.1.2. `known`: whether the verifier has the hash of this range as the older root. */
function consistencyRanges(older: number, from: number, to: number, known: boolean): Range[] {
  if (older === to) return known ? [] : [[from, to]]
  const middle = from + splitOf(to - from)
  return older <= middle
    ? [...consistencyRanges(older, from, middle, known), [middle, to]]
    : [...consistencyRanges(older, middle, to, false), [from, middle]]
}

async function hashesOf(reader: TreeReader, ranges: readonly Range[]): Promise<readonly Buffer[]> {
  const parts = ranges.map(([from, to]) => completeSubtrees(from, to))
  const hashes = await reader.read(parts.flat())
  let taken = 0
  return parts.map((part) => {
    taken += part.length
    return rootOf(hashes.slice(taken - part.length, taken))
  })
}

/** Root of the first `size` leaves. */
export async function rootAt(reader: TreeReader, size: number): Promise<Buffer> {
  return rootOf(await reader.read(completeSubtrees(0, size)))
}

/** Proof that the leaf at `index` is in the tree of `size` leaves. Throws RangeError when it cannot be. */
export async function inclusionProof(reader: TreeReader, index: number, size: number): Promise<readonly Buffer[]> {
  if (index < 0 || index >= size) throw new RangeError('no such leaf in a tree of this size')
  return hashesOf(reader, inclusionRanges(index, 0, size))
}

/** Proof that the tree of `older` leaves is the beginning of the tree of `newer` leaves. Throws RangeError when it cannot be. */
export async function consistencyProof(reader: TreeReader, older: number, newer: number): Promise<readonly Buffer[]> {
  if (older < 0 || older > newer) throw new RangeError('a tree is consistent with a smaller one only')
  return older === 0 ? [] : hashesOf(reader, consistencyRanges(older, 0, newer, true))
}

const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1

/** Says whether a leaf hash is at `index` of the tree with this root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size) return false
  let at = index
  let last = size - 1
  let reached: Buffer = Buffer.from(leaf)
  for (const beside of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      reached = nodeHash(beside, reached)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else reached = nodeHash(reached, beside)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && reached.equals(root)
}

/** Says whether the older tree is the beginning of the newer one (RFC 9162 §2.1.4.2). */
export function verifyConsistency(
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!isIndex(older.size) || !isIndex(newer.size) || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && Buffer.from(older.root).equals(newer.root)
  if (older.size === 0) return proof.length === 0 && EMPTY_ROOT.equals(older.root)
  let at = older.size - 1
  let last = newer.size - 1
  while (isOdd(at)) [at, last] = [half(at), half(last)]
  // A tree whose size is a power of two is itself a subtree of the newer one.
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof
  if (first === undefined) return false
  let [before, after]: [Buffer, Buffer] = [Buffer.from(first), Buffer.from(first)]
  for (const beside of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      before = nodeHash(beside, before)
      after = nodeHash(beside, after)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else after = nodeHash(after, beside)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root)
}

/** The complete subtrees of a tree that grows leaf by leaf. */
export interface Edge {
  readonly size: number
  /** From left to right, the largest first. */
  readonly hashes: readonly Buffer[]
}

/** The edge of a log without leaves. */
export const EMPTY_EDGE: Edge = { size: 0, hashes: [] }

/** The edge after further leaves. */
export function grow({ size, hashes }: Edge, leaves: readonly Buffer[]): Edge {
  const edge = [...hashes]
  let count = size
  for (const leaf of leaves) {
    let grown = leaf
    for (let at = count; isOdd(at); at = half(at)) grown = nodeHash(edge.pop() ?? EMPTY_ROOT, grown)
    edge.push(grown)
    count += 1
  }
  return { size: count, hashes: edge }
}

/** Whether a list of hashes has as many as the edge of a tree of this size. */
export function isEdgeOf(size: number, hashes: readonly unknown[]): boolean {
  return completeSubtrees(0, size).length === hashes.length
}

/** Reads a tree of which only the edge at some size and the leaves after it are known. Throws RangeError for what lies before. */
export function memoryTree(edge: Edge, leaves: readonly Buffer[]): TreeReader {
  const known = new Map(completeSubtrees(0, edge.size).map(({ level, index }, at) => [`${level} ${index}`, edge.hashes[at]]))
  const hashAt = ({ level, index }: Subtree): Buffer => {
    const held = known.get(`${level} ${index}`) ?? (level === 0 ? leaves[index - edge.size] : undefined)
    if (held !== undefined) return held
    if (level === 0) throw new RangeError('a leaf that is not known here')
    return nodeHash(hashAt({ level: level - 1, index: index * 2 }), hashAt({ level: level - 1, index: index * 2 + 1 }))
  }
  return { read: async (subtrees) => subtrees.map(hashAt) }
}
