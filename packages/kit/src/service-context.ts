import type { Event, EventType, Need, Organisation, StaffRole } from '@ihala/contract'
import type {
  Bus,
  Difference,
  Exchange,
  IncomingEvent,
  LogDoubt,
  LostPiece,
  Outgoing,
  RefusedByOther,
  RegistryCache,
  RestoredEvent,
  Suspended,
  TestedReferral,
} from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import type { RuleSet, Stamp } from '@ihala/policy'
import type { Static } from 'typebox'
import type { Resource } from './access-policy.ts'
import type { App } from './app.ts'
import type { CaseKeyStore } from './case-keys.ts'
import type { Changes } from './changes.ts'
import type { Config } from './config.ts'
import type { FileKeyring } from './keyring-file.ts'
import type { Pools } from './pool.ts'
import type { Span, Tracing } from './telemetry.ts'
import type { Committed } from './transaction.ts'

/** A staff member of this organisation, as the session knows them: (issuer, sub) is who they are. */
export interface Staff {
  /** Row id in kit.staff; the name row-level security knows. */
  readonly id: string
  /** 128 random bits: the only name of this member in leaves, grants and events. */
  readonly pseudonym: string
  readonly roles: readonly StaffRole[]
}

/** What a kind may ask for beside the common work (DESIGN §2). */
export type Capability = 'registry-anchor' | 'portal'

/** One running organisation, as its features see it. */
export interface ServiceContext {
  readonly organisation: Organisation
  readonly config: Config
  /** Needs this kind serves, for the directory. */
  readonly serves: readonly Static<typeof Need>[]
  readonly capabilities: readonly Capability[]
  readonly features: readonly Feature[]
  /** The network's law in force at an ISO instant (DESIGN §9). Throws RangeError (a fault) before the first. */
  readonly law: (now: string) => RuleSet
  readonly pools: Pools
  readonly keyring: FileKeyring
  readonly caseKeys: CaseKeyStore
  /** Told of each transaction that has committed. */
  readonly committed: Committed
  readonly exchange: Exchange
  /** Who is who, by the trust anchor's word. */
  readonly registry: RegistryCache
  readonly bus: Bus
  /** A fresh row id and the instant of the service's clock. */
  readonly stamp: () => Stamp
  /** Sending with the consequences that features attach to own events. */
  readonly following: (tx: Tx, buffer: Outgoing['send']) => FollowingUp
  readonly tracing: Tracing
  /** What changes here, for pages that are open. */
  readonly changes: Changes
  /** One transaction of the service itself (inbox, jobs, ticks), outside any request. */
  readonly asSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Refers nobody to nobody through all that works here, and leaves nothing behind. Throws when the way is broken. */
  readonly testReferral: () => Promise<TestedReferral>
  /** T28: verifies the own log, if it is time or somebody asked; until the signal. */
  readonly verifyLog: (signal: AbortSignal) => Promise<void>
}

/** The part of a service that one transaction needs. */
export interface ActingService extends Pick<ServiceContext, 'pools' | 'committed' | 'stamp' | 'following' | 'tracing'> {
  readonly keyring: Pick<FileKeyring, 'wrap' | 'unwrap'>
  readonly exchange: Pick<Exchange, 'outgoing' | 'dispatch'>
}

/** The part of a request that `act` and `read` look at; Fastify's request is one. */
export interface StaffRequest {
  readonly service: ActingService
  readonly staff: Staff
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body?: unknown
  /** The request's span when traces are collected. */
  readonly span?: Span | undefined
}

/** The part of a request that asks the policies about an object the handler has found; Fastify's request is one. */
export interface Judging {
  readonly allows: (action: string, resource: Resource) => boolean
}

/** The one door out: buffers an event until the end of the transaction. */
export type Send = Outgoing['send']

/** Sending that remembers what was sent, so that its consequences follow before the transaction ends. */
export interface FollowingUp {
  readonly send: Send
  /** Calls the features' `written` handlers for all that was sent, also for what these send themselves. */
  readonly followUp: () => Promise<number>
}

/** What a job is told: row ids and names of things that cross a border, nothing else. The rows say the rest. */
export type JobPayload = Readonly<Record<string, string>>

/** What a job works with: one transaction, as the service itself. */
export interface JobContext {
  readonly tx: Tx
  readonly send: Send
  readonly stamp: () => Stamp
  readonly service: ServiceContext
}

/**
 * A task of the queue. It may run twice (a crash between its commit and the queue's note), so it looks at the row's state
 * first. A fault is retried with growing pauses, then parked where the admin sees it.
 */
