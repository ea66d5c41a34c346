import { Refusal } from '@ihala/contract'
import { actAlone } from './act.ts'
import type { App } from './app.ts'
import { BusProblem } from './bus-guard.ts'
import type { Service } from './feature.ts'
import { forgetAnswers } from './idempotency.store.ts'
import { releaseDeadWorkers, startWorker, type Worker } from './jobs.ts'
import { keyCare } from './key-care.ts'
import { migrationSources } from './migration-sources.ts'
import { migrate } from './migrations.ts'
import { isAway, pause, untilThere } from './pool.ts'
import type { ServiceContext } from './service-context.ts'
import type { Sessions } from './session.ts'
import { TEST_REFERRAL, testReferralJob } from './test-referral.job.ts'
import { startTicker, type Ticker } from './ticker.ts'

/** What the service waits for, as /readyz says it; undefined once its own parts stand. */
export interface Starting {
  waitsFor: string | undefined
}

/** Where the service says what happens to it. */
export interface Journal {
  readonly notice: (what: string) => void
  /** Of a fault only its kind and place are written. */
  readonly fault: (where: string, fault: unknown) => void
}

/** Wakes the ticks; does nothing while there are none. */
export interface Alarm {
  ring: () => void
}

/** The parts of a service that is being started. */
export interface StartParts {
  readonly app: App
  readonly service: Service
  readonly context: ServiceContext
  readonly sessions: Sessions
  readonly starting: Starting
  readonly journal: Journal
  readonly timers: boolean
  /** Set by `start`: what is to be called when something was written that the ticks have to see to. */
  readonly alarm: Alarm
  /** Looks at the bus before anything is taken from it; throws BusProblem when it is not good enough. */
  readonly guard: () => Promise<void>
  readonly signal: AbortSignal | undefined
}

/** What runs beside the door. */
export interface Started {
  readonly url: string
  readonly ready: Promise<void>
  readonly stop: () => Promise<void>
}

const SECOND = 1_000
const HOUR = 3_600 * SECOND

/** Listens, brings the database up to date, and sets going what a service does by itself. */
export async function start(parts: StartParts): Promise<Started> {
  const { app, starting, journal, alarm } = parts
  const began = performance.now()
  const stopping = new AbortController()
  const signal = parts.signal === undefined ? stopping.signal : AbortSignal.any([parts.signal, stopping.signal])
  refuseUntilStarted(app, starting)
  wakeAfterRequests(app, alarm)
  const url = await together(stopping, listening(parts, signal), migrated(parts, signal))
  // What was last heard of the members is known before anybody is let in: while the bus is away it is all there is.
  await remembered(parts, signal)
  if (parts.timers) await untilThere(() => parts.context.changes.join(), { onWait: () => undefined, signal })
  starting.waitsFor = undefined

  const ticker = parts.timers ? startTicker(ticksOf(parts, signal), journal.fault) : undefined
  if (ticker) alarm.ring = ticker.wake
  const ready = joined(parts, signal).then(() => journal.notice(`ready after ${Math.round(performance.now() - began)} ms`))
  ready.catch(() => undefined)
  const worker = parts.timers ? workerAfter(ready, parts, signal) : undefined
  worker?.catch((fault: unknown) => signal.aborted || fault instanceof BusProblem || journal.fault('jobs', fault))
  return { url, ready, stop: () => stopAll(stopping, ticker, worker) }
}

/** The door and the database come in any order. What fails first ends the wait for the other, and says why. */
async function together(stopping: AbortController, door: Promise<string>, database: Promise<void>): Promise<string> {
  for (const part of [door, database]) part.catch((fault: unknown) => stopping.abort(fault))
  await Promise.allSettled([door, database])
  stopping.signal.throwIfAborted()
  return door
}

/** Jobs begin when the service is ready, so that loading them delays nobody, or soon after: they need no bus. */
async function workerAfter(ready: Promise<void>, { context, service, journal, alarm }: StartParts, signal: AbortSignal): Promise<Worker> {
  await Promise.race([ready, pause(SECOND, signal)])
  return startWorker(context, jobsOf(service), { failed: journal.fault, done: () => alarm.ring() })
}

async function stopAll(stopping: AbortController, ticker: Ticker | undefined, worker: Promise<Worker> | undefined): Promise<void> {
  stopping.abort(new Error('the service stops'))
  await ticker?.stop()
  // A worker that never came up has nothing to stop; why, is in the log.
  await worker?.then(({ stop }) => stop()).catch(() => undefined)
}

/** While there is no database there is nothing to ask but how the service is. */
function refuseUntilStarted(app: App, starting: Starting): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const open = starting.waitsFor === undefined || request.routeOptions.config?.quiet === true
    done(open ? undefined : new Refusal('service-unavailable'))
  })
}

