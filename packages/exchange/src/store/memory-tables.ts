import type { Withdrawn } from '@ihala/contract'
import type { Epoch, Evidence, HeardHead, KeptCheckpoint, WitnessedHead, WitnessOfOurs } from '@ihala/ledger'
import type { SeenKey } from '../registry-keys.ts'
import type { Conversation } from './conversation.ts'
import type { KeptEntry } from './membership.ts'
import type { Rows as RowsOf, MemoryTx as TransactionOn } from './memory-transactions.ts'
import type { Answered, Ask, NamedDifference, Outcome, Period } from './pair-store.ts'
import type { PartnerStanding, ReturnedPiece } from './recovery.ts'
import type { Quarantined } from './store.ts'
import type { EventRow, GrantRow, OutboxRow } from './unit.ts'

/** What the witnessed log keeps, by the name of its table. */
interface LogTables {
  readonly checkpoints: KeptCheckpoint
  readonly epochs: Epoch & { readonly begunAt: string }
  readonly witnesses: WitnessOfOurs
  readonly witnessed: WitnessedHead & { readonly at: string }
  readonly heard: HeardHead & { readonly teller: string; readonly at: string }
  readonly evidence: Evidence
  /** Entries of the membership log, by their places. */
  readonly membership: KeptEntry & { readonly heardAt: string }
}

/** A row of the outbox. */
export type SentRow = Omit<OutboxRow, 'head' | 'sealed'> & {
  readonly sealed: string | null
  readonly status: 'waiting' | 'closed' | 'refused' | 'expired'
  readonly attempts: number
  readonly heldUp: string | null
  readonly sealedAt: string | null
  readonly nextAt: number
  readonly receipt: string | null
  readonly closedAt: string | null
}

/** What is kept, by the name of its table. */
export interface Tables extends RecoveryTables, PairTables, LogTables {
  readonly conversations: Readonly<Conversation>
  readonly grants: GrantRow & { readonly withdrawn: Withdrawn; readonly words: number }
  readonly events: EventRow
  /** Other issues of events that were signed more than once. */
  readonly issues: EventRow
  readonly outbox: SentRow
  /** Which event stands at a place of a chain: unique, as the index of the table is. */
  readonly places: string
  readonly quarantine: Omit<Quarantined, 'sealed'> & { readonly sealed: Uint8Array | null }
  readonly waiting: { readonly senderTag: string; readonly reason: string; readonly nextAt: number; readonly sealed: Uint8Array }
  readonly statements: string
  readonly memberKeys: SeenKey
  /** When the bus dropped what it had taken. */
  readonly busDrops: string
  /** Leaves of the log; the number is null before the sequencer came. */
  readonly leaves: { readonly id: string; readonly hash: Buffer; readonly quiet: boolean; readonly place: number | null }
  /** What handlers keep, for whoever simulates them. */
  readonly desk: unknown
}

/** All rows of one organisation. */
export type Rows = RowsOf<Tables>
/** One transaction on rows in memory. */
export type MemoryTx = TransactionOn<Tables>

/** What a rebuilt organisation keeps, by the name of its table. */
export interface RecoveryTables {
  /** One row under `open` while it recovers; put there by whoever restores. */
  readonly recovery: { readonly ended: boolean; readonly startedAt?: string }
  readonly recoveringPartners: PartnerStanding & { readonly leftOut: boolean }
  readonly recoveringCases: { readonly partner: string; readonly caseId: string; readonly myUntil: number; readonly theirUntil: number }
  readonly pieces: ReturnedPiece
}

/** What comparing with partners keeps, by the name of its table. */
export interface PairTables {
  readonly comparisons: {
    readonly partner: string
    readonly period: Period
    readonly statedAt: string | null
    readonly heardAt: string | null
    readonly outcome: Outcome | null
  }
  readonly asks: Ask
  readonly answers: Answered
  readonly efforts: { readonly since: number; readonly spent: number }
  readonly differences: NamedDifference & { readonly period: Period; readonly foundAt: string; readonly resolvedAt: string | null }
}

/** No rows at all. */
export const emptyRows = (): Rows => ({
  conversations: new Map(),
  grants: new Map(),
  events: new Map(),
  issues: new Map(),
  outbox: new Map(),
  places: new Map(),
  quarantine: new Map(),
  waiting: new Map(),
  statements: new Map(),
  memberKeys: new Map(),
  busDrops: new Map(),
  leaves: new Map(),
  checkpoints: new Map(),
  epochs: new Map(),
  witnesses: new Map(),
  witnessed: new Map(),
  heard: new Map(),
  evidence: new Map(),
  membership: new Map(),
  desk: new Map(),
  recovery: new Map(),
  recoveringPartners: new Map(),
  recoveringCases: new Map(),
  pieces: new Map(),
  comparisons: new Map(),
  asks: new Map(),
  answers: new Map(),
  efforts: new Map(),
  differences: new Map(),
})

/** A copy of all rows. */
export const copyOf = (rows: Rows): Rows => ({
  conversations: new Map(rows.conversations),
  grants: new Map(rows.grants),
  events: new Map(rows.events),
  issues: new Map(rows.issues),
  outbox: new Map(rows.outbox),
  places: new Map(rows.places),
  quarantine: new Map(rows.quarantine),
  waiting: new Map(rows.waiting),
  statements: new Map(rows.statements),
  memberKeys: new Map(rows.memberKeys),
  busDrops: new Map(rows.busDrops),
  leaves: new Map(rows.leaves),
  checkpoints: new Map(rows.checkpoints),
  epochs: new Map(rows.epochs),
  witnesses: new Map(rows.witnesses),
  witnessed: new Map(rows.witnessed),
  heard: new Map(rows.heard),
  evidence: new Map(rows.evidence),
  membership: new Map(rows.membership),
  desk: new Map(rows.desk),
  recovery: new Map(rows.recovery),
  recoveringPartners: new Map(rows.recoveringPartners),
  recoveringCases: new Map(rows.recoveringCases),
  pieces: new Map(rows.pieces),
  comparisons: new Map(rows.comparisons),
  asks: new Map(rows.asks),
  answers: new Map(rows.answers),
  efforts: new Map(rows.efforts),
  differences: new Map(rows.differences),
})
