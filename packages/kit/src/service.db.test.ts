import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closed, Refusal, type RegistryStatement } from '@ihala/contract'
import { type Bus, memoryHub, type NatsBus, registryKey } from '@ihala/exchange'
import { QATAR_DEMO_LAW } from '@ihala/policy'
import { signStatement } from '@ihala/seal'
import Type from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { act } from './act.ts'
import type { Config } from './config.ts'
import { defineService } from './feature.ts'
import type { IdentityProvider } from './identity.ts'
import { addJob, releaseDeadWorkers } from './jobs.ts'
import { createKeyring, loadKeyring } from './keyring-file.ts'
import { create, type Overrides, type Running } from './service.ts'
import type { Feature, Job } from './service-context.ts'

const domain = 'network.example'
const entityId = `https://care-house.${domain}`
const anchorId = `https://national-committee.${domain}`
const { keys: anchorKeys, signers } = testAnchor(anchorId)
const tag = `A${'B'.repeat(55)}`

let database: FreshDatabase
let folder: string
let config: Config
let hub: ReturnType<typeof memoryHub>
let committee: Bus
const running: Running[] = []

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'ihala-service-'))
  createKeyring(join(folder, 'keys'), join(folder, 'kek'), new Date())
  writeFileSync(join(folder, 'oidc'), 'a secret of the provider')
  config = {
    slug: 'care-house',
    kind: 'shelter',
    entityId,
    names: { ar: 'دار الأمان', en: 'Care House' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Qatar',
    databaseUrl: database.appUrl,
    ownerDatabaseUrl: database.ownerUrl,
    keyDir: join(folder, 'keys'),
    kekFile: join(folder, 'kek'),
    nats: { url: 'nats://127.0.0.1:1', credsFile: join(folder, 'none'), tag },
    oidc: { issuer: 'https://id.example', clientId: 'care-house', clientSecretFile: join(folder, 'oidc') },
    port: 0,
    baseUrl: 'http://127.0.0.1',
    registry: { anchorKeys, networkDomain: domain, anchorId },
    environment: 'development',
  }
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  hub = memoryHub()
  committee = hub.member(`A${'C'.repeat(55)}`, true)
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

/** What the service writes, line by line, to be waited for. */
function watchedLog() {
  const lines: string[] = []
  const waiting = new Set<{ readonly words: string; readonly seen: () => void }>()
  const write = (line: string): void => {
    lines.push(line)
    for (const one of waiting) if (line.includes(one.words)) one.seen()
  }
  const said = (words: string): Promise<void> =>
    lines.some((line) => line.includes(words)) ? Promise.resolve() : new Promise((seen) => waiting.add({ words, seen }))
  return { logs: { level: 'debug', stream: { write } } as const, lines, said }
}

const finished: unknown[] = []
const provider: IdentityProvider = {
  begin: async (returnTo) => ({
    location: 'https://id.example/auth',
    pending: { state: 's'.repeat(22), nonce: 'n'.repeat(22), verifier: 'v'.repeat(43), returnTo, until: Date.now() + 60_000 },
  }),
  finish: async () => ({
    issuer: 'https://id.example',
    claims: { sub: 'noor', roles: ['shelter-worker'], 'name#ar': 'نور', 'name#en': 'Noor' },
  }),
  signOutLocation: () => undefined,
}

const Answer = closed({ id: Type.String() })
let gate: Promise<void> = Promise.resolve()
let entered: () => void = () => undefined
const clean: Job = async ({ bed }) => void finished.push(bed)
const beds: Feature = {
  name: 'beds',
  policies: 'permit (principal in Role::"shelter-worker", action in [Action::"free-bed", Action::"wait-long"], resource);',
  routes: (app) => {
    app.post(
      '/beds',
      { config: { action: 'free-bed', creates: true }, schema: { body: closed({ fail: Type.Boolean() }), response: { 200: Answer } } },
      (request) =>
        act(request, async (tx, _send, stamp) => {
          const { id } = stamp()
          await addJob(tx, 'clean', { bed: id })
          if (request.body.fail) throw new Refusal('bed-not-free')
          return { id }
        }),
    )
    app.post('/waits', { config: { action: 'wait-long' }, schema: { response: { 200: Answer } } }, (request) =>
      act(request, async () => {
        entered()
        await gate
        return { id: 'done' }
      }),
    )
  },
  jobs: { clean },
}
const shelter = defineService({ kind: 'shelter', features: [beds], serves: ['shelter'] })

async function started(settings: Partial<Config> = {}, overrides: Partial<Overrides> = {}): Promise<Running> {
  const one = await create(shelter, { ...config, ...settings }, { bus: hub.member(tag), provider, logs: watchedLog().logs, ...overrides })
  running.push(one)
  return one
}

async function admit(): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const keys = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: () => new Date() }).publicKeys()
  const statement: RegistryStatement = {
    iss: anchorId,
    sub: entityId,
    iat: now,
    exp: now + 3600,
    jwks: { keys },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: config.names,
        status: 'live',
        bus_tag: tag,
        sends: ['referral-accepted'],
        accepts: {},
        serves: ['shelter'],
        takes: ['need'],
      },
    },
  }
  await committee.registry.publish(registryKey(entityId), signStatement(statement, signers))
}

