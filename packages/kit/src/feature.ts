import type { Event, EventType, Need } from '@ihala/contract'
import type { IncomingEvent } from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import type { Static } from 'typebox'
import type { App } from './http.ts'
import type { Job, JobContext } from './jobs.ts'
import type { Capability, ServiceContext } from './service-context.ts'

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
  /** The other end quarantined one of our events: make a task for a person. In the transaction that stores its receipt. */
  readonly refused?: (
    what: { readonly caseId: string; readonly evt: string; readonly code: string },
    context: AfterSending,
  ) => Promise<void>
  /** Nobody receipted one of our events in its time: make a task for a person. */
  readonly expired?: (what: { readonly caseId: string | null; readonly evt: string }, context: AfterSending) => Promise<void>
}

/** What a feature works with when it hears what became of an event it sent. */
export interface AfterSending {
  readonly tx: Tx
  readonly stamp: InboxContext['stamp']
  readonly service: ServiceContext
}

/** A kind of organisation. */
export interface ServiceDefinition {
  /** Name of its folder in services/. */
  readonly kind: string
  /** Their order is the order of migrations, and of handlers of one event. */
  readonly features: readonly Feature[]
  /** Needs it serves, for the directory. */
  readonly serves: readonly Static<typeof Need>[]
  readonly capabilities?: readonly Capability[]
}

/** A kind of organisation, checked. */
export type Service = Required<ServiceDefinition>

/** Says what a kind of organisation is made of. Throws one plain sentence when two features share a name or a job. */
export function defineService({ kind, features, serves, capabilities = [] }: ServiceDefinition): Service {
  const reserved = ['ledger', 'exchange', 'kit', 'public']
  refuseTwice(kind, 'feature', [...reserved, ...features.map(({ name }) => name)])
  refuseTwice(
    kind,
    'job',
    features.flatMap(({ jobs = {} }) => Object.keys(jobs)),
  )
  for (const { name } of features) {
    if (!/^[a-z][a-z0-9-]{1,40}$/.test(name)) throw new TypeError(`the feature ${name} of ${kind} has no name in kebab-case`)
  }
  return { kind, features, serves, capabilities }
}

function refuseTwice(kind: string, what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new TypeError(`${kind} has two of the ${what} ${twice}`)
}
