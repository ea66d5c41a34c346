import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openAnchor, type TrustAnchor } from './anchor.ts'
import { type BuiltKind, buildKind } from './build.ts'
import { claimFolder, releaseFolder } from './child.ts'
import { identityFor, identityProcess } from './identity/process.ts'
import { type SignedIn, signIn } from './identity/sign-in.ts'
import { followRegistry } from './nats/follow-registry.ts'
import { type Bus, type BusSource, startBus } from './nats/operator.ts'
import { findBusServerProgram } from './nats/server.ts'
import { type DemoOrganisation, findOrganisations } from './organisations.ts'
import { allotPlaces, type Place } from './places.ts'
import { freePort } from './ports.ts'
import { type Postgres, startPostgres } from './postgres/server.ts'
import { prepareOrganisation, type ReadyOrganisation, replicaOf, type Surroundings } from './prepare-organisation.ts'
import { registryOf } from './registry.ts'
import { serviceProcess } from './service-process.ts'
import { type Supervised, supervise } from './supervise.ts'
import { waitUntil } from './wait-until.ts'
import { serveWatch } from './watch/server.ts'

/** One organisation of the running network. */
export interface RunningOrganisation extends DemoOrganisation {
  readonly entityId: string
  /** Where its staff open it. */
  readonly baseUrl: string
  readonly configFile: string
  readonly logFile: string
  /** Public key of its account on the bus. */
  readonly tag: string
  /** Owner's and service's way into its database, for tests that look inside. */
  readonly database: { readonly ownerUrl: string; readonly appUrl: string }
  /** Process id of its service; undefined while it is down. */
  readonly pid: () => number | undefined
}

/** The whole network, running. */
export interface Network {
  readonly organisations: readonly RunningOrganisation[]
  readonly bus: Bus
  readonly postgres: Postgres
  /** The page “watch the bus”. */
  readonly watchUrl: string
  /** Base address of the identity provider: an organisation's issuer is `<url>/<slug>`. */
  readonly identityUrl: string
  /** @throws when no organisation is called so */
  readonly organisation: (slug: string) => RunningOrganisation
  /** Signs a member of its staff in, over HTTP. */
  readonly signIn: (slug: string, staffSub: string) => Promise<SignedIn>
  /** Starts an organisation's service again after `stopOrganisation` or `killOrganisation`; resolves when it is ready. */
  readonly startOrganisation: (slug: string) => Promise<void>
  readonly stopOrganisation: (slug: string) => Promise<void>
  /** Ends an organisation's service at once, as a power failure would; it stays down until started. */
  readonly killOrganisation: (slug: string) => Promise<void>
  /** Signs all registry statements anew, with each member's keys as they are now, and publishes them. */
  readonly renewRegistry: () => Promise<void>
  /** Starts a second process of an organisation's service: same settings, database and keys, a port of its own. */
  readonly replicate: (slug: string) => Promise<Replica>
  readonly stop: () => Promise<void>
}

/** A further process of an organisation's service. */
export interface Replica {
  readonly baseUrl: string
  readonly pid: () => number | undefined
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Ends it at once, as a power failure would. */
  readonly kill: () => Promise<void>
}

/** How a network is started. */
export interface NetworkOptions {
  /** The top folder of the project. */
  readonly root: string
  /** Everything the network keeps; made when it is not there. */
  readonly stateDir: string
  /** Folders with one folder per kind; the project's own when left out. A test adds a folder with a throw-away kind. */
  readonly servicesDirs?: readonly string[]
  /** Starts only these organisations, with everything they need; all when left out. */
  readonly only?: readonly string[]
  /** Usual ports from 4100 on (each replaced by a free one when taken), or free ones only, which is the default. */
  readonly ports?: 'usual' | 'free'
  /** Servers of the bus: one, or a cluster of three that keeps everything three times; one when left out. */
  readonly busServers?: 1 | 3
  /** False where nobody cuts the power of Postgres, such as in most tests: it does not wait for the disk. True unless told. */
  readonly durable?: boolean
  /** The address at which an organisation finds the bus, when that is not the bus itself: a test puts a bad link between. */
  readonly busRoute?: (slug: string, busUrl: string) => Promise<string>
  /** What is added to the environment of an organisation's service, asked at each start. */
  readonly serviceEnv?: (slug: string) => Readonly<Record<string, string>>
  /** What the registry says a service reads, asked each time; what this version reads unless told. */
  readonly accepts?: Surroundings['accepts']
  /** Domain under which the members are named. */
  readonly networkDomain?: string
  /** Where every service sends its traces; nowhere when left out. */
  readonly otlpUrl?: string
  /** Ends a start that is under way: what runs by then is stopped, and the start fails. */
  readonly signal?: AbortSignal
  /** Told one line per step, and when something ends unasked. */
  readonly report?: (line: string) => void
}

