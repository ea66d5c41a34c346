import { ACCEPTS } from '@ihala/contract'
import { type Bus, natsBus, REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import type { Config, IdentityProvider, Overrides, Running } from '@ihala/kit'
import { eventsOf } from '@ihala/policy'
import { type Keyring, signList, signStatement } from '@ihala/seal'
import postgres, { type Sql } from 'postgres'
import { waitUntil } from '../../../infra/wait-until.ts'
import { testAnchor } from '../../kit/anchor.ts'
import { type FreshBus, freshBus } from '../../kit/fresh-bus.ts'
import { type LoneService, loneService } from '../../kit/lone-service.ts'
import { CATEGORIES, serviceOf } from '../http/network.ts'

const ANCHOR = 'https://trust-anchor.ihala.test'
const BEAT_SECONDS = 30
const SETTLED_WITHIN_MS = 20_000

/** An organisation of a scene. */
export interface MemberOf {
  readonly slug: string
  readonly kind: string
  /** It keeps from some what it owes them: nobody waits until all it wrote is receipted. */
  readonly hostile?: true
}

/** One organisation at work: its service in this process, its own database, its own account on the bus. */
export interface Neighbour extends MemberOf {
  readonly entityId: string
  readonly tag: string
  readonly credsFile: string
  readonly lone: LoneService
  /** A superuser's connection to its database. */
  readonly admin: Sql
}

/** A member of the registry without a service: whoever holds these keys and credentials is it. */
export interface Stranger extends MemberOf {
  readonly entityId: string
  readonly tag: string
  readonly bus: Bus
}

/** Organisations on a real bus with real databases, whose one clock is moved by the test. */
export interface Neighbours {
  readonly all: readonly Neighbour[]
  /** @throws when nobody is called so */
  readonly of: (slug: string) => Neighbour
  readonly fresh: FreshBus
  /** Milliseconds of the clock that all go by. */
  readonly now: () => number
  /**
   * Lets so many seconds pass: every service does what is due, and what they say to each other arrives. Throws when after a step of
   * it something still waits, by the real clock longer than `withinMs`.
   */
  readonly pass: (seconds: number, withinMs?: number) => Promise<void>
  /** Every service does what is due now. */
  readonly tick: () => Promise<void>
  /** Resolves when nothing waits, neither on the bus nor for a receipt. Throws when that takes too long. */
  readonly settled: (withinMs?: number) => Promise<void>
  /** Another process of one of them: its ticks come with those of the others. Who started it stops it. */
  readonly alongside: (running: Running) => void
  /** Admits a member that is played by the test. */
  readonly admit: (member: MemberOf, keyring: Keyring) => Promise<Stranger>
  readonly stop: () => Promise<void>
}

/** How a scene is opened. */
export interface NeighboursOptions {
  readonly members: readonly MemberOf[]
  /** The address at which everybody finds the bus, when something stands before it. */
  readonly route?: (busUrl: string) => Promise<string>
  /** What stands between a member's service and its connection. */
  readonly between?: (slug: string, bus: Bus) => Bus
  readonly operator?: string
  readonly config?: (slug: string) => Partial<Config>
  readonly logs?: (slug: string) => Overrides['logs']
  readonly provider?: IdentityProvider
}

type PublicKeys = ReturnType<LoneService['running']['service']['keyring']['publicKeys']>

/** Starts them all; each knows the others when it resolves. */
export async function openNeighbours(options: NeighboursOptions): Promise<Neighbours> {
  const { members, route, between = (_slug, bus) => bus, operator, config = () => ({}), logs, provider } = options
  const fresh = await freshBus()
  const url = (await route?.(fresh.bus.url)) ?? fresh.bus.url
  const { keys: anchorKeys, signers } = testAnchor(ANCHOR)
  let now = Date.now()
  const clock = (): Date => new Date(now)
  const seconds = (): number => Math.floor(now / 1000)
  /** Connections that no service closes. */
  const ours: Bus[] = []
  const connected = async (slug: string, at: string, publishesRegistry = false) => {
    const { tag, credsFile } = await fresh.admit(slug, { publishesRegistry })
    const bus = natsBus({ url: at, credsFile, tag, notice: () => undefined })
    return { tag, credsFile, bus }
  }
  const speaker = await connected('trust-anchor', fresh.bus.url, true)
  await speaker.bus.connect()
  ours.push(speaker.bus)
  const listed: string[] = []
  const statement = ({ slug, kind }: MemberOf, tag: string, keys: PublicKeys): string =>
    signStatement(
      {
        iss: ANCHOR,
        sub: `https://${slug}.ihala.test`,
        iat: seconds(),
        exp: seconds() + 20 * 3600,
        jwks: { keys },
        metadata: {
          ihala_member: {
            kind,
            names: { ar: slug, en: slug },
            status: 'live',
            bus_tag: tag,
            sends: eventsOf(kind),
            accepts: ACCEPTS,
            serves: [],
            takes: [...CATEGORIES],
          },
        },
      },
      signers,
    )
  const introduce = async (member: MemberOf, tag: string, keys: PublicKeys): Promise<void> => {
    const entityId = `https://${member.slug}.ihala.test`
    listed.push(entityId)
    await speaker.bus.registry.publish(registryKey(entityId), statement(member, tag, keys))
  }
  const list = (): Promise<void> =>
    speaker.bus.registry.publish(
      REGISTRY_LIST_KEY,
      signList({ iss: ANCHOR, iat: seconds(), exp: seconds() + 20 * 3600, members: listed }, signers),
    )

  const opened = async (member: MemberOf): Promise<Neighbour> => {
    const { slug, kind } = member
    const { tag, credsFile, bus } = await connected(slug, url)
    const own = logs?.(slug)
    const lone = await loneService(await serviceOf(kind), {
      slug,
      clock,
      bus: between(slug, bus),
      ...(provider === undefined ? {} : { provider }),
      ...(own === undefined ? {} : { logs: own }),
      config: {
        registry: { anchorKeys, networkDomain: 'ihala.test', anchorId: ANCHOR },
        nats: { url, credsFile, tag, ...(operator === undefined ? {} : { operator }) },
        ...config(slug),
      },
    })
    const admin = postgres(lone.database.adminUrl, { max: 1, onnotice: () => undefined })
    const { keyring, organisation } = lone.running.service
    await introduce(member, tag, keyring.publicKeys())
    return { ...member, entityId: organisation.entityId, tag, credsFile, lone, admin }
  }
  const all = await Promise.all(members.map(opened))
  await list()
  await Promise.all(all.map(({ lone }) => lone.running.ready))
  // Who joined after a word was published, and before the list was, asks for what it missed.
  const known = async (): Promise<void> => {
    for (const { lone } of all) await lone.running.service.registry.renew()
    await waitUntil(
      'everybody to know everybody',
      () => (all.every(({ lone }) => listed.every((one) => lone.running.service.registry.find(one))) ? true : undefined),
      SETTLED_WITHIN_MS,
    )
  }
  await known()

  const more: Running[] = []
  // Those that the test plays give no receipts.
  const strangers: string[] = []
  const tick = async (): Promise<void> => {
    await Promise.all([...all.map(({ lone }) => lone.running), ...more].map(({ service }) => service.exchange.tick()))
  }
  const stands = async (): Promise<number> => {
    const { streams } = fresh.bus.operator.streams
    const waiting = await Promise.all(
      all.map(async ({ tag, admin, hostile }) => {
        const { state } = await streams.info(tag)
        // What is held back, because nobody vouches for the log, goes nowhere.
        const [row] = await admin<{ count: number }[]>`
          select count(*)::int as count from exchange.outbox
          where status = 'waiting' and held_up is distinct from 'not-witnessed' and recipient <> all(${strangers})`
        return state.messages + (hostile ? 0 : (row?.count ?? 0))
      }),
    )
    return waiting.reduce((sum, one) => sum + one, 0)
  }
  const settled = async (withinMs = SETTLED_WITHIN_MS): Promise<void> => {
    await waitUntil('nothing to wait anywhere', async () => ((await stands()) === 0 ? true : undefined), withinMs)
  }
  return {
    all,
    of: (slug) => {
      const found = all.find((one) => one.slug === slug)
      if (!found) throw new Error(`nobody is called ${slug}`)
      return found
    },
    fresh,
    now: () => now,
    tick,
    settled,
    pass: async (wanted, withinMs) => {
      for (let left = wanted; left > 0; left -= BEAT_SECONDS) {
        now += Math.min(left, BEAT_SECONDS) * 1000
        await tick()
        await settled(withinMs)
      }
    },
    admit: async (member, keyring) => {
      const { tag, bus } = await connected(member.slug, fresh.bus.url)
      await bus.connect()
      ours.push(bus)
      const [box] = keyring.encryption
      if (!box) throw new Error('a member has an encryption key')
      const dates = { nbf: seconds() - 86_400, exp: seconds() + 86_400 * 30 }
      await introduce(member, tag, [
        { ...keyring.signing.jwk, kid: keyring.signing.kid, use: 'sig', ...dates },
        { ...box.jwk, kid: box.kid, use: 'enc', ...dates },
      ])
      await list()
      await known()
      strangers.push(`https://${member.slug}.ihala.test`)
      return { ...member, entityId: `https://${member.slug}.ihala.test`, tag, bus }
    },
    alongside: (running) => void more.push(running),
    stop: async () => {
      await Promise.all(
        all.map(async ({ lone, admin }) => {
          await admin.end({ timeout: 1 })
          await lone.stop()
        }),
      )
      await Promise.all(ours.map((bus) => bus.close()))
      await fresh.drop()
    },
  }
}
