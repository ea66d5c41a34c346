import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STAFF_ROLES } from '@ihala/contract'
import { randomId } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceOf, shuffled } from '../kit/chance.ts'
import { until } from '../kit/desk-client.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { answered } from './http/answered.ts'
import { type Operation, operationsOf } from './http/contract-of.ts'
import type { Wire } from './http/mutations.ts'
import { KINDS } from './http/network.ts'
import { sendRaw } from './http/raw.ts'
import { rightRequest, wrongRequests } from './http/requests.ts'
import { handsOf, keepsPeople, needFor, referralOf, type Things, thingsOf } from './http/seeding.ts'
import { targetOf } from './http/target.ts'
import { needlesFor } from './needles.ts'
import { type Neighbour, type Neighbours, openNeighbours } from './neighbours/neighbours.ts'
import { idsIn, sharedIds } from './shared-ids.ts'
import { type Collectors, openCollectors } from './telemetry/collector.ts'
import { formsOfAll, identifiersOf } from './telemetry/identifiers.ts'
import { planterOf } from './telemetry/planting.ts'

const [RIGHT, WRONG] = isLong() ? [6, 200] : [1, 5]
/** What a caller says its trace is; nobody may go on with it. */
const TRACE = '5eed0000000000000000000000005eed'

const chance = chanceOf(seed())
const identifiers = identifiersOf(chance)
const needles = needlesFor(formsOfAll(identifiers))
const planter = planterOf(identifiers)
const counted = { routes: 0, requests: 0, refusals: 0, faults: 0 }
/** Everything an organisation lets out beside its answers to those who may ask. */
interface LetOut {
  readonly log: string[]
  readonly refusals: string[]
  readonly headers: string[]
  metrics: string
}
const letOut = new Map<string, LetOut>(KINDS.map((kind) => [kind, { log: [], refusals: [], headers: [], metrics: '' }]))
const subjects: string[] = []
const payloads: Buffer[] = []
const printed: string[] = []
const { stdout, stderr } = process
const streams = [stdout, stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }))
let collectors: Collectors
let network: Neighbours
let untap: () => void
let restore = 0

const ofHouse = (slug: string): LetOut => {
  const found = letOut.get(slug)
  if (!found) throw new Error(`${slug} was not started`)
  return found
}

beforeAll(async () => {
  collectors = await openCollectors()
  // What a library writes to the streams of the process is a log too.
  for (const { stream, write } of streams) {
    const heard = (...said: Parameters<typeof write>): boolean => {
      printed.push(String(said[0]))
      return write(...said)
    }
    Object.assign(stream, { write: heard })
  }
  network = await openNeighbours({
    members: KINDS.map((kind) => ({ slug: kind, kind })),
    config: (slug) => ({ telemetry: { otlpUrl: collectors.urlOf(slug), share: 1 } }),
    logs: (slug) => ({ level: 'debug', stream: { write: (line) => void ofHouse(slug).log.push(line) } }),
    provider: {
      begin: async (returnTo) => ({
        location: 'https://id.ihala.test/authorise',
        pending: { state: randomId(), nonce: randomId(), verifier: 'v'.repeat(43), returnTo, until: Date.now() + 60_000 },
      }),
      // A library that says in its error what it was given.
      finish: async (url) => {
        throw Object.assign(new Error(`${planter.next()} could not sign in at ${url.href}`), { name: planter.next(), code: planter.next() })
      },
      signOutLocation: () => undefined,
    },
  })
  const tap = network.fresh.bus.operator.bus.subscribe('>', {
    callback: (_error, { subject, data, headers }) => {
      subjects.push(`${subject} ${headers?.toString() ?? ''}`)
      payloads.push(Buffer.from(data))
    },
  })
  untap = () => tap.unsubscribe()
}, 120_000)
afterAll(async () => {
  for (const { stream, write } of streams) Object.assign(stream, { write })
  await collectors?.stop()
})

async function ask({ slug, lone }: Neighbour, session: Record<string, string>, { method, open }: Operation, wire: Wire): Promise<number> {
  restore += 1
  const answer = await answered(lone.running.app, {
    method,
    url: wire.url,
    remoteAddress: `10.${(restore >> 16) & 255}.${(restore >> 8) & 255}.${restore & 255}`,
    headers: { ...(open ? {} : session), traceparent: `00-${TRACE}-${TRACE.slice(0, 16)}-01`, tracestate: 'a=b', ...wire.headers },
    ...(wire.payload === undefined ? {} : { payload: wire.payload }),
  })
  const { statusCode, payload, headers } = answer
  const own = ofHouse(slug)
  own.headers.push(JSON.stringify(headers))
  // DESIGN §3: who came second is shown both versions, one of them their own.
  if (statusCode >= 400 && !payload.includes('"code":"version-conflict"')) own.refusals.push(payload)
  counted.requests += 1
  counted.refusals += statusCode >= 400 ? 1 : 0
  counted.faults += statusCode >= 500 ? 1 : 0
  return statusCode
}

