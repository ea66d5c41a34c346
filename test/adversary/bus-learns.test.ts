import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_TYPES, EVENTS, type EventType } from '@ihala/contract'
import { type Bus, natsBus } from '@ihala/exchange'
import { hashOf, paddedSizeOf, sealTo, signEvent, signReceipt } from '@ihala/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chance, chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { type FreshBus, freshBus } from '../kit/fresh-bus.ts'
import { isLong, seed } from '../kit/seed.ts'
import { PLANTED } from '../people/planted.ts'
import { root } from '../run/process.ts'
import { type Needles, needlesFor } from './needles.ts'
import { boxOf, grantFor, randomHash, randomId, receiptClaims, requestClaims } from './receiver/forge.ts'
import { PARTIES, type Party } from './receiver/world.ts'

const ENVELOPES = isLong() ? 20_000 : 1_200
/** Every how-many-th envelope is a piece of a file: its size shows, and DESIGN §4 says so. */
const CHUNK_EVERY = 100

/** What the operator of the bus sees of one envelope. */
interface Sight {
  readonly subject: string
  readonly size: number
  readonly headers: readonly string[]
}

/** An envelope as its maker knows it. */
interface Made {
  readonly kind: string
  readonly from: Party
  readonly to: Party
  readonly sealed: Buffer
  readonly names: readonly string[]
}

const KINDS: readonly EventType[] = EVENT_TYPES.filter((type) => type !== 'file-chunk' && existsSync(folderOf(type)))
let fresh: FreshBus
const buses = new Map<Party, Bus>()
const seen = new Map<string, Sight>()
const made: Made[] = []
const secrets: string[] = [...new Set(PLANTED.map(({ text }) => text))].filter((text) => Buffer.byteLength(text) >= 7)
const CONTROL = 'a secret that somebody sent in the open'

function folderOf(type: EventType): string {
  return join(root, 'packages', 'contract', 'examples', `${type}.v${EVENTS[type].v}`, 'valid')
}

/** An example's content; planted secrets stand in it wherever it has words. */
function content(chance: Chance, type: EventType): object {
  const [file] = readdirSync(folderOf(type))
  const example: object = JSON.parse(readFileSync(join(folderOf(type), file ?? ''), 'utf8'))
  return { ...example, planted: [oneOf(chance, secrets), oneOf(chance, secrets)] }
}

function make(chance: Chance, at: number): Made {
  const from = oneOf(chance, PARTIES)
  const to = oneOf(
    chance,
    PARTIES.filter((one) => one !== from),
  )
  const claims = { ...requestClaims(from, to), seq: wholeBetween(chance, 1, 40), prev: randomHash() }
  const names = [claims.jti, claims.case ?? claims.jti, grantFor(randomId()).person]
  const isChunk = at % CHUNK_EVERY === CHUNK_EVERY - 1
  const kind = isChunk ? 'file-chunk' : chance() < 0.3 ? 'receipt' : oneOf(chance, KINDS)
  const { x } = to.encryption
  const box = { kty: 'OKP', crv: 'X25519', x } as const
  if (kind === 'receipt') {
    const said = { ...receiptClaims(claims.jti, randomHash(), from), aud: to.entityId, enc_to: boxOf(to) }
    return { kind, from, to, names, sealed: sealTo(box, signReceipt(said, from.keyring), paddedSizeOf('receipt')) }
  }
  const data = isChunk ? { planted: [oneOf(chance, secrets)], bytes: 'x'.repeat(20_000) } : content(chance, kind as EventType)
  // Whoever answers a check names the grant that is there: a whole one goes with what asks.
  const grant = chance() < 0.6 || kind === 'conflict-answered' ? { grant: randomHash() } : {}
  const event = { ...claims, evt: kind, data, ...grant }
  return { kind, from, to, names, sealed: sealTo(box, signEvent(Buffer.from(JSON.stringify(event)), from.keyring), paddedSizeOf(kind)) }
}

