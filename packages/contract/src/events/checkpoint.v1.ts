import Type, { type Static } from 'typebox'
import { Hash } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** A signed head of a log as text: C2SP signed note and tlog-checkpoint. Origin is `<member’s name without https://>/log/<epoch>`. */
export const LogNote = Type.String({ pattern: '^[a-z0-9.-]+/log/[1-9][0-9]*\\n[ -~\\n—]+\\n$', maxLength: 900 })
export type LogNote = Static<typeof LogNote>

/** Leaf hashes that one checkpoint brings at most. */
export const NEW_LEAVES = 120
/** Heads of other logs that one event tells at most. */
export const HEADS_TOLD = 3
/** Hashes of a proof, or of the edge of a tree, at most: enough for 2^39 leaves. */
const PROOF = 40

/** Heads of third logs that the writer countersigned or heard of, newest first: of two histories somebody hears both. */
export const HeadsTold = Type.Array(LogNote, { maxItems: HEADS_TOLD })

/** Number of leaves of a tree. */
export const TreeSize = Type.Integer({ minimum: 0, maximum: 2 ** PROOF })

/**
 * c13, DESIGN §10. `head`: the newest head of the writer's log, to be countersigned; `proof` (RFC 9162 consistency) leads to it from
 * the head of `from` leaves, the last one that this witness countersigned. `leaves` are the leaf hashes since then, with which a
 * witness can show a fork without the log's help; when they are too many, `edge` has the complete subtrees of the whole tree
 * instead. `asked`: which heads of my log do you hold? A restored log asks before it signs anything again.
 */
export const CheckpointStated = Type.Union([
  closed({
    of: Type.Literal('head'),
    note: LogNote,
    from: TreeSize,
    proof: Type.Array(Hash, { maxItems: PROOF }),
    edge: Type.Array(Hash, { maxItems: PROOF }),
    leaves: Type.Array(Hash, { maxItems: NEW_LEAVES }),
    heard: HeadsTold,
  }),
  closed({ of: Type.Literal('asked') }),
])
export type CheckpointStated = Static<typeof CheckpointStated>