/** Whoever asked may have written: leaves are numbered within a second (DESIGN §10), events watched until their receipt is there. */
function wakeAfterRequests(app: App, alarm: Alarm): void {
  app.addHook('onResponse', (request, _reply, done) => {
    if (request.routeOptions.config?.quiet !== true) alarm.ring()
    done()
  })
}

async function listening({ app, context, journal }: StartParts, signal: AbortSignal): Promise<string> {
  const { port, host = '127.0.0.1' } = context.config
  await app.ready()
  for (let wait = 200; ; wait = Math.min(2 * wait, 5 * SECOND)) {
    signal.throwIfAborted()
    try {
      return await app.listen({ port, host })
    } catch (fault) {
      if ((fault as { code?: unknown }).code !== 'EADDRINUSE') throw fault
      journal.notice(`the port ${port} is taken by somebody else; trying again in ${wait} ms`)
      await pause(wait, signal)
    }
  }
}

async function migrated({ service, context, starting, journal }: StartParts, signal: AbortSignal): Promise<void> {
  const { pools, config } = context
  starting.waitsFor = 'starting: database'
  const onWait = (code: string, wait: number): void => journal.notice(`the database is away (${code}); trying again in ${wait} ms`)
  await untilThere(
    () =>
      migrate(pools.requests, {
        ownerUrl: config.ownerDatabaseUrl,
        sources: migrationSources(service.features),
        onApplied: (name) => journal.notice(`migrated ${name}`),
      }),
    { onWait, signal },
  )
}

/**
 * Tries to join until the bus is there and the registry knows this member: the committee may start after its members.
 * Throws BusProblem for a bus that is not good enough: waiting would not help.
 */
async function joined({ context, guard, journal }: StartParts, signal: AbortSignal): Promise<void> {
  const { exchange } = context
  let told = ''
  let guarded = false
  for (let wait = 100; ; wait = Math.min(2 * wait, 2 * SECOND)) {
    signal.throwIfAborted()
    try {
      if (!guarded) await guard()
      guarded = true
      await exchange.start()
    } catch (fault) {
      if (fault instanceof BusProblem) throw fault
      if (!(fault instanceof Error && fault.name === 'BusAway')) journal.fault('exchange', fault)
    }
    const { ready, reason = 'waiting' } = exchange.ready()
    if (ready) return
    if (reason !== told) journal.notice(`${reason}; trying again, at most every 2 s`)
    told = reason
    await pause(wait, signal)
  }
}

/** The registry's word as it was last heard; that the bus is away, or that nothing was heard yet, is for `joined`. */
async function remembered({ context, journal }: StartParts, signal: AbortSignal): Promise<void> {
  const onWait = (code: string, wait: number): void => journal.notice(`the database is away (${code}); trying again in ${wait} ms`)
  const start = (): Promise<void> =>
    context.registry.start().catch((fault: unknown) => {
      if (isAway(fault)) throw fault
    })
  await untilThere(start, { onWait, signal })
}

/** What features look for from time to time: each in a transaction of its own. */
async function looks(service: ServiceContext): Promise<void> {
  for (const feature of service.features) {
    const { looks: work } = feature
    if (work) await actAlone(service, (tx, send, stamp) => work({ tx, send, stamp, service }))
  }
}

function jobsOf({ features }: Service) {
  return Object.assign({ [TEST_REFERRAL]: testReferralJob }, ...features.map(({ jobs = {} }) => jobs))
}

function ticksOf({ context, sessions, journal }: StartParts, signal: AbortSignal) {
  const { exchange, asSystem, stamp, registry, keyring, config, capabilities } = context
  const care = keyCare({
    self: config.entityId,
    place: { dir: config.keyDir, kekFile: config.kekFile },
    keyring,
    registry,
    clock: () => new Date(stamp().now),
    asSystem,
    notice: journal.notice,
    portal: capabilities.includes('portal'),
  })
  return [
    // What this replica writes wakes it; what another one wrote and left behind is found within five seconds.
    { name: 'exchange', every: SECOND, idle: 5 * SECOND, work: () => exchange.tick() },
    { name: 'dead workers', every: 60 * SECOND, work: () => asSystem(releaseDeadWorkers) },
    { name: 'old answers', every: HOUR, work: () => asSystem((tx) => forgetAnswers(tx, stamp().now)) },
    { name: 'own keys', every: HOUR, work: care },
    // Somebody who asks waits a few seconds; the night has time.
    { name: 'own log', every: 5 * SECOND, idle: 60 * SECOND, work: () => context.verifyLog(signal) },
    // What fell due while nobody was here is looked for at once.
    { name: 'looks', every: HOUR / 4, first: SECOND, work: () => looks(context) },
    { name: 'old sessions', every: HOUR / 4, work: () => sessions.purge() },
  ]
}
