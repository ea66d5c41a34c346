import { type Checkpoint, citedBy, openCheckpoint, readOrigin } from './checkpoint.ts'
import { type Fork, forkOf } from './fork.ts'
import { consistencyProof, type Edge, EMPTY_EDGE, grow, isEdgeOf, memoryTree, rootAt, rootOf, verifyConsistency } from './tree.ts'

/** Leaf hashes of another log that a witness keeps: with them it shows a fork without that log's help. */
export const MIRRORED = 1024

/** The last head of another member's log that was countersigned here. */
export interface WitnessedHead {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** As the log signed it. */
  readonly note: string
  /** The tree as it was before the leaves below. */
  readonly edge: Edge
  /** Leaf hashes from there to `size`. */
  readonly leaves: readonly Buffer[]
}

/** A checkpoint as a log offers it to a witness. */
export interface Offer {
  readonly note: string
  /** Size of the head that the proof begins at: the last one this witness countersigned, 0 for none. */
  readonly from: number
  readonly proof: readonly Buffer[]
  /** Complete subtrees of the whole tree. */
  readonly edge: readonly Buffer[]
  /** Leaf hashes from `from` on; none when they are too many. */
  readonly leaves: readonly Buffer[]
}

/** What a witness makes of an offer. */
export type Judgement =
  /** Write `next` over what was held, and only then countersign. */
  | { readonly outcome: 'consistent'; readonly next: WitnessedHead }
  /** The proof begins elsewhere than at what is held here: say what is held. */
  | { readonly outcome: 'other-start' }
  /** The log contradicts a head that it signed before; here is the proof. */
  | { readonly outcome: 'fork'; readonly fork: Fork }
  /** What it offers does not follow from what it signed before. */
  | { readonly outcome: 'inconsistent' }
  /** A new epoch that does not cite what was witnessed of the one before. */
  | { readonly outcome: 'epoch-unexplained' }
  /** Not signed by the log, or not a checkpoint of that member. */
  | { readonly outcome: 'not-signed' }

/**
 * Judges a head that a member offers of its own log. `held`: the last one countersigned of this epoch; `before`: of the epochs
 * before. Pure: whoever countersigns writes `next` first (T30).
 */
export async function judgeOffer(
  offer: Offer,
  log: { readonly member: string; readonly keys: readonly Uint8Array[] },
  held: WitnessedHead | undefined,
  before: Pick<Checkpoint, 'origin' | 'size' | 'root'> | undefined,
): Promise<Judgement> {
  const checkpoint = openCheckpoint(offer.note, log.keys)
  if (checkpoint === undefined || readOrigin(checkpoint.origin)?.member !== log.member) return { outcome: 'not-signed' }
  if (held === undefined) return first(offer, checkpoint, before)
  if (checkpoint.size <= held.size) {
    const fork = await contradiction(held, offer.note, checkpoint)
    if (fork) return { outcome: 'fork', fork }
    return checkpoint.size === held.size ? { outcome: 'consistent', next: { ...held, note: offer.note } } : { outcome: 'other-start' }
  }
  if (offer.from !== held.size) return { outcome: 'other-start' }
  const next = verifyConsistency(held, checkpoint, offer.proof) ? mirrored(held, offer, checkpoint) : undefined
  return next ? { outcome: 'consistent', next } : { outcome: 'inconsistent' }
}

/** The first head of an epoch is believed, if it names what was witnessed of the epoch before. */
function first(offer: Offer, checkpoint: Checkpoint, before: Pick<Checkpoint, 'origin' | 'size' | 'root'> | undefined): Judgement {
  const cited = citedBy(checkpoint)
  if (before !== undefined) {
    const follows = cited !== undefined && cited.origin === before.origin && cited.size >= before.size
    if (!follows || (cited.size === before.size && !cited.root.equals(before.root))) return { outcome: 'epoch-unexplained' }
  }
  const nothing: WitnessedHead = { origin: checkpoint.origin, size: 0, root: rootOf([]), note: '', edge: EMPTY_EDGE, leaves: [] }
  const next = offer.from === 0 && offer.leaves.length > 0 ? mirrored(nothing, offer, checkpoint) : anew(offer, checkpoint)
  return next ? { outcome: 'consistent', next } : { outcome: 'inconsistent' }
}

/** The mirror begins at this head: what came before is known by its subtrees only. */
function anew({ note, edge }: Offer, { origin, size, root }: Checkpoint): WitnessedHead | undefined {
  if (!isEdgeOf(size, edge) || !rootOf(edge).equals(root)) return undefined
  return { origin, size, root, note, edge: { size, hashes: edge }, leaves: [] }
}

function mirrored(held: WitnessedHead, offer: Offer, checkpoint: Checkpoint): WitnessedHead | undefined {
  const { origin, size, root } = checkpoint
  if (offer.leaves.length === 0) return anew(offer, checkpoint)
  const leaves = [...held.leaves, ...offer.leaves]
  if (held.edge.size + leaves.length !== size || !rootOf(grow(held.edge, leaves).hashes).equals(root)) return undefined
  const over = Math.max(0, leaves.length - MIRRORED)
  return { origin, size, root, note: offer.note, edge: grow(held.edge, leaves.slice(0, over)), leaves: leaves.slice(over) }
}

/**
 * A portable proof that a signed head of the same log contradicts the one held; undefined when it does not, or is of a size of
 * which nothing is known here.
 */
export async function contradiction(held: WitnessedHead, note: string, other: Checkpoint): Promise<Fork | undefined> {
  if (other.origin !== held.origin || other.size > held.size || other.size < held.edge.size) return undefined
  const tree = memoryTree(held.edge, held.leaves)
  const root = await rootAt(tree, other.size)
  return root.equals(other.root) ? undefined : forkOf(note, held.note, root, await consistencyProof(tree, other.size, held.size))
}
