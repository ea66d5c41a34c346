import { ACCEPTS } from '@ihala/contract'
import { type Bus, BusAway, memoryHub, REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { actAlone, decryptUnder } from '@ihala/kit'
import { eventsOf } from '@ihala/policy'
import { signList, signStatement } from '@ihala/seal'
import postgres, { type Sql } from 'postgres'
import { CATEGORIES, serviceOf } from '../adversary/http/network.ts'
import { testAnchor } from '../kit/anchor.ts'
import { type LoneService, loneService } from '../kit/lone-service.ts'

const ANCHOR = 'https://trust-anchor.ihala.test'
/** How often what comes for somebody who is away is offered again, milliseconds. */
const OFFERED_MS = 20

/** One organisation of a chain. */
export interface Link {
  readonly kind: string
  readonly entityId: string
  readonly lone: LoneService
  /** A superuser's view of its database. */
  readonly admin: Sql
  /** Cuts it off from the bus, or joins it again. */
  readonly setAway: (away: boolean) => void
  readonly isAway: () => boolean
}

/** A bus that its member can be cut off from: what is for it waits there meanwhile. */
function cutting(bus: Bus) {
  let away = false
  const returned: (() => void)[] = []
  const there = <T>(work: () => Promise<T>): Promise<T> => (away ? Promise.reject(new BusAway()) : work())
  const cut: Bus = {
    ...bus,
    connect: () => there(() => bus.connect()),
    publish: (...given) => there(() => bus.publish(...given)),
    receive: (take, concurrency) => bus.receive(async (delivery) => (away ? delivery.later(OFFERED_MS) : take(delivery)), concurrency),
    onReturn: (callback) => void returned.push(callback),
    registry: {
      ...bus.registry,
      fetch: (key) => there(() => bus.registry.fetch(key)),
      watch: (heard) => bus.registry.watch((jws) => (away ? undefined : heard(jws))),
    },
    isUp: () => !away && bus.isUp(),
  }
  return {
    bus: cut,
    isAway: () => away,
    setAway: (now: boolean) => {
      away = now
      if (!now) for (const callback of returned) callback()
    },
  }
}

const tagOf = (kind: string): string =>
  `A${kind
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '2')
    .padEnd(55, 'X')}`

/** Organisations of these kinds, each on a database of its own, on a bus in memory and under one clock that can be put forward. */
export async function chainOf(kinds: readonly string[]) {
  const hub = memoryHub()
  const { keys, signers } = testAnchor(ANCHOR)
  const time = { ahead: 0 }
  const clock = (): Date => new Date(Date.now() + time.ahead)
  const links = await Promise.all(
    kinds.map(async (kind): Promise<Link> => {
      const { bus, isAway, setAway } = cutting(hub.member(tagOf(kind)))
      const config = { registry: { anchorKeys: keys, networkDomain: 'ihala.test', anchorId: ANCHOR } }
      const lone = await loneService(await serviceOf(kind), { slug: kind, clock, bus, config })
      const admin = postgres(lone.database.adminUrl, { max: 1, onnotice: () => undefined })
      return { kind, entityId: lone.running.service.organisation.entityId, lone, admin, isAway, setAway }
    }),
  )
  const speaker = hub.member(tagOf('trust-anchor'), true)
  /** The registry's word lasts half a day: whoever puts the clock forward lets it speak again. */
  const speak = async (): Promise<void> => {
    const iat = Math.floor(clock().getTime() / 1000)
    const times = { iss: ANCHOR, iat, exp: iat + 12 * 3600 }
    for (const { kind, entityId, lone } of links) {
      const member = {
        kind,
        names: { ar: kind, en: kind },
        status: 'live' as const,
        bus_tag: tagOf(kind),
        sends: eventsOf(kind),
        accepts: ACCEPTS,
        serves: [],
        takes: [...CATEGORIES],
      }
      const jwks = { keys: lone.running.service.keyring.publicKeys() }
      await speaker.registry.publish(
        registryKey(entityId),
        signStatement({ ...times, sub: entityId, jwks, metadata: { ihala_member: member } }, signers),
      )
    }
    await speaker.registry.publish(REGISTRY_LIST_KEY, signList({ ...times, members: links.map(({ entityId }) => entityId) }, signers))
  }
  await speak()
  await Promise.all(links.map(({ lone }) => lone.running.ready))

  return {
    links,
    clock,
    of: (kind: string): Link => {
      const link = links.find((one) => one.kind === kind)
      if (!link) throw new Error(`no ${kind} in this chain`)
      return link
    },
    /** Puts every clock forward. */
    pass: async (hours: number): Promise<void> => {
      time.ahead += hours * 3_600_000
      await speak()
    },
    /** Does what waits in the queues and is due, at all that are there. Returns how many jobs ran. */
    work: async (): Promise<number> => {
      let ran = 0
      for (const link of links) ran += await worked(link, clock())
      return ran
    },
    stop: async () => {
      for (const { lone, admin } of links) {
        await admin.end({ timeout: 1 })
        await lone.stop()
      }
    },
  }
}

/** The jobs of one body that are due; those of other features are left where they are. */
async function worked({ lone, admin }: Link, now: Date): Promise<number> {
  const { service } = lone.running
  const jobs = Object.assign({}, ...service.features.map((feature) => feature.jobs ?? {}))
  const rows = await admin<{ id: string; name: string; payload: Record<string, string> }[]>`
    select jobs.id::text as id, tasks.identifier as name, jobs.payload
    from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
    where jobs.run_at <= ${now.toISOString()} order by jobs.run_at, jobs.id`
  for (const { id, name, payload } of rows) {
    await admin`delete from graphile_worker._private_jobs where id = ${id}`
    await actAlone(service, (tx, send, stamp) => jobs[name](payload, { tx, send, stamp, service }))
  }
  return rows.length
}

/** Every sealed row of what a body keeps of people, as a thief of its disks or a restored backup has it. */
export interface SealedRow {
  readonly owner: string
  /** What it is bound to. */
  readonly aad: string
  readonly bytes: Buffer
}

/** All that lies sealed under keys of cases and people. */
export async function sealedRows({ admin }: Pick<Link, 'admin'>): Promise<SealedRow[]> {
  return [
    ...(await admin<SealedRow[]>`
      select owner, owner || '/section/' || id as aad, content as bytes from desk.section
      union all select case_id, case_id || '/note/' || id, content from desk.note
      union all select case_id, case_id || '/need', need from desk.referral
      union all select case_id, 'inner ' || iss || ' ' || jti, inner_jws from exchange.event where case_id is not null
      union all select case_id, 'inner ' || iss || ' ' || jti, inner_jws from exchange.issue where case_id is not null`),
  ]
}

/** What can be read of rows with all the keys a body still has: those of their owner, whatever part they are of. */
export async function readable(
  { admin, lone }: Pick<Link, 'admin' | 'lone'>,
  rows: readonly SealedRow[],
  keyring: Pick<LoneService['running']['service']['keyring'], 'unwrap'> = lone.running.service.keyring,
): Promise<string> {
  const keys = await admin<{ owner: string; wrapped: Buffer }[]>`
    select case_id as owner, wrapped from kit.case_key where wrapped is not null`
  const opened: string[] = []
  for (const { owner, aad, bytes } of rows) {
    for (const key of keys.filter((one) => one.owner === owner)) {
      try {
        const text = decryptUnder(keyring.unwrap(key.wrapped), bytes, aad).toString()
        const [, payload] = text.split('.')
        opened.push(aad.startsWith('inner ') ? Buffer.from(payload ?? '', 'base64url').toString() : text)
        break
      } catch {
        // Another part’s key.
      }
    }
  }
  return opened.join('\n')
}

/** All rows of all tables of a body as text: what a dump holds in the open. */
export async function dumpOf({ admin }: Pick<Link, 'admin'>): Promise<string> {
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await admin.unsafe<{ text: string }[]>(`select t::text as text from ${name} t`)
    parts.push(...rows.map(({ text }) => text))
  }
  return parts.join('\n')
}
