import type { Event, EventClaims, Grant } from '@ihala/contract'
import type { EvidenceKind, Tx } from '@ihala/ledger'
import type { Life, Side } from '@ihala/policy'
import type { ComposePorts, Dispatch, OutgoingMessage } from './compose-ports.ts'
import type { Difference } from './store/difference.ts'

/** An event as handlers receive it: verified, covered, in order, in a state that allows it. */
export type IncomingEvent = Event & {
  readonly from: string
  readonly fromKind: string
  readonly caseId: string | null
  /** Our side of the referral; null for pair-level kinds. */
  readonly side: Side | null
  readonly before: Life | null
  /** The life after it; null for pair-level kinds. */
  readonly life: Life | null
  /** The grant it came under; null for pair-level kinds and for bare codes, which flow on the request's. */
  readonly grant: Grant | null
  /** When it was signed, by the sender's clock. */
  readonly at: string
  readonly jti: string
}

/** What a handler may do: all in the inbox transaction. A handler may fault, never refuse. */
export type Handler<T = Tx> = (
  event: IncomingEvent,
  context: { readonly tx: T; readonly send: (message: OutgoingMessage) => void },
) => Promise<void>

/** What storing an event needs beside composing. */
export interface StorePorts<T = Tx> extends ComposePorts<T> {
  readonly handle: Handler<T>
  /** Told, in the same transaction, that an own event came back that was lost here. */
  readonly restored: (tx: T, event: RestoredEvent) => Promise<void>
  /** Told, in the same transaction, that the two ends of a pair do not hold the same (c7). */
  readonly differs: (tx: T, difference: Difference) => Promise<void>
  /** Told, in the same transaction, that a partner cannot be asked what it holds of us, who were rebuilt: it is no live member (DESIGN §10). */
  readonly leftOut?: (tx: T, partner: string) => Promise<void>
  /** Told, in the same transaction, that a log contradicts what it said before, so that a person looks at it (c13). */
  readonly doubted?: (tx: T, doubt: LogDoubt) => Promise<void>
  /** Told, in the same transaction, that they hold the same again where they were told to differ. */
  readonly agrees: (tx: T, difference: Difference) => Promise<void>
  /**
   * Finds a piece of a file again, as it went (base64url); undefined when it is not here, or may not go there any more: then it has
   * told a person.
   */
  readonly piece: (tx: T, what: LostPiece) => Promise<string | undefined>
}

/** A piece of a file that went to a partner, which lost it. */
export interface LostPiece {
  readonly to: string
  readonly file: string
  readonly index: number
  readonly of: number
}

/** A log, ours or another's, that contradicts what it said before, and who found it (c13). */
export interface LogDoubt {
  /** Whose log. */
  readonly member: string
  readonly kind: EvidenceKind
  /** The member that says so; null when it was found here. */
  readonly by: string | null
}

/** An own event that came back after it was lost: what it changed here is to be done again, and nothing is to be sent. */
export type RestoredEvent = Event & {
  readonly to: string
  readonly caseId: string
  readonly side: Side
  readonly before: Life | null
  readonly life: Life
  /** The grant under which the case was referred, when this event brought it. */
  readonly grant: Grant | null
  /** When it was signed. */
  readonly at: string
}

/** What answering an event between two organisations may do, in the inbox transaction. */
export interface PairScope<T> {
  readonly ports: StorePorts<T>
  readonly tx: T
  readonly claims: EventClaims
  readonly send: (message: OutgoingMessage) => void
  /** What becomes publishable beside what is sent. */
  readonly publish: (dispatch: Dispatch) => void
}
