export {
  type Checkpoint,
  citing,
  claimedCheckpoint,
  cosign,
  cosignedAt,
  nameOf,
  openCheckpoint,
  originOf,
  readOrigin,
  signCheckpoint,
  signCheckpointAgain,
} from './checkpoint.ts'
export { type Countersigned, countersign } from './countersign.ts'
export { evidenceName, type Fork, type ForkVerdict, forkOf, verifyFork } from './fork.ts'
export { appendLeaves, eraseLeafContent } from './leaf.store.ts'
export { canonical, type Leaf, type LeafEvent, leafHash, makeLeaf } from './leaf.ts'
export { sqlLog } from './log.store.ts'
export { askLogCheck, type KeptCheck, keepLogCheck, leaseLogCheck, readLogCheck } from './log-check.store.ts'
export { type CheckedTurn, LEAVES_A_TURN, verifyTurn } from './log-check.ts'
export { type CountersignedHead, countersignedHeads, type EvidenceLine, evidenceFile, evidenceLines } from './log-outlook.ts'
export type { Epoch, Evidence, EvidenceKind, HeardHead, KeptCheckpoint, LogState, LogStore, WitnessOfOurs } from './log-store.ts'
export {
  committeeOf,
  type LoggedChange,
  linesOf,
  membershipLeaf,
  membershipOf,
  membershipOrigin,
  signerOf,
  withoutLines,
} from './membership.ts'
export type { NoteKey, NoteSigner } from './note.ts'
export {
  type Candidate,
  type Countersignature,
  isQuorum,
  stopSending,
  UNWITNESSED_AT_MOST,
  WITNESSES,
  witnessedAt,
  witnessesOf,
} from './quorum.ts'
export { numberLeaves } from './sequencer.ts'
export { type Inclusion, proveInclusion, sqlTree } from './tree.store.ts'
export {
  completeSubtrees,
  consistencyProof,
  type Edge,
  EMPTY_EDGE,
  grow,
  HASH_BYTES,
  inclusionProof,
  memoryTree,
  rootAt,
  rootOf,
  type Subtree,
  type TreeReader,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts'
export type { Database, Tx } from './tx.ts'
export { type Head, type LogFault, type LogVerdict, NOT_BEGUN, type RunState, verifyLog } from './verify.ts'
export { contradiction, type Judgement, judgeOffer, MIRRORED, type Offer, type WitnessedHead } from './witness.ts'

/** Folder with this package's migrations. */
export const ledgerMigrations: URL = new URL('../migrations/', import.meta.url)