const kept = new Map<string, Things>()
const operations = new Map<string, readonly Operation[]>()
async function routesOf({ slug, lone }: Neighbour): Promise<readonly Operation[]> {
  const known = operations.get(slug) ?? (await operationsOf(lone))
  operations.set(slug, known)
  return known
}

/** Where one door stands in several houses, one of them is asked with every kind of wrong body. */
const isWhole = (slug: string, { name }: Operation): boolean => {
  const having = [...operations].filter(([, all]) => all.some((one) => one.name === name)).map(([house]) => house)
  return having[name.length % having.length] === slug
}

async function everyRoute(at: Neighbour, things: Things | undefined): Promise<void> {
  const session = await at.lone.signIn('founder', STAFF_ROLES)
  for (const [salt, operation] of (await routesOf(at)).entries()) {
    if (operation.action === 'sign-out') continue
    counted.routes += 1
    for (let round = 0; round < RIGHT; round += 1) {
      const target = await targetOf(network, at, things, operation)
      const right = planter.into(operation, rightRequest(target, seed() * 1_000 + salt + round))
      await ask(at, session, operation, right)
      const { body, ...bodiless } = right
      const asIs = body !== undefined && isWhole(at.slug, operation) ? right : bodiless
      const wrong = shuffled(chance, wrongRequests(target, asIs)).slice(0, round === 0 ? WRONG : 0)
      for (const one of wrong) await ask(at, session, operation, planter.into(operation, one))
    }
  }
}

test('T46: three hundred identifiers go through every route of every organisation: valid, refused, malformed', async () => {
  expect(identifiers).toHaveLength(300)
  await (await handsOf(network.of('charity-funding'))).ask('POST', '/fund/endowments', {
    currency: 'QAR',
    minorUnits: 10_000_000,
    source: 'donation',
  })
  for (const at of network.all)
    if (keepsPeople(at.kind)) kept.set(at.slug, await thingsOf(network, at, planter.next(), at.lone.staffId('founder')))
  for (const at of network.all) await routesOf(at)
  for (const at of network.all) await everyRoute(at, kept.get(at.slug))
  for (const { lone } of network.all)
    for (const bytes of [
      `GET /people/${encodeURIComponent(planter.next())} HTTP/1.1\r\nhost: a\r\nx-note: a\0${planter.next()}\r\n\r\n`,
      `${planter.next()} / HTTP/1.1\r\n\r\n`,
      `POST /people HTTP/1.1\r\nhost: a\r\ncontent-length: 4000\r\n\r\n${planter.next()}`,
    ])
      await sendRaw(lone.running.url, bytes)
  expect(planter.used()).toBe(300)
  expect(counted.refusals).toBeGreaterThan(counted.routes)
}, 300_000)

