import { readFileSync } from 'node:fs'
import type { Organisation } from '@ihala/contract'
import {
  type Bus,
  createExchange,
  type Exchange,
  type ExchangePorts,
  exchangeFigures,
  membershipWatch,
  type NatsBus,
  natsBus,
  type Observer,
  ownLogCheck,
  registryCache,
  sqlStore,
  testReferral,
} from '@ihala/exchange'
import { sqlLog } from '@ihala/ledger'
import manifest from '../package.json' with { type: 'json' }
import type { App } from './app.ts'
import { guardBus } from './bus-guard.ts'
import { caseKeyStore } from './case-keys.ts'
import { changesOf } from './changes.ts'
import { type Config, pinnedAnchors } from './config.ts'
import type { Service } from './feature.ts'
import { followingUp, handlersOf } from './feature-handlers.ts'
import { federationRoutes } from './federation.http.ts'
import { buildApp } from './http.ts'
import { type IdentityProvider, openIdConnect } from './identity.ts'
import { stampSource } from './ids.ts'
import { standingOf } from './key-care.ts'
import { type FileKeyring, type KeyStanding, loadKeyring } from './keyring-file.ts'
import { networkLaw } from './law.ts'
import { logCare } from './log-care.ts'
import type { LogOptions } from './logging.ts'
import { createMetrics, type EventOutcome, type LogFigures, type Metrics } from './metrics.ts'
import { openPools, type Pools } from './pool.ts'
import { toldOfChange, toldOfKey } from './registry-notices.ts'
import type { Figure, ServiceContext } from './service-context.ts'
import { createSessions } from './session.ts'
import { type Alarm, type Journal, type Started, type Starting, start } from './start.ts'
import { createTracing, type Tracing } from './telemetry.ts'
import { type Committed, transaction } from './transaction.ts'

/** What a simulation or a test puts in the place of the real thing. */
export interface Overrides {
  readonly bus: Bus | NatsBus
  readonly clock: () => Date
  readonly keyring: FileKeyring
  readonly provider: IdentityProvider
  readonly logs: LogOptions
  /** False: no timers and no jobs; the simulation calls `exchange.tick()` itself. */
  readonly timers: boolean
  /** Ends the wait for a database, a port or a bus that is not there. */
  readonly signal: AbortSignal
}

/** A running service. */
export interface Running {
  readonly app: App
  /** Address it listens on, `http://host:port`. */
  readonly url: string
  readonly service: ServiceContext
  /** Resolves when /readyz says ready; rejects when the service stops before. */
  readonly ready: Promise<void>
  /** Stops accepting, lets what is under way end, closes all. */
  readonly stop: () => Promise<void>
}

/** Envelopes dealt with at once: opening and sealing go on while others wait for the two connections of the background. */
const CONCURRENT_ENVELOPES = 48
const SWEEP_MS = 50

/**
 * Starts one organisation's service: listens (/readyz says what it waits for), waits for the database with growing pauses,
 * migrates it, joins the exchange, works on jobs. Resolves when it listens and its database is current; the bus and the
 * registry may still be away (`ready`).
 * Throws KeyringProblem or MigrationProblem with one plain sentence; then nothing is left running.
 */
export async function create(service: Service, config: Config, overrides: Partial<Overrides> = {}): Promise<Running> {
  const production = config.environment === 'production'
  const clock = overrides.clock ?? (() => new Date())
  // What the registry says of our keys is known once there is one.
  let standing: (kid: string) => KeyStanding = () => 'resting'
  const keyring =
    overrides.keyring ?? loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock, production, standing: (kid) => standing(kid) })
  const clientSecret = readFileSync(config.oidc.clientSecretFile, 'utf8').trim()
  const tracing = await createTracing(config.telemetry, config)
  const pools = openPools(config.databaseUrl, config.slug)
  const metrics = createMetrics({
    outbox: () => outboxOf(pools),
    log: () => logOf(pools, keyring),
    features: () => figuresOf(service, pools, clock),
  })
  const starting: Starting = { waitsFor: 'starting: the door' }
  // The log is the door's, which is built last; until then there is nothing to say.
  let journal: Journal | undefined
  const { bus, guard } = busOf(overrides.bus, config, (what) => journal?.notice(what))
  const alarm: Alarm = { ring: () => undefined }
  const fault: Observer['fault'] = (where, what) => journal?.fault(where, what)
  const observer = observerOf(metrics, alarm, fault)
  const notice = (what: string): void => journal?.notice(what)
  const context = contextOf({ service, config, clock, keyring, pools, bus, observer, tracing, notice, fault })
  standing = (kid) => standingOf(context.registry, config.entityId, clock().getTime() / 1000)(kid)
  const sessions = createSessions({ pools, keyring, slug: config.slug, production, now: clock })

  let started: Started | undefined
  const app = await buildApp({
    organisation: context.organisation,
    environment: config.environment,
    version: manifest.version,
    baseUrl: config.baseUrl,
    policies: service.features.flatMap(({ name, policies }) => (policies === undefined ? [] : [{ feature: name, text: policies }])),
    sessions,
    provider: overrides.provider ?? openIdConnect({ ...config.oidc, clientSecret, baseUrl: config.baseUrl, production, now: clock }),
    clientSecret,
    now: clock,
    metrics,
    tracing,
    readiness: () => (starting.waitsFor === undefined ? context.exchange.ready() : { ready: false, reason: starting.waitsFor }),
    logs: overrides.logs ?? { level: 'info' },
    service: context,
    ...(config.pages === undefined ? {} : { pages: config.pages }),
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
    routes: (door) => {
      federationRoutes(door, context)
      for (const feature of service.features) feature.routes?.(door, context)
    },
  })
  journal = {
    notice: (what) => app.log.warn(what),
    fault: (where, fault) => app.log.error({ err: fault instanceof Error ? fault : new Error('thrown'), where }, 'fault'),
  }
  const stop = async (): Promise<void> => {
    starting.waitsFor = 'stopping'
    await closed(app)
    await started?.stop()
    await context.exchange.stop()
    await tracing.stop()
    await pools.close()
  }
  try {
    started = await start({
      app,
      service,
      context,
      sessions,
      starting,
      journal,
      timers: overrides.timers ?? true,
      alarm,
      guard,
      signal: overrides.signal,
    })
  } catch (fault) {
    await stop()
    throw fault
  }
  return { app, url: started.url, service: context, ready: started.ready, stop }
}

