import { ACCEPTS, type RegistryStatement } from '@ihala/contract'
import { eventsOf, takenBy } from '@ihala/policy'
import {
  type Keyring,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  signList,
  signStatement,
} from '@ihala/seal'
import {
  createExchange,
  type Exchange,
  type ExchangePorts,
  type KeptEntry,
  type LogDoubt,
  type MemoryRows,
  type MemoryTx,
  membershipWatch,
  memoryHub,
  memoryRows,
  noObserver,
  REGISTRY_LIST_KEY,
  registryCache,
  registryKey,
} from '../src/index.ts'
import { testAnchor } from './anchor.ts'

/** Whose members they are: the anchor that they pin and that speaks of them, and where their names lie. */
export interface Country extends ReturnType<typeof testAnchor> {
  readonly domain: string
}

/** The network, unless told. */
export const HOME: Country = { ...testAnchor('https://national-committee.mem.example'), domain: 'mem.example' }
const { signers } = HOME
/** When every such network begins. */
export const BEGINNING = Date.parse('2026-03-01T08:00:00.000Z')
const DIGITS = 12

/** One process of a member: rows of its own, or those of another process. */
export interface MemoryMember {
  readonly entityId: string
  readonly rows: MemoryRows
  readonly keyring: Keyring
  readonly exchange: Exchange<MemoryTx>
  readonly ports: ExchangePorts<MemoryTx>
  /** What persons were told of logs. */
  readonly doubts: LogDoubt[]
  readonly faults: string[]
  /** The only members that this process takes to be there, all unless told; and words of the registry in the place of those on the bus. */
  readonly sees: { only?: ReadonlySet<string>; words?: ReadonlyMap<string, string> }
  /** Entries of the membership log that it was told of (K8). */
  readonly changes: KeptEntry[]
  /** Of a deaf one: it takes what waits for it, and listens from now on. */
  readonly wake: () => void
}

/** Members in memory on one memory bus, and their clock. */
export interface MemoryNetwork {
  readonly now: () => number
  /** Signs a statement as the anchor does. */
  readonly sign: (statement: RegistryStatement) => string
  /** Puts words on the registry's stream. */
  readonly publish: (words: ReadonlyMap<string, string>) => Promise<void>
  /** `deaf`: it takes nothing from the bus. */
  readonly join: (slug: string, kind: string, deaf?: boolean, from?: Country) => Promise<MemoryMember>
  /** The committee says that the member's signing key was stolen; it signs with its successor from now on. Returns the stolen keys. */
  readonly revoke: (member: MemoryMember) => Promise<Keyring>
  /** A second process under the name and keys of a member, on rows of its own: two histories. It sends, and hears nothing. */
  readonly twin: (member: MemoryMember) => Promise<MemoryMember>
  /** Sends somebody the member's note about nothing: its log grows. */
  readonly busy: (member: MemoryMember) => Promise<void>
  /** Lets time pass in steps of a quarter of a minute, in which everybody has a round, and all that is sent arrives. */
  readonly pass: (seconds: number, who?: readonly MemoryMember[]) => Promise<void>
}