beforeAll(async () => {
  fresh = await freshBus()
  const chance = chanceOf(seed())
  // As many invented people as it takes: names, numbers and words that nobody else has.
  for (let n = 0; secrets.length < 560; n += 1) {
    const mark = wholeBetween(chance, 10 ** 8, 10 ** 9 - 1)
    secrets.push(`Planted Person ${mark}`, `QP${mark}${n}`, `ساره ${mark}`)
  }
  for (const party of PARTIES) {
    const { tag, credsFile } = await fresh.admit(party.slug)
    const bus = natsBus({ url: fresh.bus.url, credsFile, tag, notice: () => undefined })
    await bus.connect()
    buses.set(party, bus)
  }
  const tap = fresh.bus.operator.bus.subscribe('i.*.*.*', {
    callback: (_error, { subject, data, headers }) =>
      void seen.set(subject.split('.')[3] ?? '', { subject, size: data.length, headers: headers?.keys() ?? [] }),
  })
  await fresh.bus.operator.bus.flush()
  for (let at = 0; at < ENVELOPES; at += 1) {
    const one = make(chance, at)
    made.push(one)
    const taken = await buses.get(one.from)?.publish(buses.get(one.to)?.tag ?? '', hashOf(one.sealed.toString('latin1')), one.sealed)
    if (taken !== 'taken') throw new Error(`the bus did not take it: ${taken}`)
  }
  await fresh.bus.operator.bus.flush()
  tap.unsubscribe()
}, 600_000)
afterAll(async () => {
  for (const bus of buses.values()) await bus.close()
  await fresh.drop()
})

/** All that the server tells whoever may ask it. */
async function monitoring(): Promise<Buffer> {
  const pages = [
    'varz',
    'connz?subs=detail&auth=1&state=any',
    'subsz?subs=1',
    'accountz',
    'accstatz?unused=1',
    'routez',
    'gatewayz',
    'leafz',
    'healthz',
  ]
  const jetstream = 'jsz?accounts=1&streams=1&consumers=1&config=1'
  const texts: string[] = []
  for (const page of [...pages, jetstream]) texts.push(await (await fetch(`${fresh.bus.monitorUrl}/${page}`)).text())
  return Buffer.from(texts.join('\n'))
}

/** Every file below a folder. */
const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

async function searched(needles: Needles): Promise<{ readonly found: string[]; readonly bytes: number }> {
  const found: string[] = []
  let bytes = 0
  const look = (place: string, content: Buffer): void => {
    bytes += content.length
    for (const hit of needles.foundIn(content)) found.push(`${hit} in ${place}`)
  }
  for (const file of filesOf(fresh.bus.serverDir ?? '')) look(file, readFileSync(file))
  look('monitoring', await monitoring())
  look('subjects', Buffer.from([...seen.values()].map(({ subject, headers }) => `${subject} ${headers.join(' ')}`).join('\n')))
  return { found, bytes }
}

test('T12: all that the bus stored, logged or served holds none of the secrets, in no form', async () => {
  const names = made.slice(0, 400).flatMap((one) => one.names)
  const kinds = [...new Set(made.map(({ kind }) => kind))].filter((kind) => kind.includes('-') && kind !== 'file-chunk')
  const needles = needlesFor([...secrets, ...names, ...kinds])
  expect(needles.secrets).toBeGreaterThan(1_500)
  const { found, bytes } = await searched(needles)
  figure('T12 the bus searched', {
    envelopes: made.length,
    secrets: needles.secrets,
    forms: needles.forms,
    MiB: bytes / 1024 / 1024,
    found: found.length,
  })
  expect(found.slice(0, 5)).toEqual([])
  expect(bytes).toBeGreaterThan(made.length * 20_000)

  // The search sees what stands there: somebody sends in the open.
  const [first, second] = PARTIES
  if (!first || !second) throw new Error('there are parties')
  await buses.get(first)?.publish(buses.get(second)?.tag ?? '', randomHash(), Buffer.from(`{"note":"${CONTROL}"}`))
  expect((await searched(needlesFor([CONTROL]))).found.length).toBeGreaterThan(0)
  const all = needlesFor([CONTROL])
  expect(all.foundIn(Buffer.from(CONTROL, 'utf16le'))).toHaveLength(1)
  expect(all.foundIn(Buffer.from(Buffer.from(`xx${CONTROL}yy`).toString('base64')))).not.toHaveLength(0)
}, 300_000)

