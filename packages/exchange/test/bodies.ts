import { ACCEPTS, type Category, type Event, Refusal } from '@ihala/contract'
import type { Database, Tx } from '@ihala/ledger'
import { eventsOf, takeBackFromSuspended } from '@ihala/policy'
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
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import {
  createExchange,
  type Difference,
  type Exchange,
  type ExchangePorts,
  type GrantDraft,
  type Handler,
  type MemoryHub,
  memoryHub,
  noObserver,
  REGISTRY_LIST_KEY,
  type RegistryCache,
  registryCache,
  registryKey,
  sqlStore,
} from '../src/index.ts'
import { witnessDue } from '../src/pair/witnessing.ts'
import { testAnchor } from './anchor.ts'
import { seconds, uuid } from './stamps.ts'
import { exchangeDatabase } from './tables.ts'

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
  /** Who could not be asked what it holds. */
  readonly leftOut: string[]
  /** What the suspension of others asked. */
  readonly suspended: string[]
  /** Faults seen by the observer. */
  readonly faults: string[]
  /** Where pieces of files are that went once; replace it. */
  readonly pieces: { find: ExchangePorts['piece'] }
  /** What a handler does beside its effect, and what hears that something expired; replace them to make them fault. */
  readonly also: { handle: Handler; expired: ExchangePorts['expired'] }
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
const publicOf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x })

/** Opens a network without organisations. Each that comes has a database of its own, until the end. */
export function bodies(): Bodies {
  const hub = memoryHub()
  const { anchor, signers } = testAnchor(COMMITTEE)
  const committee = hub.member('COMMITTEE', true)
  const listed: string[] = []
  const all: Body[] = []
  const databases: FreshDatabase[] = []

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
    const database = await exchangeDatabase()
    databases.push(database)
    const connection: Record<string, string> = { 'ihala.staff': 'system', plan_cache_mode: 'force_generic_plan' }
    const db = postgres(database.appUrl, { max: 6, onnotice: () => undefined, connection })
    // Some tests run the clock ahead, to the next Friday, or are away for weeks.
    const dates = { nbf: seconds() - 60, exp: seconds() + 40 * 86_400 }
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
    const leftOut: string[] = []
    const differences: Difference[] = []
    const agreed: string[] = []
    const pieces: Body['pieces'] = { find: async () => undefined }
    const also: Body['also'] = { handle: async () => undefined, expired: async () => undefined }
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
      expired: (tx, what) => also.expired(tx, what),
      suspended: async (_tx, what, say) => {
        suspended.push(`${what.asks} ${what.life.state}`)
        if (what.asks === 'take-back') say({ to: what.partner, caseId: what.caseId, event: takeBackFromSuspended(what.life, 'sender') })
      },
      restored: async (tx, event) => {
        await tx`insert into test.effect (case_id, evt) values (${event.caseId}, ${`restored ${event.type}`})`
      },
      differs: async (_tx, difference) => void differences.push(difference),
      leftOut: async (_tx, partner) => void leftOut.push(partner),
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
      leftOut,
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
      for (const { drop } of databases) await drop()
    },
  }
}

/** Makes a head of the body's log now, not when one is due. */
export async function makeHead(body: Body): Promise<void> {
  await body.transaction((tx) => witnessDue(body.ports, tx))
}
