import type { RefusalCode, Withdrawn } from '@ihala/contract'
import type { LogStore, Tx } from '@ihala/ledger'
import type { KeyPart, Life } from '@ihala/policy'
import type { RefusedEnvelope } from '@ihala/seal'
import type { SeenKey } from '../registry-keys.ts'
import type { Conversation } from './conversation.ts'
import type { HeldGrant } from './grant.ts'
import type { ReceivedIssue, Reissue } from './issues.ts'
import type { MembershipStore } from './membership.ts'
import type { Pair, PairStore } from './pair-store.ts'
import type { Heads, RecoveryStanding, ReturnedPiece } from './recovery.ts'
import type { OpenedReceipt, Settled } from './settled.ts'
import type { EndedEvent } from './signed-with.ts'
import type { EventRow, Sealed, Unit } from './unit.ts'

/** What was refused, and how much of its name is known. */
export type Quarantined = {
  readonly id: string
  readonly senderTag: string
  readonly code: RefusalCode
  readonly at: string
  readonly sealed: Uint8Array
  readonly receipt: string | null
  readonly iat?: number
  /** The type of event that it says it is. */
  readonly evt?: string
} & Pick<RefusedEnvelope, 'iss' | 'jti' | 'case' | 'seq' | 'hash'>

/** An envelope that waits for a key, a clock or a mended fault. */
export interface WaitingEnvelope {
  readonly digest: string
  readonly senderTag: string
  readonly sealed: Uint8Array
}

/** Which kinds of work wait now. */
export interface DueWork {
  readonly overdue: boolean
  readonly expired: boolean
  readonly waiting: boolean
  readonly unnumbered: boolean
}

/** An event to be published again. */
export interface Leased extends Sealed {
  readonly evt: string
  readonly seq: number | null
  readonly createdAt: string
  /** Its recipient said that it has it: only its receipt is missing (DESIGN §10). Not sealed before it is first published. */
  readonly heldThere: boolean
  /** The key it was sealed to; null when that was not written down. */
  readonly encTo: string | null
  /** Why the bus did not take it last time. */
  readonly heldUp: string | null
}

/** Why an event is not on the bus: its recipient's inbox there is full, or our log lacks witnesses (DESIGN §10). */
export type HeldUp = 'inbox-full' | 'not-witnessed'

/** A case, or what has none, of which an event was not receipted in time: the first. */
export interface Expired {
  readonly caseId: string | null
  readonly evt: string
}

/**
 * Where the exchange keeps what must not be lost. PostgreSQL and memory stand behind it under one compliance test. What takes
 * `tx` is part of that transaction; what does not is one of its own. All times are given: the database's clock decides nothing.
 */