/** Accuracy of always saying the most frequent kind. */
function blindly(all: readonly Made[]): number {
  const counts = new Map<string, number>()
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return Math.max(...counts.values()) / all.length
}

/** What can be told of an envelope from outside, each as a word. */
function featuresOf({ sealed }: Made): string[] {
  const digest = hashOf(sealed.toString('latin1'))
  const sight = seen.get(digest)
  if (!sight) throw new Error('the operator saw every envelope')
  const [, recipient = '', sender = ''] = sight.subject.split('.')
  const [head = ''] = sealed.toString('latin1').split('.')
  return [
    `size ${sight.size}`,
    `from ${sender}`,
    `to ${recipient}`,
    `pair ${sender} ${recipient}`,
    `subject ${sight.subject.length}`,
    `headers ${sight.headers.join(',')}`,
    `digest ${digest[0]}`,
    `head ${head.length}`,
  ]
}

test('T13: nothing that the bus sees tells what kind of event an envelope holds; there are two sizes', () => {
  const sizes = new Set([...seen.values()].map(({ size }) => size))
  const alike = made.filter(({ kind }) => kind !== 'file-chunk')
  const kinds = new Set(alike.map(({ kind }) => kind))
  const half = alike.length / 2
  const [learnt, asked] = [alike.slice(0, half), alike.slice(half)]
  // Naive Bayes with one added to every count: what was never seen together is rare, not impossible.
  const total = new Map<string, number>()
  const counts = new Map<string, number>()
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)
  const values = new Map<string, Set<string>>()
  const valuesOf = (feature: string): Set<string> => {
    const [name = ''] = feature.split(' ')
    const known = values.get(name) ?? new Set<string>()
    values.set(name, known)
    return known
  }
  for (const one of learnt) {
    add(total, one.kind)
    for (const feature of featuresOf(one)) {
      add(counts, `${one.kind} ${feature}`)
      valuesOf(feature).add(feature)
    }
  }
  const likelihood = (kind: string, features: readonly string[]): number =>
    Math.log((total.get(kind) ?? 0) + 1) +
    features.reduce((sum, feature) => {
      const together = (counts.get(`${kind} ${feature}`) ?? 0) + 1
      return sum + Math.log(together / ((total.get(kind) ?? 0) + valuesOf(feature).size))
    }, 0)
  const guess = (one: Made): string | undefined => {
    const features = featuresOf(one)
    return [...kinds].map((kind) => ({ kind, at: likelihood(kind, features) })).sort((a, b) => b.at - a.at)[0]?.kind
  }
  const accuracy = asked.filter((one) => guess(one) === one.kind).length / asked.length
  const blind = blindly(asked)
  figure('T13 classifier', {
    envelopes: made.length,
    kinds: kinds.size,
    sizes: sizes.size,
    'percent right': 100 * accuracy,
    'percent blind': 100 * blind,
    seed: seed(),
  })
  expect(kinds.size).toBeGreaterThanOrEqual(6)
  expect(sizes.size).toBe(2)
  // A member writes none; the server adds who asked, which the subject says too.
  expect([...new Set([...seen.values()].flatMap(({ headers }) => headers))].filter((name) => name !== 'Nats-Request-Info')).toEqual([])
  expect(accuracy).toBeLessThanOrEqual(blind + 0.02)
})