const REGISTRY_RENEWAL_MS = 6 * 3600 * 1000
/** How often the anchor's bodies ask what they are to sign: of the 60 s that a revocation may take, some are theirs. */
const ORDERS_MS = 5_000
/** The committee's place on the bus is the one that may publish the registry (DESIGN §6). */
const COMMITTEE = 'national-committee'
/** The anchor is three bodies' keys, and so an entity of its own, beside the committee as a member (ADR 0006). */
const ANCHOR = 'trust-anchor'

/**
 * Starts Postgres, the bus, the identity provider and every organisation's service, and resolves when all are ready.
 * A network started again on the same folder has its data, keys and names as before; ports may be others.
 * @throws when a part does not come up, after stopping the others
 */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { root, stateDir } = options
  const report = options.report ?? (() => undefined)
  const stops: (() => Promise<void>)[] = []
  // Postgres may run as another user, who must be able to pass through; what is secret lies in closed folders below.
  mkdirSync(stateDir, { recursive: true, mode: 0o711 })
  claimFolder(stateDir)
  stops.push(async () => releaseFolder(stateDir))
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one()
  }

  try {
    const found = (options.servicesDirs ?? [join(root, 'services')]).flatMap(findOrganisations)
    const demo = options.only ? found.filter((one) => options.only?.includes(one.slug)) : found
    const places = await allotPlaces(
      demo.map((one) => one.slug),
      options.ports ?? 'free',
    )
    const domain = options.networkDomain ?? 'ihala.example'

    const timed = timedBy(report)
    const identity = identityFor(join(stateDir, 'identity'), places.identity, demo, places)
    const [postgres, bus, built] = await allOrStop([
      timed('Postgres', async () => {
        const server = await startPostgres({
          dir: join(stateDir, 'postgres'),
          port: places.postgres,
          databaseUrl: process.env.DATABASE_URL,
          durable: options.durable ?? true,
        })
        stops.push(server.stop)
        return [server, server.version]
      }),
      timed('Bus', async () => {
        const running = await startBus({
          dir: join(stateDir, 'bus'),
          source: busSource(root),
          port: places.bus,
          monitorPort: places.busMonitor,
          servers: options.busServers ?? 1,
        })
        stops.push(running.stop)
        return [running, `nats-server ${running.version}${running.demonstrationOnly ? ', TOO OLD FOR PRODUCTION: demonstration only' : ''}`]
      }),
      timed('Services built', async () => {
        const kinds = await buildKinds(root, demo)
        return [kinds, [...kinds].map(([kind, { fresh }]) => (fresh ? `${kind} (new)` : kind)).join(', ')]
      }),
    ])

    const watch = await serveWatch(bus, places.watch)
    stops.push(watch.stop)
    const anchor = openAnchor(join(stateDir, 'anchor'), `https://${ANCHOR}.${domain}`)
    const ready = await timed('Members admitted', async () => {
      const all = await Promise.all(
        demo.map(async (organisation) =>
          prepareOrganisation({
            organisation,
            place: placeOf(places.organisations, organisation.slug),
            stateDir,
            domain,
            postgres,
            bus,
            busUrl: (await options.busRoute?.(organisation.slug, bus.url)) ?? bus.url,
            anchor,
            identityUrl: identity.url,
            leaveTo: watch.todayUrl,
            ...(options.otlpUrl === undefined ? {} : { otlpUrl: options.otlpUrl }),
            ...(options.accepts === undefined ? {} : { accepts: options.accepts }),
          }),
        ),
      )
      return [all, `${all.length} accounts and databases`]
    })
    const registry = registryOf({
      anchor,
      members: ready,
      committee: ready.find((one) => one.kind === COMMITTEE),
      busUrl: bus.url,
      ordersFile: join(stateDir, 'anchor', 'orders.json'),
    })
    stops.push(followingRegistry(bus, anchor, ready, report))
    await timed('Registry published', async () => [await registry.publish(), `${ready.length} statements, each signed by two bodies`])
    const renewRegistry = registry.announce
    const renewal = setInterval(
      () =>
        void renewRegistry().catch((error: unknown) =>
          report(`The registry could not be renewed: ${error instanceof Error ? error.message : 'fault'}`),
        ),
      REGISTRY_RENEWAL_MS,
    )
    renewal.unref()
    const obeying = setInterval(
      () => void registry.obey().catch((error: unknown) => report(`An order of the committee could not be followed: ${wordsOf(error)}`)),
      ORDERS_MS,
    )
    obeying.unref()
    // A broker that lost its store knows no member any more; the committee's service may need a moment to be back on it.
    bus.onReturn(() => void waitUntil('the registry on the bus', () => renewRegistry().then(() => true), 60_000).catch(() => undefined))
    stops.push(async () => {
      clearInterval(renewal)
      clearInterval(obeying)
    })

    const envOf = (slug: string) => () => options.serviceEnv?.(slug) ?? {}
    const provider = identityProcess(root, join(stateDir, 'identity'), identity, report)
    stops.push(provider.stop)
    const services = new Map<string, Supervised>()
    const stopServices = async (): Promise<void> => {
      await Promise.all([...services.values()].map((service) => service.stop()))
    }
    stops.push(stopServices)
    options.signal?.addEventListener('abort', () => void stopServices(), { once: true })
    options.signal?.throwIfAborted()
    await timed('Identity provider', async () => [await provider.start(), identity.url])
    await timed('Services ready', async () => {
      await allOrStop(
        ready.map(async (organisation) => {
          const service = supervise(serviceProcess(root, organisation, mainOf(built, organisation), report, envOf(organisation.slug)))
          services.set(organisation.slug, service)
          await service.start()
        }),
      )
      return [undefined, `${ready.length}`]
    })

    await timed('Registry announced', async () => [await renewRegistry(), 'the committee keeps the membership log'])
    const organisations = ready.map((one): RunningOrganisation => ({ ...one, pid: () => services.get(one.slug)?.pid() }))
    const organisation = (slug: string): RunningOrganisation => named(organisations, slug)
    const service = (slug: string): Supervised => {
      const one = services.get(slug)
      if (!one) throw new Error(`No organisation is called “${slug}”.`)
      return one
    }
    return {
      organisations,
      bus,
      postgres,
      identityUrl: identity.url,
      watchUrl: watch.url,
      organisation,
      renewRegistry,
      stop,
      signIn: (slug, staffSub) => signIn(organisation(slug).baseUrl, staffSub),
      startOrganisation: (slug) => service(slug).start(),
      stopOrganisation: (slug) => service(slug).stop(),
      killOrganisation: (slug) => service(slug).kill(),
      replicate: async (slug) => {
        const original = named(ready, slug)
        const replica = replicaOf(original, await freePort())
        const process = supervise(serviceProcess(root, replica, mainOf(built, original), report, envOf(slug)))
        stops.push(process.stop)
        await process.start()
        return { baseUrl: replica.baseUrl, ...process }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The bus's operator follows the registry: who is suspended or loses a key is cut off. */
function followingRegistry(
  bus: Bus,
  anchor: TrustAnchor,
  members: readonly ReadyOrganisation[],
  report: (line: string) => void,
): () => Promise<void> {
  const unfollow = followRegistry(bus, {
    anchors: [{ iss: anchor.entityId, keys: anchor.publicKeys }],
    now: () => new Date(),
    publishesRegistry: (slug) => members.some((one) => one.slug === slug && one.kind === COMMITTEE),
    report: (what) => report(`The bus's operator: ${what}`),
  })
  return async () => unfollow()
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'fault')

function named<T extends { readonly slug: string }>(all: readonly T[], slug: string): T {
  const found = all.find((one) => one.slug === slug)
  if (!found) throw new Error(`No organisation is called “${slug}”.`)
  return found
}

function mainOf(built: ReadonlyMap<string, BuiltKind>, { kind }: DemoOrganisation): string {
  const main = built.get(kind)?.main
  if (main === undefined) throw new Error(`The kind ${kind} was not built.`)
  return main
}

function placeOf(places: ReadonlyMap<string, Place>, slug: string): Place {
  const place = places.get(slug)
  if (!place) throw new Error(`No port was allotted to “${slug}”.`)
  return place
}

function busSource(root: string): BusSource {
  const url = process.env.NATS_URL
  if (!url) return { program: findBusServerProgram(root) }
  const operatorDir = process.env.NATS_OPERATOR_DIR
  if (!operatorDir)
    throw new Error(
      'NATS_URL names a bus run elsewhere: NATS_OPERATOR_DIR must name the folder with the operator’s keys its server trusts (operator.nk, system.nk, bus.nk).',
    )
  return { url, operatorDir }
}

async function buildKinds(root: string, demo: readonly DemoOrganisation[]): Promise<Map<string, BuiltKind>> {
  const folders = new Map(demo.map((one) => [one.kind, one.folder]))
  const built = new Map<string, BuiltKind>()
  // One after the other: each build already uses every core.
  for (const [kind, folder] of folders) built.set(kind, await buildKind(root, join(root, '.state', 'build'), folder, kind))
  return built
}

/** Waits for all, also when one fails: whatever was started must be known before it can be stopped. */
async function allOrStop<T extends readonly unknown[]>(work: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(work)
  return Promise.all(work) as Promise<T>
}

/** Runs a step and reports it in one line with its seconds. */
function timedBy(report: (line: string) => void) {
  return async <T>(what: string, work: () => Promise<readonly [T, string | undefined]>): Promise<T> => {
    const started = performance.now()
    const [result, detail] = await work()
    report(`  ✓ ${what}${detail ? `: ${detail}` : ''} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
    return result
  }
}