/** Signs Noor in and answers what her requests carry. */
async function signedIn({ app }: Running): Promise<Record<string, string>> {
  const begun = await app.inject('/auth/login')
  const back = await app.inject({
    url: '/auth/callback?code=x&state=y',
    cookies: Object.fromEntries(begun.cookies.map(({ name, value }) => [name, value])),
  })
  const cookie = back.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  const session = await app.inject({ url: '/session', headers: { cookie } })
  return { cookie, 'x-csrf-token': session.json().csrf }
}

test('a service is ready once the registry admits it, and says before what it waits for', async () => {
  const one = await started()
  const before = await fetch(`${one.url}/readyz`)
  expect([before.status, await before.json()]).toEqual([
    503,
    { ready: false, reason: 'waiting for the registry to admit this organisation' },
  ])
  await admit()
  await one.ready
  const after = await fetch(`${one.url}/readyz`)
  expect([after.status, await after.json()]).toEqual([200, { ready: true }])
})

test('a job goes with its change: done when that commits, never when it is refused', async () => {
  const one = await started()
  const headers = await signedIn(one)
  const post = (key: string, fail: boolean) =>
    one.app.inject({ method: 'POST', url: '/beds', headers: { ...headers, 'idempotency-key': key }, payload: { fail } })
  const refused = await post('one', true)
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'bed-not-free'])
  const created = await post('two', false)
  expect(created.statusCode).toBe(200)
  expect((await post('two', false)).json()).toEqual(created.json())
  await expect.poll(() => finished, { timeout: 10_000 }).toEqual([created.json().id])
  // The worker takes the row away a moment after the work is done.
  await expect
    .poll(async () => (await one.service.pools.background`select from graphile_worker._private_jobs`).length, { timeout: 10_000 })
    .toBe(0)
})

test('the job of a worker that died is given back after minutes, not hours', async () => {
  const one = await started({}, { timers: false })
  await one.service.asSystem((tx) => addJob(tx, 'clean', { bed: one.service.stamp().id }))
  const locked = (minutes: number) => one.service.pools.background`
    update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - make_interval(mins => ${minutes})`
  const held = async () =>
    (await one.service.pools.background`select from graphile_worker._private_jobs where locked_by is not null`).length
  await locked(4)
  await one.service.asSystem(releaseDeadWorkers)
  expect(await held()).toBe(1)
  await locked(6)
  await one.service.asSystem(releaseDeadWorkers)
  expect(await held()).toBe(0)
  await one.service.pools.background`delete from graphile_worker._private_jobs`
})

test('a payload holds ids and nothing else', async () => {
  const one = await started({}, { timers: false })
  await expect(one.service.asSystem((tx) => addJob(tx, 'clean', { name: 'an invented name' }))).rejects.toThrow('is more than ids')
})

test('stopping lets the request under way end', async () => {
  const one = await started()
  const headers = await signedIn(one)
  let open = (): void => undefined
  gate = new Promise((resolve) => {
    open = resolve
  })
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const answer = fetch(`${one.url}/waits`, { method: 'POST', headers })
  await inside
  const stopped = one.stop()
  running.splice(0)
  open()
  expect(await (await answer).json()).toEqual({ id: 'done' })
  await stopped
  await expect(fetch(`${one.url}/livez`)).rejects.toThrow()
})

/** A way to the database that can be opened later. */
function detour(port: number): Server {
  const target = new URL(database.appUrl)
  return createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname)
    socket.pipe(upstream).pipe(socket)
    socket.on('error', () => upstream.destroy())
    upstream.on('error', () => socket.destroy())
  }).listen(port, '127.0.0.1')
}

async function unusedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