/** The bus of the network; one that can be asked how it is run is looked at before it is used. */
function busOf(given: Bus | NatsBus | undefined, { nats, environment }: Config, notice: (what: string) => void) {
  const bus = given ?? natsBus({ ...nats, notice })
  return { bus, guard: async () => (canBeAsked(bus) ? guardBus(bus, environment === 'production', notice) : undefined) }
}

function canBeAsked(bus: Bus | NatsBus): bus is NatsBus {
  return 'facts' in bus
}

/** Takes no more connections, lets the requests under way be answered, and closes what is then kept alive for nothing. */
async function closed(app: App): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
  }
}

interface Parts {
  readonly service: Service
  readonly config: Config
  readonly clock: () => Date
  readonly keyring: FileKeyring
  readonly pools: Pools
  readonly bus: Bus
  readonly observer: Observer
  readonly tracing: Tracing
  readonly notice: (what: string) => void
  readonly fault: Observer['fault']
}

function contextOf({ service, config, clock, keyring, pools, bus, observer, tracing, notice, fault }: Parts): ServiceContext {
  const { slug, kind, entityId, names, languages, timeZone } = config
  const organisation: Organisation = { slug, kind, entityId, names, languages, timeZone }
  const stamp = stampSource(clock)
  const now = (): number => clock().getTime()
  const caseKeys = caseKeyStore(keyring, now)
  const changes = changesOf(pools.background, (what) => fault('changes', what))
  const committed: Committed = (tx) => {
    caseKeys.committed(tx)
    changes.committed(tx)
  }
  const asSystem: ServiceContext['asSystem'] = (work) => transaction(pools.background, committed, work)
  const anchors = pinnedAnchors(config)
  const store = sqlStore(pools.background)
  const own = { entityId, keyring }
  const registry = registryCache({
    self: entityId,
    bus,
    store,
    anchors,
    now,
    newKey: (key) => notice(toldOfKey(key, own)),
    acted: (statement, jws) => membership.acted(statement, jws),
    newcomerSince: (entityId) => membership.newcomerSince(entityId),
  })
  const handlers = handlersOf(service.features, () => context)
  const membership = membershipWatch({
    self: { entityId },
    keyring,
    registry,
    store,
    bus,
    stamp,
    transaction: asSystem,
    doubted: handlers.doubted,
    changed: (entry) => notice(toldOfChange(entry, own)),
  })
  const ports: ExchangePorts = {
    self: { entityId },
    keyring,
    registry,
    caseKeys,
    stamp,
    ...handlers,
    membership,
    store,
    bus,
    transaction: asSystem,
    now: clock,
    observer,
    concurrency: CONCURRENT_ENVELOPES,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
  const exchange: Exchange = createExchange(ports)
  const { serves, capabilities } = service
  const law = networkLaw(config)
  const context: ServiceContext = {
    organisation,
    config,
    serves,
    capabilities,
    features: service.features,
    law,
    following: (tx, buffer) => followingUp(context, tx, buffer),
    pools,
    keyring,
    caseKeys,
    committed,
    changes,
    registry,
    bus,
    exchange,
    stamp,
    tracing,
    asSystem,
    testReferral: () => testReferral(ports),
    verifyLog: logCare({
      self: { entityId },
      timeZone,
      keyring,
      registry,
      store: { log: sqlLog() },
      stamp,
      asSystem,
      doubted: handlers.doubted,
    }),
  }
  return context
}

async function outboxOf({ background }: Pools): Promise<{ waiting: number; oldestSeconds: number }> {
  const { outboxWaiting, oldestWaitingSeconds } = await background.begin((tx) => exchangeFigures(tx))
  return { waiting: outboxWaiting, oldestSeconds: oldestWaitingSeconds }
}

async function logOf({ background }: Pools, keyring: FileKeyring): Promise<LogFigures | undefined> {
  const { last } = await background.begin((tx) => ownLogCheck(tx, { keyring }))
  return last ? { whole: last.broken === null, leaves: last.leaves, verifiedAt: Date.parse(last.endedAt) / 1000 } : undefined
}

/** Each feature is asked in one transaction: these are small counts. */
async function figuresOf({ features }: Service, { background }: Pools, clock: () => Date): Promise<readonly Figure[]> {
  const now = clock().toISOString()
  return background.begin(async (tx) => (await Promise.all(features.map((feature) => feature.figures?.(tx, now) ?? []))).flat())
}

const OUTCOMES: Readonly<Record<string, EventOutcome>> = {
  stored: 'stored',
  known: 'duplicate',
  ahead: 'dropped',
  quarantined: 'quarantined',
  waiting: 'waiting',
  dropped: 'dropped',
}

function observerOf(metrics: Metrics, alarm: Alarm, fault: Observer['fault']): Observer {
  return {
    received: (became) => {
      alarm.ring()
      const outcome = OUTCOMES[became]
      if (outcome !== undefined) metrics.received(outcome, 'unknown')
    },
    quarantined: (code) => metrics.refused(code),
    busDropped: () => metrics.busDropped(),
    fault,
  }
}