export interface Store<T = Tx> {
  /** From now on this transaction fails rather than wait more than a moment for what another one holds. */
  readonly waitBriefly: (tx: T) => Promise<void>
  /** Locks a conversation until the transaction ends: one writer a chain. Undefined when there is none. */
  readonly lockConversation: (tx: T, caseId: string) => Promise<Conversation | undefined>
  /** Receipts given for whatever content came under this name, and the hash of that content. */
  readonly receiptsGiven: (tx: T, iss: string, jti: string) => Promise<readonly { readonly receipt: string; readonly hash: string }[]>
  /** Whether the event of that place was quarantined with a receipt. */
  readonly wasQuarantined: (tx: T, iss: string, caseId: string, seq: number) => Promise<boolean>
  /** A grant as it is kept, locked against withdrawal until the transaction ends. */
  readonly grantHeld: (tx: T, caseId: string, hash: string) => Promise<HeldGrant | undefined>
  /** Takes back what is named of all grants of a case, and begins the next key of its words unless nothing is left; waits for whoever composes. */
  readonly withdrawGrants: (tx: T, caseId: string, withdrawn: Withdrawn, at: string) => Promise<void>
  /** The event that stands at a place of a chain; undefined when there is none. */
  readonly eventAt: (tx: T, caseId: string, iss: string, seq: number) => Promise<EventRow | undefined>
  /** Events of one chain from a place on, in order. */
  readonly eventsFrom: (tx: T, caseId: string, iss: string, seq: number) => Promise<readonly EventRow[]>
  /** Puts new issues of own events in the place of those before. */
  readonly writeReissue: (tx: T, reissue: Reissue) => Promise<void>
  /** Keeps the receipt of a further issue of an event that is here already. */
  readonly writeReceivedIssue: (tx: T, issue: ReceivedIssue) => Promise<void>
  /** Empties what is kept under these keys of a case, and what was refused, expired or given back of it; rows, hashes and receipts stay. */
  readonly eraseParts: (tx: T, caseId: string, parts: readonly KeyPart[]) => Promise<void>
  /** Places of own events of a case that the other end refused. */
  readonly refusedPlaces: (tx: T, caseId: string) => Promise<readonly number[]>
  /** Sets the life of a locked conversation anew, without an event. */
  readonly changeLife: (tx: T, caseId: string, life: Life) => Promise<void>
  /** Writes all that a transaction adds. When a conversation moved on meanwhile, the transaction fails: here, or at its end. */
  readonly writeUnit: (tx: T, unit: Unit) => Promise<void>
  /** Keeps what was refused. Bounded per sender, exactly. Returns whether the ciphertext was kept. */
  readonly quarantine: (tx: T, what: Quarantined) => Promise<boolean>
  /** Closes the outbox rows that receipts speak of. In `tx`, or as a transaction of its own. */
  readonly settle: (receipts: readonly OpenedReceipt[], now: string, tx?: T) => Promise<Settled[]>
  /** Cases of which something was not receipted in time; null for what has no case. */
  readonly expiredCases: (now: string) => Promise<readonly (string | null)[]>
  /** Marks what of a case nobody receipted in time. Returns the first of it; undefined when there is nothing. */
  readonly expireOverdue: (tx: T, caseId: string | null, now: string) => Promise<Expired | undefined>
  /** Notes that the recipient of an own chain says it has it as far as `seq`: of these events only the receipts are missing. */
  readonly heldThere: (tx: T, caseId: string, seq: number, now: string) => Promise<void>
  /** Numbers new leaves of the log; one at a time over all replicas. */
  readonly numberLeaves: (tx: T) => Promise<unknown>
  /** Leases heads that are overdue, and says when they are due again. Two replicas never get the same one. */
  readonly leaseOverdue: (now: string) => Promise<readonly Leased[]>
  /** The same for heads that did not fit into the inbox of a member, overdue or not, oldest first. */
  readonly leaseHeldUp: (now: string, recipient: string, limit: number) => Promise<readonly Leased[]>
  /** Notes why the bus did not take an event, or that it did now. */
  readonly noteHeldUp: (jti: string, why: HeldUp | null) => Promise<void>
  /** Keeps that the bus took a message and dropped it. */
  readonly noteBusDrop: (id: string, now: string) => Promise<void>
  /** Of these waiting events, those whose copy lies on the bus for hours, though their recipient is there. */
  readonly staleCopies: (jtis: readonly string[], now: string) => Promise<readonly string[]>
  /** Puts a fresh envelope in the place of the one before; false when the event does not wait any more. */
  readonly writeSealedAfresh: (
    tx: T,
    sealed: Pick<Leased, 'jti' | 'digest' | 'sealed'> & { readonly encTo: string },
    now: string,
  ) => Promise<boolean>
  /** Of these own events, those that one of these keys signed. */
  readonly signedWith: (iss: string, jtis: readonly string[], kids: readonly string[]) => Promise<readonly string[]>
  /** Ends an event of no case that waits; undefined when it waits no more. A partner that a lost question did not reach is asked anew. */
  readonly endWaiting: (tx: T, pair: Pair, jti: string) => Promise<EndedEvent | undefined>
  /** Makes all waiting events due: the bus is back. */
  readonly makeDue: (now: string) => Promise<void>
  /** Makes due what a recipient that is back should have had before an event it receipted, and what did not fit; how many. */
  readonly hurry: (now: string, recipient: string, before: string) => Promise<number>
  /** Conversations with one partner after a case, in order of their names. */
  readonly conversationsWith: (tx: T, partner: string, after: string | null, limit: number) => Promise<readonly Heads[]>
  /** Whether this organisation was rebuilt from a backup and has not heard everybody yet. */
  readonly isRecovering: () => Promise<boolean>
  /** Notes partners as asked; returns those who had not been, or were left out; once the recovery has ended, these alone. */
  readonly askPartners: (tx: T, partners: readonly string[], now: string) => Promise<readonly string[]>
  /** Waits no more for partners that are no live members; returns those it waited for until now. They are asked when they are live. */
  readonly leaveOut: (tx: T, partners: readonly string[], now: string) => Promise<readonly string[]>
  /** As far as a partner holds both chains of a case. */
  readonly needUntil: (
    tx: T,
    need: { readonly partner: string; readonly caseId: string; readonly myUntil: number; readonly theirUntil: number },
  ) => Promise<void>
  /** A case of which a partner cannot give back the beginning, and of which nothing is here, is waited for no more. */
  readonly waitNoMore: (tx: T, partner: string, caseId: string) => Promise<void>
  /** Whether nothing of our own chain of a case is missing here. */
  readonly isWhole: (tx: T, caseId: string) => Promise<boolean>
  /** A partner has told all its heads. */
  readonly headsTold: (tx: T, partner: string, now: string) => Promise<void>
  /** Closes what is complete. Returns how far the recovery is. */
  readonly recoveryStanding: (now: string) => Promise<RecoveryStanding>
  /** Ends the recovery when nobody is waited for any more. */
  readonly endRecovery: (now: string) => Promise<void>
  /** Keeps a piece of an own event until the others are here. */
  readonly keepPiece: (tx: T, piece: ReturnedPiece, now: string) => Promise<void>
  readonly piecesOf: (tx: T, partner: string, caseId: string, seq: number) => Promise<readonly ReturnedPiece[]>
  /** Writes an own event that came back; of it, and of all before it, only the receipts are missing. */
  readonly writeRestored: (
    tx: T,
    unit: Unit,
    place: { readonly partner: string; readonly caseId: string; readonly seq: number },
    now: string,
  ) => Promise<void>
  /** The witnessed log (c13). */
  readonly log: LogStore<T>
  /** The membership log (K8). */
  readonly membership: MembershipStore<T>
  /** When this organisation was last restored from a backup; null when it never was. */
  readonly restoredAt: (tx: T) => Promise<string | null>
  /** Whether an event of this kind to a recipient waits for its receipt. */
  readonly waitsFor: (tx: T, recipient: string, evt: string) => Promise<boolean>
  /** Comparing with a partner (c7). */
  readonly pairs: PairStore<T>
  /** What there is to do. */
  readonly due: (now: string) => Promise<DueWork>
  /** Lets an envelope wait. False when the sender's room is full. */
  readonly letWait: (
    what: { readonly senderTag: string; readonly reason: string; readonly sealed: Uint8Array },
    now: string,
  ) => Promise<boolean>
  /** Leases envelopes that are to be tried again, and says when they are next. */
  readonly leaseWaiting: (now: string) => Promise<readonly WaitingEnvelope[]>
  /** Takes an envelope out of the waiting room. */
  readonly leaveWaitingRoom: (digest: string) => Promise<void>
  /** Registry statements as last heard. */
  readonly statements: () => Promise<readonly string[]>
  /** Keeps a statement and the keys heard with it, together. */
  readonly keepStatement: (subject: string, jws: string, now: string, keys: readonly SeenKey[]) => Promise<void>
  /** Every key ever heard of, with the moment from which it counts here. */
  readonly seenKeys: () => Promise<readonly SeenKey[]>
}