/** Opens a network without members. `watched`: each of them watches the membership log. */
export function memoryNetwork({ watched = false } = {}): MemoryNetwork {
  const hub = memoryHub()
  const committee = hub.member('COMMITTEE', true)
  const members: MemoryMember[] = []
  const listed: string[] = []
  let now = BEGINNING
  let ids = 0

  const start = (
    member: Omit<MemoryMember, 'exchange' | 'ports' | 'doubts' | 'faults' | 'sees' | 'changes' | 'wake'> & {
      readonly tag: string
      readonly listens: boolean
      readonly from: Country
    },
  ): MemoryMember => {
    const { entityId, keyring, rows, tag, listens, from } = member
    const { store, transaction } = rows.client()
    const faults: string[] = []
    const doubts: LogDoubt[] = []
    const changes: KeptEntry[] = []
    const given = hub.member(tag)
    const sees: MemoryMember['sees'] = {}
    const fetch = async (key: string) => sees.words?.get(key) ?? given.registry.fetch(key)
    const bus = { ...given, ...(listens ? {} : { receive: () => undefined }), registry: { ...given.registry, fetch } }
    const keys = new Map<string, Buffer>()
    const registry = registryCache({
      self: entityId,
      bus,
      store,
      anchors: [from.anchor],
      now: () => now,
      acted: (statement, jws) => membership?.acted(statement, jws),
      newcomerSince: async (sub) => membership?.newcomerSince(sub),
    })
    const ports: ExchangePorts<MemoryTx> = {
      self: { entityId },
      keyring,
      bus,
      store,
      registry: { ...registry, members: () => registry.members().filter((one) => sees.only === undefined || sees.only.has(one.entityId)) },
      transaction,
      concurrency: 4,
      now: () => new Date(now),
      observer: {
        ...noObserver,
        fault: (where, error) => void faults.push(`${where}: ${error instanceof Error ? error.message : 'fault'}`),
      },
      caseKeys: {
        keyOf: async (_tx, caseId, part) => keys.get(`${caseId}/${part}`) ?? newCaseKey(),
        keyFor: async (_tx, caseId, part) => {
          const key = keys.get(`${caseId}/${part}`) ?? newCaseKey()
          keys.set(`${caseId}/${part}`, key)
          return key
        },
        create: async (_tx, caseId, parts) => {
          for (const part of parts) keys.set(`${caseId}/${part}`, newCaseKey())
        },
        erase: async (_tx, caseId, parts) => {
          for (const part of parts) keys.delete(`${caseId}/${part}`)
        },
      },
      stamp: () => {
        ids += 1
        return { id: `01900000-0000-7000-8000-${String(ids).padStart(DIGITS, '0')}`, now: new Date(now).toISOString() }
      },
      handle: async () => undefined,
      refused: async () => undefined,
      expired: async () => undefined,
      restored: async () => undefined,
      differs: async () => undefined,
      agrees: async () => undefined,
      piece: async () => undefined,
      suspended: async () => undefined,
      doubted: async (_tx, doubt) => void doubts.push(doubt),
    }
    const membership = watched ? membershipWatch({ ...ports, changed: (entry) => void changes.push(entry) }) : undefined
    const exchange = createExchange(membership === undefined ? ports : { ...ports, membership })
    return {
      entityId,
      rows,
      keyring,
      exchange,
      ports,
      doubts,
      faults,
      sees,
      changes,
      wake: () => given.receive((delivery) => exchange.take(delivery.senderTag, delivery.bytes).then(() => delivery.ack()), 4),
    }
  }
  const tags = new Map<string, string>()
  const revoking = new Map<string, () => Promise<Keyring>>()

  return {
    now: () => now,
    sign: (statement) => signStatement(statement, signers),
    publish: async (words) => {
      for (const [key, word] of words) await committee.registry.publish(key, word)
      await hub.idle()
    },
    join: async (slug, kind, deaf = false, from = HOME) => {
      const { iss } = from.anchor
      const entityId = `https://${slug}.${from.domain}`
      const tag = `A${slug
        .toUpperCase()
        .replace(/[^A-Z2-7]/g, 'A')
        .padEnd(55, 'X')
        .slice(0, 55)}`
      tags.set(entityId, tag)
      const [signing, encryption] = [newSigningKey(), newEncryptionKey()]
      const [successor, wrapping] = [newSigningKey(), [newWrappingKey()]]
      const ringOf = ({ jwk }: typeof signing) => memoryKeyring({ signing: jwk, encryption: [encryption.jwk], wrapping })
      const stolen = ringOf(signing)
      let current = stolen
      const keyring: Keyring = {
        ...stolen,
        get signing() {
          return current.signing
        },
        sign: (bytes) => current.sign(bytes),
      }
      const iat = now / 1000
      const dates = { nbf: iat - 86_400, exp: iat + 30 * 86_400 }
      const published = (jwk: { readonly kty: 'OKP'; readonly crv: 'Ed25519' | 'X25519'; readonly x: string }) => ({
        kty: jwk.kty,
        crv: jwk.crv,
        x: jwk.x,
      })
      const said = (at: number, revoked: { readonly revokedAt?: number } = {}) =>
        signStatement(
          {
            iss,
            sub: entityId,
            iat: at,
            exp: at + 86_400,
            jwks: {
              keys: [
                { ...published(signing.jwk), kid: signing.kid, use: 'sig', ...dates, ...revoked },
                { ...published(successor.jwk), kid: successor.kid, use: 'sig', ...dates },
                { ...published(encryption.jwk), kid: keyring.encryption[0]?.kid ?? '', use: 'enc', ...dates },
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
                takes: ['need', 'identity', 'progress'],
              },
            },
          },
          from.signers,
        )
      const statement = said(iat)
      revoking.set(entityId, async () => {
        current = ringOf(successor)
        await committee.registry.publish(registryKey(entityId), said(now / 1000, { revokedAt: now / 1000 }))
        await hub.idle()
        return stolen
      })
      await committee.registry.publish(registryKey(entityId), statement)
      if (from === HOME) {
        listed.push(entityId)
        await committee.registry.publish(REGISTRY_LIST_KEY, signList({ iss, iat, exp: iat + 86_400, members: [...listed] }, signers))
      }
      const member = start({ entityId, keyring, rows: memoryRows(), tag, listens: !deaf, from })
      await member.ports.registry.hear(statement)
      await member.exchange.start()
      for (const other of members) await other.ports.registry.refresh(entityId)
      members.push(member)
      return member
    },
    revoke: async ({ entityId }) => {
      const stolen = await revoking.get(entityId)?.()
      if (!stolen) throw new Error('nobody of that name')
      return stolen
    },
    twin: async (member) => {
      const rows = memoryRows()
      rows.replace(member.rows.copy())
      const { entityId, keyring } = member
      const twin = start({ entityId, keyring, rows, tag: tags.get(entityId) ?? '', listens: false, from: HOME })
      await twin.ports.registry.start()
      return twin
    },
    busy: async (member) => {
      const kindOf = (entityId: string): string => member.ports.registry.lastKnown(entityId)?.metadata.ihala_member.kind ?? ''
      const partner = members.find(({ entityId }) => entityId !== member.entityId && takenBy(kindOf(entityId)).includes('digest-stated'))
      if (!partner) throw new Error('nobody to speak to')
      member.exchange.dispatch(await member.ports.transaction((tx) => member.exchange.compareWith(tx, partner.entityId)))
      await hub.idle()
    },
    pass: async (seconds, who = members) => {
      for (const end = now + seconds * 1000; now < end; ) {
        now = Math.min(end, now + 15_000)
        for (const member of who) await member.exchange.tick()
        await hub.idle()
      }
    },
  }
}
