import type { Need, Organisation, StaffRole } from '@ihala/contract'
import type { Bus, Exchange, Outgoing, RegistryCache } from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import type { RuleSet, Stamp } from '@ihala/policy'
import type { Static } from 'typebox'
import type { CaseKeyStore } from './case-keys.ts'
import type { Config } from './config.ts'
import type { Feature } from './feature.ts'
import type { FollowingUp } from './feature-handlers.ts'
import type { FileKeyring } from './keyring-file.ts'
import type { Pools } from './pool.ts'
import type { Span, Tracing } from './telemetry.ts'

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
  readonly exchange: Exchange
  /** Who is who, by the trust anchor's word. */
  readonly registry: RegistryCache
  readonly bus: Bus
  /** A fresh row id and the instant of the service's clock. */
  readonly stamp: () => Stamp
  /** Sending with the consequences that features attach to own events. */
  readonly following: (tx: Tx, buffer: Outgoing['send']) => FollowingUp
  readonly tracing: Tracing
  /** One transaction of the service itself (inbox, jobs, ticks), outside any request. */
  readonly asSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/** The part of a service that one transaction needs. */
export interface ActingService extends Pick<ServiceContext, 'pools' | 'stamp' | 'following' | 'tracing'> {
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
