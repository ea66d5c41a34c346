import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { ACCEPTS, type Category, ENVELOPE, type Event, type EventClaims, type NeedSection, noticeIn, Refusal } from '@ihala/contract'
import { type Database, ledgerMigrations, type Tx } from '@ihala/ledger'
import { eventsOf, takeBackFromSuspended } from '@ihala/policy'
import {
  type Anchor,
  encryptionKeyOf,
  hashOf,
  type Keyring,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  paddedSizeOf,
  sealTo,
  signEvent,
  signList,
  signStatement,
  thumbprint,
} from '@ihala/seal'
import postgres from 'postgres'
import {
  createExchange,
  type Difference,
  type Exchange,
  type ExchangePorts,
  exchangeMigrations,
  type GrantDraft,
  type Handler,
  type MemoryHub,
  memoryHub,
  noObserver,
  REGISTRY_LIST_KEY,
  type RegistryCache,
  randomId,
  registryCache,
  registryKey,
  sqlStore,
} from '../src/index.ts'
import { witnessDue } from '../src/pair/witnessing.ts'
import { testAnchor } from './anchor.ts'

/** Where an empty database is: its owner migrates, the app works. */
export interface EmptyDatabase {
  readonly ownerUrl: string
  readonly appUrl: string
}

/** One organisation: exchange, database and keys in the open. */
export interface Body {
  readonly entityId: string
  readonly tag: string
  readonly keyring: Keyring
  readonly db: Database
  readonly registry: RegistryCache
  /** The trust anchor it believes. */
  readonly anchor: Anchor
  readonly exchange: Exchange
  /** What the exchange was given, for what only a delivery shows. */
  readonly ports: ExchangePorts
  /** A second process of the same organisation: same database, same keys. */
  readonly replica: () => Exchange
  /** Codes that the other end refused with. */
  readonly refused: string[]
  /** On what the other end holds something else. */
  readonly differences: Difference[]
  /** Names of differences that were settled. */
  readonly agreed: string[]
  /** What the suspension of others asked. */
  readonly suspended: string[]
  /** Faults seen by the observer. */
  readonly faults: string[]
  /** Where pieces of files are that went once; replace it. */
  readonly pieces: { find: ExchangePorts['piece'] }
  /** What a handler does beside its effect; replace it to make it fault. */
  readonly also: { handle: Handler }
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Makes the committee publish the member's statement. */
  readonly register: () => Promise<void>
  /** Makes the committee publish that the member reads other versions from now on. */
  readonly upgrade: (accepts: Accepts) => Promise<void>
  /** Makes the committee publish that the member is suspended, or live again. */
  readonly suspend: (suspended: boolean) => Promise<void>
  /**
   * Makes the committee publish that the member's signing key was stolen, and the member sign with its successor, which everybody
   * knew. Returns the stolen keys.
   */
  readonly revoke: () => Promise<Keyring>
}

/** Which versions of which events a member reads. */
export type Accepts = Readonly<Record<string, number[]>>

/** Some organisations on one memory bus. */
export interface Bodies {
  readonly hub: MemoryHub
  readonly body: (
    slug: string,
    kind: string,
    options?: { readonly registered?: boolean; readonly sends?: readonly string[]; readonly accepts?: Accepts },
  ) => Promise<Body>
  readonly send: (from: Body, to: Body, caseId: string, event: Event, grant?: GrantDraft) => Promise<void>
  /** Until no envelope waits on the bus and no outbox row is open. */
  readonly settled: () => Promise<void>
  readonly end: () => Promise<void>
}

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
/** Now, in seconds since 1970. */
export const seconds = () => Math.floor(Date.now() / 1000)
const publicOf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x })