/** The database refuses a write, and repeats in its error what it was given. */
async function breakTables({ admin }: Neighbour): Promise<() => Promise<void>> {
  const said = planter.next().replaceAll("'", "''")
  await admin.unsafe(
    `create function public.refuse() returns trigger language plpgsql as $$ begin
       raise exception '% could not be written', '${said}' using detail = '${said}', hint = '${said}', constraint = '${said}';
     end $$`,
  )
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'graphile_worker') and tablename not in ('session', 'staff')`
  for (const { name } of tables)
    await admin.unsafe(`create trigger refuse before insert or update on ${name} for each row execute function public.refuse()`)
  return async () => {
    // One table after the other: whoever is at work waits for one of them only.
    for (const { name } of tables) await admin.unsafe(`drop trigger refuse on ${name}`)
    await admin.unsafe('drop function public.refuse()')
  }
}

test('T46: faults of the database, of a library and of an envelope say no more than where they happened', async () => {
  const before = counted.faults
  for (const at of network.all) {
    const session = await at.lone.signIn('founder', STAFF_ROLES)
    const mend = await breakTables(at)
    for (const operation of (await routesOf(at)).filter(({ creates, method }) => creates || method === 'GET')) {
      const target = await targetOf(network, at, kept.get(at.slug), operation)
      await ask(at, session, operation, planter.into(operation, rightRequest(target, seed())))
    }
    // What arrives meets the same database.
    const partner = network.of(at.slug === 'union-liaison' ? 'shelter' : 'union-liaison')
    if (keepsPeople(at.kind) && keepsPeople(partner.kind)) {
      const hands = await handsOf(partner)
      const sections = { identity: { names: { latin: planter.next().slice(0, 60) }, sex: 'female', nationality: 'ET' } }
      const { id } = await hands.ask<{ id: string }>('POST', '/people', { sections })
      await hands.ask('POST', '/referrals', referralOf(id, at.entityId, needFor(at.kind)))
      await until('the fault of what arrived', async () =>
        ofHouse(at.slug).log.some((line) => /"where":"(?!bus)/.test(line)) ? true : undefined,
      )
    }
    await mend()
    for (const said of [planter.next(), JSON.stringify({ iss: planter.next() }), `${planter.next()}.`.repeat(5)])
      await at.lone.running.service.exchange.take(partner.tag, Buffer.from(said))
  }
  await until(
    'what waited goes its way',
    async () => {
      await network.pass(30).catch(() => undefined)
      return network.settled().then(
        () => true,
        () => undefined,
      )
    },
    60_000,
  )
  expect(counted.faults).toBeGreaterThan(before + 20)
}, 120_000)

test('T46: the bus kept, logged and served none of them, in no subject and no header', async () => {
  untap()
  const dir = network.fresh.bus.serverDir ?? ''
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  const pages: string[] = []
  for (const page of [
    'varz',
    'connz?subs=detail&auth=1&state=any',
    'subsz?subs=1',
    'accountz',
    'jsz?accounts=1&streams=1&consumers=1&config=1',
  ])
    pages.push(await (await fetch(`${network.fresh.bus.monitorUrl}/${page}`)).text())
  const all = Buffer.concat([...files, ...payloads, Buffer.from([...pages, ...subjects].join('\n'))])
  figure('T46 the bus', { files: files.length, MiB: all.length / 1024 / 1024, subjects: subjects.length })
  expect(subjects.length).toBeGreaterThan(50)
  expect(needles.foundIn(all)).toEqual([])
})

test('T46: logs, traces, metrics, headers and refusals hold none of them, and no id is in the telemetry of two organisations', async () => {
  const ids = new Set<string>()
  for (const { slug, lone, admin } of network.all) {
    ofHouse(slug).metrics = (await lone.running.app.inject('/metrics')).payload
    const tables = await admin<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`
    for (const { name } of tables)
      for (const { text } of await admin.unsafe<{ text: string }[]>(`select t::text as text from ${name} t`))
        for (const id of idsIn(text)) ids.add(id)
  }
  // Ending, each sends the spans it still has.
  await network.stop()
  const telemetry = new Map(
    [...letOut].map(([slug, { log, metrics }]) => [slug, [log.join(''), metrics, collectors.textOf(slug)].join('\n')]),
  )
  const found: string[] = []
  let bytes = 0
  const look = (place: string, text: string): void => {
    const content = Buffer.from(text)
    bytes += content.length
    for (const hit of needles.foundIn(content)) found.push(`${hit} in ${place}`)
  }
  for (const [slug, text] of telemetry) {
    look(`the telemetry of ${slug}`, text)
    look(`refusals of ${slug}`, ofHouse(slug).refusals.join('\n'))
    look(`headers of ${slug}`, ofHouse(slug).headers.join('\n'))
  }
  look('the streams of the process', printed.join('\n'))

  const spans = new Map(KINDS.map((kind) => [kind, collectors.spansOf(kind)]))
  const traces = new Map([...spans].map(([slug, all]) => [slug, all.flatMap(({ traceId, spanId }) => [traceId, spanId]).join('\n')]))
  const holders = new Map<string, Set<string>>()
  for (const [slug, text] of traces) for (const id of text.split('\n')) holders.set(id, (holders.get(id) ?? new Set()).add(slug))
  const sharedTraces = [...holders].filter(([, who]) => who.size > 1)
  const named = [...telemetry].flatMap(([slug, text]) => [...idsIn(text)].filter((id) => ids.has(id)).map((id) => `${id} in ${slug}`))
  figure('T46 telemetry', {
    seed: seed(),
    identifiers: identifiers.length,
    forms: needles.forms,
    ...counted,
    spans: [...spans.values()].reduce((sum, all) => sum + all.length, 0),
    'log lines': [...letOut.values()].reduce((sum, { log }) => sum + log.length, 0),
    'ids at rest': ids.size,
    MiB: bytes / 1024 / 1024,
    hits: found.length,
    'shared trace or span ids': sharedTraces.length,
    'ids of cases, events or people': named.length,
  })
  expect(found.slice(0, 10)).toEqual([])
  expect(sharedTraces).toEqual([])
  expect(sharedIds(telemetry)).toEqual([])
  expect(named.slice(0, 10)).toEqual([])
  for (const [slug, all] of spans) {
    expect([slug, all.length > 200]).toEqual([slug, true])
    expect(all.every(({ traceId, spanId }) => traceId !== TRACE && spanId !== TRACE.slice(0, 16))).toBe(true)
  }
  // The search sees what stands there.
  expect(needles.foundIn(Buffer.from(`{"msg":"${identifiers[40]?.forms[0] ?? ''}"}`))).not.toEqual([])
}, 120_000)
