import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { ACCEPTS, type Category, type Event, type NeedSection, Refusal } from '@ihala/contract'
import { type Database, ledgerMigrations, type Tx } from '@ihala/ledger'
import { eventsOf } from '@ihala/policy'
import {
  type Anchor,
  type Keyring,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  signList,
  signStatement,
} from '@ihala/seal'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import {
  createExchange,
  type Exchange,
  exchangeMigrations,
  type GrantDraft,
  type IncomingEvent,
  memoryHub,
  noObserver,
  REGISTRY_LIST_KEY,
  randomId,
  registryCache,
  registryKey,
} from './index.ts'

const hub = memoryHub()
const databases: FreshDatabase[] = []
const pools: postgres.Sql[] = []
const seconds = () => Math.floor(Date.now() / 1000)

const publicOf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x })
const anchorKey = newSigningKey()
/** All that can be granted; what a body may be given is another test's subject. */
const CATEGORIES: readonly Category[] = [
  'need',
  'identity',
  'contact',
  'safe-contact',
  'health',
  'employment',
  'testimony',
  'documents',
  'family',
  'exposure',
  'progress',
]
const COMMITTEE = 'https://national-committee.test.example'
const anchors: Anchor[] = [{ iss: COMMITTEE, keys: [publicOf(anchorKey.jwk)] }]
const anchorRing = memoryKeyring({ signing: anchorKey.jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })

interface Body {
  readonly entityId: string
  readonly tag: string
  readonly keyring: Keyring
  readonly db: Database
  readonly exchange: Exchange
  readonly heard: IncomingEvent[]
  readonly refused: string[]
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

async function migrated(): Promise<postgres.Sql> {
  const database = await freshDatabase()
  databases.push(database)
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined })
  for (const folder of [ledgerMigrations, exchangeMigrations]) {
    for (const file of readdirSync(folder).sort()) await owner.unsafe(readFileSync(new URL(file, folder), 'utf8'))
  }
  const app = new URL(database.appUrl).username
  await owner.unsafe(`grant usage on schema ledger, exchange to "${app}"; grant all on all tables in schema ledger, exchange to "${app}"`)
  await owner.end()
  const connection = { 'ihala.staff': 'system', plan_cache_mode: 'force_generic_plan' } as Record<string, string>
  const db = postgres(database.appUrl, { max: 4, onnotice: () => undefined, connection })
  pools.push(db)
  return db
}

async function body(slug: string, kind: string): Promise<Body> {
  const entityId = `https://${slug}.test.example`
  const tag = `A${Buffer.from(slug.padEnd(55, 'x'))
    .toString('latin1')
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, 'A')
    .slice(0, 55)}`
  const signing = newSigningKey()
  const encryption = newEncryptionKey()
  const keyring = memoryKeyring({ signing: signing.jwk, encryption: [encryption.jwk], wrapping: [newWrappingKey()] })
  const db = await migrated()
  const bus = hub.member(tag)
  const dates = { nbf: seconds() - 60, exp: seconds() + 86_400 }
  const statement = signStatement(
    {
      iss: COMMITTEE,
      sub: entityId,
      iat: seconds(),
      exp: seconds() + 3600,
      jwks: {
        keys: [
          { ...publicOf(signing.jwk), kid: keyring.signing.kid, use: 'sig', ...dates },
          { ...publicOf(encryption.jwk), kid: keyring.encryption[0]?.kid ?? '', use: 'enc', ...dates },
        ],
      },
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
    anchorRing,
  )
  await committee.registry.publish(registryKey(entityId), statement)
  members.push(entityId)
  await committee.registry.publish(
    REGISTRY_LIST_KEY,
    signList({ iss: COMMITTEE, iat: seconds(), exp: seconds() + 3600, members }, anchorRing),
  )

  const heard: IncomingEvent[] = []
  const refused: string[] = []
  const keys = new Map<string, Buffer>()
  const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.begin(work) as Promise<T>
  const exchange = createExchange({
    self: { entityId },
    keyring,
    bus,
    db,
    transaction,
    concurrency: 8,
    observer: noObserver,
    now: () => new Date(),
    registry: registryCache({ self: entityId, bus, db, anchors, now: Date.now }),
    caseKeys: {
      keyOf: async (_tx, caseId) => keys.get(caseId) ?? Promise.reject(new Refusal('referral-unknown')),
      create: async (_tx, caseId) => {
        const key = newCaseKey()
        keys.set(caseId, key)
        return key
      },
    },
    stamp: () => ({ id: uuid(), now: new Date().toISOString() }),
    handle: async (event) => void heard.push(event),
    refused: async (_tx, what) => void refused.push(what.code),
    expired: async () => undefined,
  })
  return { entityId, tag, keyring, db, exchange, heard, refused, transaction }
}

const committee = hub.member('COMMITTEE', true)
const members: string[] = []
const uuid = () => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const need: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}
const draft = (changes: Partial<GrantDraft> = {}): GrantDraft => ({
  exp: seconds() + 30 * 86_400,
  basis: {
    kind: 'consent',
    evidence: {
      notice: { id: 'protection', version: 1 },
      language: 'amh',
      understood: true,
      readBack: true,
      interpreter: 'independent',
      howGiven: 'signature',
      witnessed: false,
      privatelyConfirmed: true,
      takenAt: new Date().toISOString(),
      takenBy: randomId(),
    },
  },
  purposes: ['shelter'],
  categories: ['need', 'identity', 'progress'],
  eraseAt: new Date(Date.now() + 60 * 86_400_000).toISOString(),
  onward: { kinds: [], categories: [], depth: 0 },
  excluded: [],
  wayBack: true,
  ...changes,
})
const requested = (): Event => ({
  type: 'referral-requested',
  data: { person: randomId(), need, respondBy: new Date(Date.now() + 7_200_000).toISOString(), relatesTo: [] },
})