/** UUIDv7. */
export function uuid(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Builds the tables of the log, the exchange and the tests, as the owner. */
export async function migrate({ ownerUrl, appUrl }: EmptyDatabase): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  for (const folder of [ledgerMigrations, exchangeMigrations]) {
    for (const file of readdirSync(folder).sort()) await owner.unsafe(readFileSync(new URL(file, folder), 'utf8'))
  }
  const app = new URL(appUrl).username
  // What a handler does: one row in the same transaction.
  await owner.unsafe(`create schema test; create table test.effect (case_id text, evt text, jti text)`)
  await owner.unsafe(
    `grant usage on schema ledger, exchange, test to "${app}"; grant all on all tables in schema ledger, exchange, test to "${app}"`,
  )
  await owner.end()
}

/** Opens a network without organisations. `fresh` gives an empty database for each. */
export function bodies(fresh: () => Promise<EmptyDatabase>): Bodies {
  const hub = memoryHub()
  const { anchor, signers } = testAnchor(COMMITTEE)
  const committee = hub.member('COMMITTEE', true)
  const listed: string[] = []
  const all: Body[] = []

  const body: Bodies['body'] = async (slug, kind, { registered = true, sends = eventsOf(kind), accepts = ACCEPTS } = {}) => {
    const entityId = `https://${slug}.test.example`
    const tag = `A${slug
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, 'A')
      .padEnd(55, 'X')
      .slice(0, 55)}`
    const signing = newSigningKey()
    const encryption = newEncryptionKey()
    const successor = newSigningKey()
    const wrapping = [newWrappingKey()]
    const ringOf = ({ jwk }: typeof signing) => memoryKeyring({ signing: jwk, encryption: [encryption.jwk], wrapping })
    const stolen = ringOf(signing)
    let current = stolen
    const keyring: Keyring = {
      get signing() {
        return current.signing
      },
      encryption: stolen.encryption,
      sign: (bytes) => current.sign(bytes),
      agree: stolen.agree,
      wrap: stolen.wrap,
      unwrap: stolen.unwrap,
    }
    const database = await fresh()
    await migrate(database)
    const connection: Record<string, string> = { 'ihala.staff': 'system', plan_cache_mode: 'force_generic_plan' }
    const db = postgres(database.appUrl, { max: 6, onnotice: () => undefined, connection })
    // Some tests run the clock ahead, to the next Friday.
    const dates = { nbf: seconds() - 60, exp: seconds() + 10 * 86_400 }
    const statementOf = (status: 'live' | 'suspended', iat: number, says: Accepts = accepts, revoked: { revokedAt?: number } = {}) =>
      signStatement(
        {
          iss: COMMITTEE,
          sub: entityId,
          iat,
          exp: iat + 3600,
          jwks: {
            keys: [
              { ...publicOf(signing.jwk), kid: signing.kid, use: 'sig', ...dates, ...revoked },
              { ...publicOf(successor.jwk), kid: successor.kid, use: 'sig', ...dates },
              { ...publicOf(encryption.jwk), kid: keyring.encryption[0]?.kid ?? '', use: 'enc', ...dates },
            ],
          },
          metadata: {
            ihala_member: {
              kind,
              names: { ar: slug, en: slug },
              status,
              bus_tag: tag,
              sends: [...sends],
              accepts: says,
              serves: [],
              takes: [...CATEGORIES],
            },
          },
        },
        signers,
      )
    const statement = statementOf('live', seconds())
    const register = async () => {
      listed.push(entityId)
      await committee.registry.publish(registryKey(entityId), statement)
      await committee.registry.publish(
        REGISTRY_LIST_KEY,
        signList({ iss: COMMITTEE, iat: seconds(), exp: seconds() + 3600, members: [...listed] }, signers),
      )
    }
    if (registered) await register()
    const upgrade = (says: Accepts) => committee.registry.publish(registryKey(entityId), statementOf('live', seconds() + 1, says))
    const suspend = (suspended: boolean) =>
      committee.registry.publish(registryKey(entityId), statementOf(suspended ? 'suspended' : 'live', seconds() + 1))
    const revoke = async () => {
      current = ringOf(successor)
      await committee.registry.publish(registryKey(entityId), statementOf('live', seconds() + 1, accepts, { revokedAt: seconds() }))
      return stolen
    }

    const refused: string[] = []
    const faults: string[] = []
    const suspended: string[] = []
    const differences: Difference[] = []
    const agreed: string[] = []
    const pieces: Body['pieces'] = { find: async () => undefined }
    const also: { handle: Handler } = { handle: async () => undefined }
    const keys = new Map<string, Buffer | 'erased'>()
    const keyAt = (place: string): Buffer | undefined => {
      const key = keys.get(place)
      if (key === 'erased') throw new Refusal('erased')
      return key
    }
    const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.begin(work) as Promise<T>
    const bus = hub.member(tag)
    const store = sqlStore(db)
    const registry = registryCache({ self: entityId, bus, store, anchors: [anchor], now: Date.now })
    const ports: ExchangePorts = {
      self: { entityId },
      keyring,
      bus,
      store,
      registry,
      transaction,
      concurrency: 8,
      now: () => new Date(),
      observer: { ...noObserver, fault: (_where, error) => void faults.push(error instanceof Error ? error.message : 'fault') },
      caseKeys: {
        keyOf: async (_tx, caseId, part) => keyAt(`${caseId}/${part}`) ?? Promise.reject(new Refusal('referral-unknown')),
        keyFor: async (_tx, caseId, part) => {
          const key = keyAt(`${caseId}/${part}`) ?? newCaseKey()
          keys.set(`${caseId}/${part}`, key)
          return key
        },
        create: async (_tx, caseId, parts) => {
          for (const part of parts) keys.set(`${caseId}/${part}`, keyAt(`${caseId}/${part}`) ?? newCaseKey())
        },
        erase: async (_tx, caseId, parts) => {
          for (const part of parts) keys.set(`${caseId}/${part}`, 'erased')
        },
      },
      stamp: () => ({ id: uuid(), now: new Date().toISOString() }),
      handle: async (event, context) => {
        await context.tx`insert into test.effect (case_id, evt, jti) values (${event.caseId}, ${event.type}, ${event.jti})`
        await also.handle(event, context)
      },
      refused: async (_tx, what) => void refused.push(what.code),
      expired: async () => undefined,
      suspended: async (_tx, what, say) => {
        suspended.push(`${what.asks} ${what.life.state}`)
        if (what.asks === 'take-back') say({ to: what.partner, caseId: what.caseId, event: takeBackFromSuspended(what.life, 'sender') })
      },
      restored: async (tx, event) => {
        await tx`insert into test.effect (case_id, evt) values (${event.caseId}, ${`restored ${event.type}`})`
      },
      differs: async (_tx, difference) => void differences.push(difference),
      agrees: async (_tx, { name }) => void agreed.push(name),
      piece: (tx, what) => pieces.find(tx, what),
    }
    const replica = () => createExchange(ports)
    const exchange = replica()
    // It knows itself, whoever else does.
    await registry.hear(statement)
    await exchange.start()
    const one: Body = {
      entityId,
      tag,
      keyring,
      db,
      registry,
      anchor,
      exchange,
      ports,
      replica,
      refused,
      faults,
      suspended,
      differences,
      agreed,
      pieces,
      also,
      transaction,
      register,
      suspend,
      upgrade,
      revoke,
    }
    all.push(one)
    return one
  }

  return {
    hub,
    body,
    send: async (from, to, caseId, event, grant) => {
      const dispatch = await from.transaction(async (tx) => {
        const out = from.exchange.outgoing(tx)
        out.send({ to: to.entityId, caseId, event, ...(grant ? { grant } : {}) })
        return out.flush()
      })
      from.exchange.dispatch(dispatch)
    },
    settled: async () => {
      for (let round = 0; round < 300; round += 1) {
        await hub.idle()
        let open = 0
        for (const { db, tag } of all)
          open +=
            hub.waitingFor(tag) +
            ((await db<{ n: number }[]>`select count(*)::int as n from exchange.outbox where status = 'waiting'`)[0]?.n ?? 0)
        if (open === 0) return
      }
      throw new Error(`the exchange did not come to rest: ${all.flatMap(({ faults }) => faults).join('; ')}`)
    },
    end: async () => {
      for (const { db } of all) await db.end({ timeout: 5 })
    },
  }
}

