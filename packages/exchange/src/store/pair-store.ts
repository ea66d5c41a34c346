import type { ChainPlace, DigestStated } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Difference } from './difference.ts'

/** Who of the two wrote an event, seen from here. */
export type Writer = 'here' | 'there'

/** A difference before it has a name, and in whose chain it is. */
export interface FoundDifference extends Omit<Difference, 'name'> {
  readonly writer: Writer
}

/** A difference as it is kept. */
export type NamedDifference = FoundDifference & Pick<Difference, 'name'>

/** Two organisations, seen from the first. */
export interface Pair {
  readonly self: string
  readonly partner: string
}

/** Seconds since 1970: from, and until before. An event is in the period of its `iat`. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** The two directions of a digest. */
export type Digests = Pick<DigestStated, 'sent' | 'received'>

/** Which events are meant: those of a bucket in a period, or those of one case (or of one `jti` that has none). */
export type Scope = { readonly bucket: string; readonly period: Period } | { readonly case: string }

/** A part of a list of events: between two places (the second included; null is the end), and so many at most. */
export interface Part {
  readonly after: ChainPlace | null
  readonly last: ChainPlace | null
  readonly limit: number
  /** Also what waits for its receipt. */
  readonly waiting: boolean
}

/** An event as a digest counts it. */
export interface HeldEvent extends ChainPlace {
  readonly hash: string
  /** When it was written or stored here, by our clock. */
  readonly at: string
  /** Written here, and nobody has receipted it yet. */
  readonly waits: boolean
}

/** All that is known here of one place: every issue of the event that stands there. */
export interface Standing extends ChainPlace {
  readonly hashes: readonly string[]
  /** Of ours: the latest issue waits for its receipt. */
  readonly waits: boolean
  /** Of ours: when the receipt of the latest issue came. */
  readonly receiptedAt: string | null
}

/** A question of ours about what a partner holds. */
export interface Ask {
  readonly jti: string
  readonly partner: string
  readonly askedAt: string
  /** The comparison it belongs to. */
  readonly period: Period
  readonly writer: Writer
  readonly scope: Scope
  readonly after: ChainPlace | null
}

/** How a comparison ended, or where it stands (`asked`). */
export type Outcome = 'asked' | 'agreed' | 'differs' | 'unreachable' | 'nothing'

/** A part of what was compared, in which nothing differs but at `except`. */
export interface Settlement {
  readonly partner: string
  readonly writer: Writer
  readonly period: Period
  readonly buckets: readonly string[]
  /** Between these places, the second included; null is the end. */
  readonly after: ChainPlace | null
  readonly last: ChainPlace | null
  readonly except: readonly ChainPlace[]
}

/** How many differences with one partner are open at most: who lost everything is told of so many, and the rest when they are settled. */
export const OPEN_AT_MOST = 200
/** What comparing may cost for one partner in an hour: an answer costs 1. */
export const EFFORT_AN_HOUR = 2_000
/** How long the record of a comparison is kept, and how long an answer is waited for, days. */
export const KEPT_DAYS = 90
export const ANSWER_WITHIN_DAYS = 2

/** How much of one place was sent again to a partner, since when. */
export interface Answered {
  readonly since: string
  readonly spent: number
  /** Of the list of all conversations: the last case that was told, when more follow. */
  readonly goesOn: string | null
}

/** The part of the store that comparing with a partner uses (c7). */
export interface PairStore<T = Tx> {
  /** Books effort made for a partner; one comparison with it at a time until the transaction ends. False when it is used up for this hour. */
  readonly spend: (tx: T, partner: string, effort: number, now: string) => Promise<boolean>
  /** What went between a pair in a period, as `digest-stated` tells it. */
  readonly digestOf: (tx: T, pair: Pair, period: Period) => Promise<Digests>
  /** Events of one writer, in ascending order of id (bytes), seq and hash. */
  readonly held: (tx: T, pair: Pair, writer: Writer, scope: Scope, part: Part) => Promise<readonly HeldEvent[]>
  /** What stands at these places; one where nothing stands is absent. */
  readonly standing: (tx: T, pair: Pair, writer: Writer, places: readonly ChainPlace[]) => Promise<readonly Standing[]>
  /** Those whose content stands at another place of the same chain. */
  readonly elsewhere: (
    tx: T,
    pair: Pair,
    writer: Writer,
    events: readonly (ChainPlace & { readonly hash: string })[],
  ) => Promise<readonly (ChainPlace & { readonly hash: string })[]>
  /** Makes own events of these places due, if they wait. */
  readonly dueAgain: (tx: T, pair: Pair, places: readonly ChainPlace[], now: string) => Promise<void>
  /** Takes on the next comparison that nobody has stated. `ours`: also with those who should have stated it first. */
  readonly leaseComparison: (
    tx: T,
    self: string,
    due: Period & { readonly everything: boolean; readonly ours: boolean },
    now: string,
  ) => Promise<{ readonly partner: string; readonly period: Period } | undefined>
  /** Writes down what became of a comparison; the outcome stays as it is unless given. */
  readonly noteComparison: (
    tx: T,
    partner: string,
    period: Period,
    what: { readonly statedAt?: string; readonly heardAt?: string; readonly outcome?: Outcome },
  ) => Promise<void>
  /** Ends a comparison whose questions are all answered and that named nothing: agreed, unless something is still open with the partner. */
  readonly concludeComparison: (tx: T, partner: string, period: Period) => Promise<void>
  /** A difference was told: the last comparison heard from this partner did not agree. */
  readonly markDiffering: (tx: T, partner: string) => Promise<void>
  readonly noteAsk: (tx: T, ask: Ask) => Promise<void>
  /** The question that an answer names, once. */
  readonly takeAsk: (tx: T, partner: string, jti: string) => Promise<Ask | undefined>
  /** Keeps differences; returns those that were not open yet. Bounded per partner. */
  readonly noteDifferences: (tx: T, found: readonly NamedDifference[], period: Period, now: string) => Promise<readonly Difference[]>
  /** Resolves what is open in a part that agrees now; returns it. */
  readonly resolve: (tx: T, settlement: Settlement, now: string) => Promise<readonly Difference[]>
  /** What is kept of a piece of a file that the partner receipted or refused; undefined when it still waits, or never went there. */
  readonly pieceSent: (tx: T, pair: Pair, jti: string) => Promise<Buffer | undefined>
  /** Forgets that a piece went, so that it can go again under its name. */
  readonly forgetPiece: (tx: T, pair: Pair, jti: string) => Promise<void>
  /** What was answered of a place (a case, a `jti`, nothing for the list of all, the day of a box), locked until the transaction ends. */
  readonly answered: (tx: T, partner: string, place: string, now: string) => Promise<Answered>
  readonly noteAnswered: (tx: T, partner: string, place: string, answered: Answered) => Promise<void>
  /** How many are open with a partner. */
  readonly openDifferences: (tx: T, partner: string) => Promise<number>
}