export type Job = (payload: JobPayload, context: JobContext) => Promise<void>

/** What a handler of arriving events works with: the inbox transaction, as the service itself. */
export type InboxContext = JobContext

/** What arrives of one type does its work here, in the inbox transaction. It may fault (then all of it comes again), never refuse. */
export type InboxHandler<T extends EventType> = (event: Extract<IncomingEvent, { type: T }>, context: InboxContext) => Promise<void>

/** The handlers of one feature, by type of event. */
export type InboxHandlers = { readonly [T in EventType]?: InboxHandler<T> }

/** An event of our own, as features hear of it before it is sealed. */
export type WrittenEvent = Event & { readonly to: string; readonly caseId: string | null }

/** What we ourselves write has its consequences here, in the same transaction. */
export type WrittenHandler<T extends EventType> = (event: Extract<WrittenEvent, { type: T }>, context: JobContext) => Promise<void>

/** One figure of a feature, as it is printed beside those of the service: a name that no other has, and no label. */
export interface Figure {
  readonly name: string
  readonly help: string
  readonly value: number
}

/** A part of what an organisation does: one noun folder with its tables, doors and policies. */
export interface Feature {
  /** Kebab-case; with underscores its Postgres schema, when it owns tables. */
  readonly name: string
  /** Folder of its migrations, `0001-name.sql` …; the first makes the schema. */
  readonly migrations?: URL
  /** Cedar text: every action its routes name is permitted to somebody here. */
  readonly policies?: string
  readonly routes?: (app: App, service: ServiceContext) => void
  readonly inbox?: InboxHandlers
  /** What follows from an event of our own, in its transaction: a matter begins when we accept, a bed is freed when we decline. */
  readonly written?: { readonly [T in EventType]?: WrittenHandler<T> }
  /** Tasks of the queue, by names that are unique in the service. */
  readonly jobs?: Readonly<Record<string, Job>>
  /** What is to be looked for every quarter of an hour, as the service itself. Replicas may do it at the same time. */
  readonly looks?: (context: JobContext) => Promise<void>
  /** Figures that are asked for when somebody reads the metrics; counts only (T46). @param now ISO instant */
  readonly figures?: (tx: Tx, now: string) => Promise<readonly Figure[]>
  /** The other end quarantined one of our events: make a task for a person. In the transaction that stores its receipt. */
  readonly refused?: (what: RefusedByOther, context: AfterSending) => Promise<void>
  /** Nobody receipted one of our events in its time: make a task for a person. */
  readonly expired?: (what: { readonly caseId: string | null; readonly evt: string }, context: AfterSending) => Promise<void>
  /** Told of a referral whose other end was suspended (c24): take it back, or tell a person. It may be told again. */
  readonly suspended?: (what: Suspended, context: InboxContext) => Promise<void>
  /** Told that an own event came back which was lost with the machine (DESIGN §10): what it changed is to be done again; nothing is sent. */
  readonly restored?: (event: RestoredEvent, context: AfterSending) => Promise<void>
  /** Told that the two ends of a pair do not hold the same (c7). */
  readonly differs?: (what: Difference, context: AfterSending) => Promise<void>
  /**
   * M5: a member leaves and another one takes their cases: what a feature gave to one of them by name goes over too, or comes back.
   * Told once for all their cases, in the transaction of the hand-over, as the service itself.
   */
  readonly handedOver?: (who: { readonly from: string; readonly to: string }, context: Omit<AfterSending, 'service'>) => Promise<void>
  /** Told that a log contradicts what it said before, ours or another’s (c13): make a task for a person. */
  readonly doubted?: (what: LogDoubt, context: AfterSending) => Promise<void>
  /** We were rebuilt, and a partner cannot be asked what it holds of us, for it is no live member (DESIGN §10): make a task for a person. */
  readonly leftOut?: (partner: string, context: AfterSending) => Promise<void>
  /** A partner lost a piece of a file that went to it: its bytes, as they went; or a task for a person, and undefined. */
  readonly piece?: (what: LostPiece, context: AfterSending) => Promise<Buffer | undefined>
  /** Told that they hold the same again where they were told to differ: end the task. */
  readonly agrees?: (what: Difference, context: AfterSending) => Promise<void>
}

/** What a feature works with when it hears what became of an event it sent. */
export interface AfterSending {
  readonly tx: Tx
  readonly stamp: InboxContext['stamp']
  readonly service: ServiceContext
}