let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
  await union.exchange.start()
  await shelter.exchange.start()
})
afterAll(async () => {
  for (const pool of pools) await pool.end()
  for (const database of databases) await database.drop()
})

async function send(from: Body, to: Body, caseId: string, event: Event, grant?: GrantDraft): Promise<void> {
  const dispatch = await from.transaction(async (tx) => {
    const out = from.exchange.outgoing(tx)
    out.send({ to: to.entityId, caseId, event, ...(grant ? { grant } : {}) })
    return out.flush()
  })
  from.exchange.dispatch(dispatch)
}

/** Until nothing moves: no envelope waits on the bus and no outbox row without a receipt is left. */
async function settled(): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    await hub.idle()
    const open = await Promise.all(
      [union, shelter].map(
        async ({ db }) => (await db<{ n: number }[]>`select count(*)::int as n from exchange.outbox where status = 'waiting'`)[0]?.n ?? 0,
      ),
    )
    if (open.every((n) => n === 0) && hub.waitingFor(union.tag) + hub.waitingFor(shelter.tag) === 0) return
  }
  throw new Error('the exchange did not come to rest')
}

describe('a referral between two bodies', () => {
  test('runs request, acceptance, disclosure and outcome; only receipts close the outbox', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft())
    await settled()
    expect(shelter.heard.at(-1)).toMatchObject({
      type: 'referral-requested',
      from: union.entityId,
      side: 'recipient',
      life: { state: 'requested', responsible: 'sender' },
    })

    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    expect(union.heard.at(-1)).toMatchObject({ type: 'referral-accepted', life: { state: 'accepted', responsible: 'recipient' } })

    await send(union, shelter, caseId, {
      type: 'sections-disclosed',
      data: { category: 'identity', section: { names: { latin: 'Planted Name' }, sex: 'female' } },
    })
    await send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'arrived' } })
    await send(shelter, union, caseId, { type: 'referral-completed', data: { outcome: 'sheltered' } })
    await settled()
    expect(union.heard.at(-1)).toMatchObject({ type: 'referral-completed', life: { state: 'completed' } })
    expect(shelter.heard.at(-1)).toMatchObject({ type: 'sections-disclosed', data: { section: { names: { latin: 'Planted Name' } } } })

    for (const { db } of [union, shelter]) {
      const [row] = await db<
        { closed: number; receipts: number }[]
      >`select count(*) filter (where status = 'closed')::int as closed, count(receipt)::int as receipts from exchange.outbox where case_id = ${caseId}`
      expect(row?.closed).toBeGreaterThan(0)
      expect(row?.receipts).toBe(row?.closed)
      const stored = await db<{ text: string }[]>`select encode(inner_jws, 'escape') as text from exchange.event where case_id = ${caseId}`
      expect(stored.some(({ text }) => text.includes('Planted') || text.includes('eyJ'))).toBe(false)
    }
  })

  test('T38 C3: nothing leaves the sender without a grant that covers it', async () => {
    const attempt = (event: Event, grant?: GrantDraft) => send(union, shelter, randomId(), event, grant)
    await expect(attempt(requested())).rejects.toMatchObject({ code: 'referral-unknown' })
    await expect(attempt(requested(), draft({ exp: seconds() - 10 }))).rejects.toBeInstanceOf(Refusal)
    await expect(attempt(requested(), draft({ excluded: [shelter.entityId] }))).rejects.toMatchObject({ code: 'recipient-excluded' })
    await expect(attempt(requested(), draft({ categories: ['identity'] }))).rejects.toMatchObject({ code: 'grant-not-covering' })

    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft({ categories: ['need', 'identity'], wayBack: false }))
    await settled()
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await expect(
      send(union, shelter, caseId, { type: 'sections-disclosed', data: { category: 'health', section: { summary: 'x' } } }),
    ).rejects.toMatchObject({ code: 'grant-not-covering' })
    await expect(send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'arrived' } })).rejects.toMatchObject({
      code: 'grant-not-covering',
    })
  })

  test('R-6: a person whose age is in doubt cannot be referred on an adult’s consent', async () => {
    const minor: Event = {
      type: 'referral-requested',
      data: {
        person: randomId(),
        need: { ...need, ageBand: 'unknown' },
        respondBy: new Date(Date.now() + 7_200_000).toISOString(),
        relatesTo: [],
      },
    }
    await expect(send(union, shelter, randomId(), minor, draft())).rejects.toMatchObject({ code: 'guardian-required' })
  })

  test('T3: the same envelope three times has one effect, and the identical receipt', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft())
    const [row] = await union.db<{ sealed: Buffer }[]>`select sealed from exchange.outbox where case_id = ${caseId}`
    await settled()
    const before = shelter.heard.length
    const [first] = await shelter.db<{ receipt: string }[]>`select receipt from exchange.event where case_id = ${caseId}`
    if (row?.sealed) for (let n = 0; n < 3; n += 1) expect(await shelter.exchange.take(union.tag, row.sealed)).toBe('known')
    expect(row?.sealed).toBeDefined()
    expect(shelter.heard.length).toBe(before)
    const [second] = await shelter.db<{ receipt: string }[]>`select receipt from exchange.event where case_id = ${caseId}`
    expect(second).toEqual(first)
  })

  test('what the bus tags as another member’s is quarantined and unanswered; the chain goes on', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft())
    const [row] = await union.db<{ sealed: Buffer }[]>`select sealed from exchange.outbox where case_id = ${caseId}`
    if (!row) throw new Error('no outbox row')
    expect(await shelter.exchange.take('A'.repeat(56), row.sealed)).toBe('quarantined')
    const [held] = await shelter.db<
      { code: string; receipt: string | null }[]
    >`select code, receipt from exchange.quarantine order by at desc limit 1`
    expect(held).toEqual({ code: 'sender-tag-wrong', receipt: null })
    hub.setUp(true)
    await settled()
    expect(shelter.heard.at(-1)?.caseId).toBe(caseId)
  })

  test('the bus is away: the outbox keeps it and sends it when the bus is back', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft())
    await union.exchange.tick()
    expect(shelter.heard.at(-1)?.caseId).not.toBe(caseId)
    hub.setUp(true)
    await union.db`update exchange.outbox set next_at = now() where case_id = ${caseId}`
    await union.exchange.tick()
    await settled()
    expect(shelter.heard.at(-1)?.caseId).toBe(caseId)
  })

  test('an event that its state forbids is refused before it is sent', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, requested(), draft())
    await settled()
    await expect(
      send(union, shelter, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } }),
    ).rejects.toMatchObject({ code: 'event-not-in-this-state' })
    await expect(send(shelter, union, caseId, { type: 'referral-completed', data: { outcome: 'sheltered' } })).rejects.toMatchObject({
      code: 'event-not-in-this-state',
    })
  })

  test('the sequencer numbers every leaf without gaps', async () => {
    await union.exchange.tick()
    const [row] = await union.db<
      { n: number; last: number; without: number }[]
    >`select count(*)::int as n, max(position)::int as last, count(*) filter (where position is null)::int as without from ledger.leaf`
    expect(row?.without).toBe(0)
    expect(row?.last).toBe((row?.n ?? 0) - 1)
  })
})
