import type { TreeReader } from './tree.ts'
import type { Tx } from './tx.ts'
import type { WitnessedHead } from './witness.ts'

/** How far the own log is numbered. */
export interface LogState {
  readonly size: number
  /** Whether anything but witnessing itself is recorded after `since`. */
  readonly stirred: boolean
}

/** A signed head of the own log. */
export interface KeptCheckpoint {
  readonly epoch: number
  readonly size: number
  readonly root: Buffer
  readonly note: string
  /** ISO instants. */
  readonly madeAt: string
  /** When it was last given to witnesses. */
  readonly statedAt: string
}

/** The epoch of the own log: 1, until it was restored from a backup. */
export interface Epoch {
  readonly epoch: number
  /** The last witnessed head of the epoch before, as it was signed. */
  readonly cites: string | null
  readonly begunAt: string | null
}

/** What a witness last said of the own log. */
export interface WitnessOfOurs {
  readonly member: string
  /** ISO instants. */
  readonly askedAt: string | null
  readonly answeredAt: string | null
  /** The last head it countersigned or said it holds. */
  readonly epoch: number | null
  readonly size: number | null
  /** Its last signature line, and the time in it. */
  readonly line: string | null
  readonly signedAt: string | null
}

/**
 * What contradicts itself. `own-log-behind`: witnesses hold heads that we signed and our log does not contain. `own-log-altered`: a
 * leaf of our log is not what was recorded (T28). `not-in-log`: the registry says of a member what the membership log does not (T26).
 */
export type EvidenceKind = 'fork' | 'inconsistent' | 'epoch-unexplained' | 'own-log-behind' | 'own-log-altered' | 'not-in-log'

/** A piece of evidence. */
export interface Evidence {
  readonly id: string
  /** Whose log it is about. */
  readonly member: string
  readonly kind: EvidenceKind
  /** The same whenever the same is found again. */
  readonly name: string
  /** JSON; of a fork the portable proof. */
  readonly file: string
  readonly at: string
  /** When it was found to be so no more: it stays, and stops nothing; null while it is so. */
  readonly settledAt: string | null
}

/** A head that somebody says they saw. */
export interface HeardHead {
  readonly origin: string
  readonly size: number
  readonly note: string
}

/** Where the witnessed log is kept. PostgreSQL and memory stand behind it under one compliance test. All times are given. */
export interface LogStore<T = Tx> {
  /** Takes the round of witnessing on, until the transaction ends; false when another replica has it. */
  readonly lease: (tx: T) => Promise<boolean>
  readonly state: (tx: T, since: number) => Promise<LogState>
  readonly tree: (tx: T) => TreeReader
  /** Leaf hashes from one place to before another. */
  readonly leaves: (tx: T, from: number, to: number) => Promise<readonly Buffer[]>
  readonly epoch: (tx: T) => Promise<Epoch>
  readonly beginEpoch: (tx: T, epoch: Epoch & { readonly begunAt: string }) => Promise<void>
  /** The newest head of an epoch. */
  readonly newest: (tx: T, epoch: number) => Promise<KeptCheckpoint | undefined>
  /** A head of a size. */
  readonly checkpoint: (tx: T, epoch: number, size: number) => Promise<KeptCheckpoint | undefined>
  /** When the first head was made; null before. */
  readonly since: (tx: T) => Promise<string | null>
  /** Keeps a head, or says of one that is kept that it was stated again. */
  readonly keepCheckpoint: (tx: T, checkpoint: KeptCheckpoint) => Promise<void>
  readonly witnesses: (tx: T) => Promise<readonly WitnessOfOurs[]>
  /** Writes down what changed of a witness; what is not given stays. */
  readonly noteWitness: (tx: T, witness: Partial<WitnessOfOurs> & Pick<WitnessOfOurs, 'member'>) => Promise<void>
  /** The heads of a member's logs that were countersigned here, one an epoch, the newest epoch first. */
  readonly held: (tx: T, member: string) => Promise<readonly WitnessedHead[]>
  /** Puts a head in the place of one of `before` leaves (null: of none), in one statement; false when it was not there any more. */
  readonly advance: (tx: T, next: WitnessedHead, before: number | null, now: string) => Promise<boolean>
  /** Remembers a head that a member says it saw, if it is its newest word of this log. */
  readonly hear: (tx: T, teller: string, head: HeardHead, now: string) => Promise<void>
  /** What was said of a log. */
  readonly heard: (tx: T, origin: string) => Promise<readonly (HeardHead & { readonly teller: string })[]>
  /** Heads of others to be told to a member: countersigned here, then heard; not its own, and not what it told. */
  readonly toTell: (tx: T, member: string, limit: number) => Promise<readonly string[]>
  /** Keeps evidence; false when the same was found before. */
  readonly keepEvidence: (tx: T, evidence: Omit<Evidence, 'settledAt'>) => Promise<boolean>
  /** Writes down that what was found of a member's logs is so no more. */
  readonly settleEvidence: (tx: T, member: string, kind: EvidenceKind, now: string) => Promise<void>
  /** Evidence about one member's logs, newest first. */
  readonly evidence: (tx: T, member: string) => Promise<readonly Evidence[]>
}