/** A coded need without a word of text. */
export const NEED: NeedSection = {
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

/** A grant for need, identity and the way back. */
export function grantDraft(changes: Partial<GrantDraft> = {}): GrantDraft {
  return {
    exp: seconds() + 30 * 86_400,
    basis: {
      kind: 'consent',
      evidence: {
        v: 2,
        notice: noticeIn('amh'),
        language: 'amh',
        coolingOff: 'asked-not-to-wait',
        understood: true,
        readBack: true,
        interpreter: 'independent',
        howGiven: 'signature',
        witnessed: false,
        privatelyConfirmed: true,
        // Long before any clock of these tests.
        takenAt: '2026-02-01T09:00:00.000Z',
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
  }
}

/** A request for an invented person. */
export function request(): Event {
  return {
    type: 'referral-requested',
    data: { person: randomId(), need: NEED, respondBy: new Date(Date.now() + 7_200_000).toISOString(), relatesTo: [] },
  }
}

/** What a faulty sender writes by hand. */
export interface Smuggled {
  /** Name of the event; a fresh one unless told. */
  readonly jti?: string
  readonly caseId: string
  readonly evt: string
  readonly data: object
  readonly v?: number
  readonly reissues?: string
  readonly grant?: string
  /** Another place in the chain than the next; then the sender's own account of its chain stays as it is. */
  readonly at?: { readonly seq: number; readonly prev?: string }
}

/** Signs, seals and books an event past every check of the sender's own, and hands it to the bus. Returns its jti. */
export async function smuggle(hub: MemoryHub, from: Body, to: Body, what: Smuggled): Promise<string> {
  const statement = from.registry.find(to.entityId)
  const key = statement && encryptionKeyOf(statement, seconds())
  if (!key) throw new Error('the recipient is unknown')
  const [chain] = await from.db<
    { mySeq: number; myHead: string | null }[]
  >`select my_seq as "mySeq", my_head as "myHead" from exchange.conversation where case_id = ${what.caseId}`
  const seq = what.at?.seq ?? (chain?.mySeq ?? 0) + 1
  const prev = what.at ? what.at.prev : (chain?.myHead ?? undefined)
  const claims: EventClaims = {
    iss: from.entityId,
    aud: to.entityId,
    jti: what.jti ?? randomId(),
    iat: seconds(),
    exp: seconds() + ENVELOPE.lifetime,
    evt: what.evt,
    v: what.v ?? 1,
    enc_to: thumbprint(key),
    case: what.caseId,
    seq,
    ...(prev === undefined ? {} : { prev }),
    seen: 0,
    ...(what.grant === undefined ? {} : { grant: what.grant }),
    ...(what.reissues === undefined ? {} : { reissues: what.reissues }),
    data: what.data,
  }
  const jws = signEvent(Buffer.from(JSON.stringify(claims)), from.keyring)
  const hash = hashOf(jws)
  const sealed = sealTo(key, jws, paddedSizeOf('referral-opened')).toString('latin1')
  const digest = hashOf(sealed)
  await from.db`
    insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, sealed, next_at, expires_at, created_at)
    values (${what.jti === undefined ? claims.jti : randomId()}, ${to.entityId}, ${what.caseId}, ${seq}, ${what.evt}, ${hash}, ${digest}, ${sealed}, now() + interval '1 hour', now() + interval '14 days', now())`
  if (!what.at) await from.db`update exchange.conversation set my_seq = ${seq}, my_head = ${hash} where case_id = ${what.caseId}`
  await hub.member(from.tag).publish(to.tag, digest, Buffer.from(sealed, 'latin1'))
  return claims.jti
}

/** Makes a head of the body's log now, not when one is due. */
export async function makeHead(body: Body): Promise<void> {
  await body.transaction((tx) => witnessDue(body.ports, tx))
}