test('a database that is not there at start is waited for: the service says so and becomes ready when it comes', async () => {
  const port = await unusedPort()
  const url = new URL(database.appUrl)
  url.host = `127.0.0.1:${port}`
  const log = watchedLog()
  await admit()
  const coming = create(shelter, { ...config, databaseUrl: url.href }, { bus: hub.member(tag), provider, logs: log.logs })
  await log.said('the database is away (ECONNREFUSED); trying again in 100 ms')
  await log.said('the database is away (ECONNREFUSED); trying again in 200 ms')
  const listens = log.lines.map((line) => /Server listening at (http:\/\/[\d.:]+)/.exec(line)?.[1]).find((found) => found !== undefined)
  const asked = await fetch(`${listens}/readyz`)
  expect([asked.status, await asked.json()]).toEqual([503, { ready: false, reason: 'starting: database' }])
  expect((await fetch(`${listens}/session`)).status).toBe(503)
  const way = detour(port)
  const one = await coming
  running.push(one)
  await one.ready
  expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
  await one.stop()
  running.splice(0)
  way.close()
})

test('a port that is taken is waited for, and said', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const log = watchedLog()
  const coming = create(shelter, { ...config, port }, { bus: hub.member(tag), provider, logs: log.logs, timers: false })
  await log.said(`the port ${port} is taken by somebody else`)
  other.close()
  const one = await coming
  running.push(one)
  expect((await fetch(`${one.url}/livez`)).status).toBe(200)
})

test('a bus that is away is waited for', async () => {
  hub.setUp(false)
  await admit().catch(() => undefined)
  const one = await started()
  expect(await (await fetch(`${one.url}/readyz`)).json()).toEqual({ ready: false, reason: 'waiting for the bus' })
  hub.setUp(true)
  await admit()
  await one.ready
})

/** A bus of the network that says it runs a nats-server of 2022, which is not at hand here. */
function oldBus(): NatsBus & { readonly asked: () => number } {
  let asked = 0
  const inbox = { storage: 'file', retention: 'workqueue', discard: 'new', messagesPerSubject: 1, discardsNewPerSubject: true, copies: 3 }
  return {
    ...hub.member(tag),
    asked: () => asked,
    facts: async () => {
      asked += 1
      const kept = { ...inbox, maxAge: 14 * 86_400, answers: true, handsOn: false }
      return { version: '2.9.10', tls: true, asksCertificates: true, jetstream: true, maxPayload: 600_000, inbox: kept }
    },
  }
}

test('T11: production refuses 2.9.10, takes nothing from it, and says why', async () => {
  await admit()
  const lawFile = join(folder, 'law.json')
  writeFileSync(lawFile, JSON.stringify(QATAR_DEMO_LAW))
  const one = await started({ environment: 'production', lawFile }, { bus: oldBus() })
  await expect(one.ready).rejects.toThrow(/nats-server 2\.9\.10.*the operator must run 2\.14\.5/)
  expect(await (await fetch(`${one.url}/readyz`)).json()).toMatchObject({ ready: false })
})

test('T11: a demonstration runs on 2.9.10, and its log says that it is one', async () => {
  await admit()
  const log = watchedLog()
  const bus = oldBus()
  const one = await started({}, { bus, logs: log.logs })
  await one.ready
  await log.said('DEMONSTRATION ONLY: production would refuse this bus. The bus runs nats-server 2.9.10')
  expect(bus.asked()).toBe(1)
})

test('what cannot be used stops the start with its sentence, and leaves nothing open', async () => {
  const broken = defineService({ kind: 'shelter', features: [{ name: 'stays', migrations: new URL('file:///nowhere/') }], serves: [] })
  await expect(create(broken, config, { bus: hub.member(tag), provider, logs: watchedLog().logs })).rejects.toThrow('ENOENT')
  const keys = { ...config, keyDir: join(folder, 'none') }
  await expect(create(shelter, keys, { bus: hub.member(tag), provider })).rejects.toThrow('there is no keyring')
})

test('a wait for the database can be ended', async () => {
  const stopping = new AbortController()
  const log = watchedLog()
  const coming = create(
    shelter,
    { ...config, databaseUrl: 'postgres://app:x@127.0.0.1:1/none' },
    { bus: hub.member(tag), provider, logs: log.logs, signal: stopping.signal },
  )
  await log.said('the database is away')
  stopping.abort(new Error('asked to stop'))
  await expect(coming).rejects.toThrow('asked to stop')
})
