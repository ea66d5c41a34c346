import { ACCEPTS, type Category, type EventType, type MemberKey, type RegistryStatement } from '@ihala/contract'
import {
  type Bus,
  createExchange,
  type Delivery,
  type Exchange,
  type ExchangePorts,
  type MemoryHub,
  type MemoryRows,
  type MemoryTx,
  memoryHub,
  memoryRows,
  noObserver,
  type RegistryCache,
  registryCache,
} from '@ihala/exchange'
import { eventsOf } from '@ihala/policy'
import {
  type Keyring,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PrivateJwk,
  signStatement,
} from '@ihala/seal'
import { testAnchor } from '../../kit/anchor.ts'

/** Midday of an invented day, seconds since 1970. */
export const NOON = 1_790_000_000
const DAY = 86_400

/** An organisation, its private keys in the open. */
export interface Party {
  readonly slug: string
  readonly kind: string
  readonly entityId: string
  readonly tag: string
  readonly keyring: Keyring
  readonly signing: PrivateJwk
  readonly encryption: PrivateJwk
}

/** Makes an organisation with fresh keys. */
export function party(slug: string, kind: string): Party {
  const [signing, encryption] = [newSigningKey().jwk, newEncryptionKey().jwk]
  const keyring = memoryKeyring({ signing, encryption: [encryption], wrapping: [newWrappingKey()] })
  const letters = slug.toUpperCase().replace(/[^A-Z]/g, 'A')
  return { slug, kind, entityId: `https://${slug}.attacked.example`, tag: `A${letters.padEnd(55, 'X')}`, keyring, signing, encryption }
}

/** Who may send to the Care House; who it trusts. Keys are made once a process: no attack is about them. */
export const UNION = party('itf', 'union-liaison')
export const CARE_HOUSE = party('care-house', 'shelter')
export const LAWYERS = party('lawyers-association', 'legal-aid')
/** All that know each other. */
export const PARTIES: readonly Party[] = [
  UNION,
  CARE_HOUSE,
  LAWYERS,
  party('charity', 'charity-funding'),
  party('ministry', 'ministry-intake'),
]
const COMMITTEE = 'https://national-committee.attacked.example'
const { anchor, signers } = testAnchor(COMMITTEE)

const TAKES: readonly Category[] = ['need', 'identity', 'contact', 'safe-contact', 'testimony', 'exposure', 'progress']

/** The committee's statement about a party; `change` is what an attack needs otherwise. */
export function statementOf(
  of: Party,
  iat: number,
  change: {
    readonly key?: Partial<MemberKey>
    readonly status?: 'live' | 'suspended'
    readonly exp?: number
    readonly kind?: string
    readonly sends?: readonly EventType[]
  } = {},
): string {
  const dates = { nbf: NOON - DAY, exp: NOON + 60 * DAY }
  const keyOf = ({ kid, jwk }: Keyring['signing'], use: MemberKey['use']): MemberKey => ({ ...jwk, kid, use, ...dates })
  const [box] = of.keyring.encryption
  if (!box) throw new Error('a party has an encryption key')
  const statement: RegistryStatement = {
    iss: COMMITTEE,
    sub: of.entityId,
    iat,
    exp: change.exp ?? iat + DAY,
    jwks: { keys: [{ ...keyOf(of.keyring.signing, 'sig'), ...change.key }, keyOf(box, 'enc')] },
    metadata: {
      ihala_member: {
        kind: change.kind ?? of.kind,
        names: { ar: of.slug, en: of.slug },
        status: change.status ?? 'live',
        bus_tag: of.tag,
        // What its role may not send is refused by role.
        sends: [...(change.sends ?? eventsOf(of.kind).filter((type) => type !== 'note-added'))],
        accepts: ACCEPTS,
        serves: [],
        takes: [...TAKES],
      },
    },
  }
  return signStatement(statement, signers)
}

const honest = new Map(PARTIES.map((one) => [one, statementOf(one, NOON)]))

/** One body with empty rows, the Care House unless told, under attack. */
export interface World {
  readonly hub: MemoryHub
  readonly rows: MemoryRows
  readonly registry: RegistryCache
  readonly exchange: Exchange<MemoryTx>
  /** Where the receiver's bus hands deliveries, as soon as it was started. */
  readonly deliver: (delivery: Delivery) => Promise<void>
  /** Moves the receiver's clock, seconds. */
  readonly wait: (seconds: number) => void
  /** What its handlers did, one line each time, also when nothing came of it; what was committed is `effect …` of its desk's rows. */
  readonly effects: string[]
  /** What went wrong inside. */
  readonly faults: string[]
  /** Ends this process and starts another on the same rows. */
  readonly restarted: (keyring?: Keyring) => Promise<World>
}

/** Opens the world, in which the body knows these parties; one that lives on may be given its rows, and other keys. */
export async function openWorld(
  given: {
    readonly self?: Party
    readonly knows?: readonly Party[]
    readonly rows?: MemoryRows
    readonly keyring?: Keyring
    readonly clock?: { at: number }
  } = {},
): Promise<World> {
  const {
    self = CARE_HOUSE,
    knows = [UNION, CARE_HOUSE, LAWYERS],
    rows = memoryRows(),
    keyring = self.keyring,
    clock = { at: NOON },
  } = given
  const hub = memoryHub()
  const { store, transaction } = rows.client()
  const effects: string[] = []
  const faults: string[] = []
  const own = hub.member(self.tag)
  let taking: ((delivery: Delivery) => Promise<void>) | undefined
  const bus: Bus = {
    ...own,
    receive: (take) => {
      taking = take
    },
  }
  const now = () => new Date(clock.at * 1000)
  const registry = registryCache({ self: self.entityId, bus, store, anchors: [anchor], now: () => clock.at * 1000 })
  let ids = rows.rows().leaves.size
  const ports: ExchangePorts<MemoryTx> = {
    self: { entityId: self.entityId },
    keyring,
    bus,
    store,
    registry,
    transaction,
    concurrency: 1,
    now,
    observer: {
      ...noObserver,
      fault: (where, error) => void faults.push(`${where}: ${error instanceof Error ? error.message : 'unknown'}`),
    },
    caseKeys: {
      keyOf: async (tx, caseId, part) => {
        const key = tx.get('desk', `key ${caseId} ${part}`)
        if (!Buffer.isBuffer(key)) throw new Error('no such case')
        return key
      },
      keyFor: async (tx, caseId, part) => {
        const held = tx.get('desk', `key ${caseId} ${part}`)
        const key = Buffer.isBuffer(held) ? held : newCaseKey()
        tx.put('desk', `key ${caseId} ${part}`, key)
        return key
      },
      create: async (tx, caseId, parts) => {
        for (const part of parts)
          if (tx.get('desk', `key ${caseId} ${part}`) === undefined) tx.put('desk', `key ${caseId} ${part}`, newCaseKey())
      },
      erase: async (tx, caseId, parts) => {
        for (const part of parts) tx.put('desk', `key ${caseId} ${part}`, undefined)
      },
    },
    stamp: () => {
      ids += 1
      return { id: `00000000-0000-7000-8000-${String(ids).padStart(12, '0')}`, now: now().toISOString() }
    },
    handle: async (event, { tx }) => {
      effects.push(`${event.type} from ${event.from}`)
      const name = `effect ${event.from} ${event.jti}`
      tx.put('desk', name, Number(tx.get('desk', name) ?? 0) + 1)
    },
    refused: async (_tx, what) => void effects.push(`refused ${what.evt}`),
    expired: async () => undefined,
    restored: async (_tx, { type }) => void effects.push(`restored ${type}`),
    differs: async () => undefined,
    agrees: async () => undefined,
    piece: async () => undefined,
    suspended: async () => undefined,
  }
  const exchange = createExchange(ports)
  for (const one of new Set([self, ...knows])) await registry.hear(honest.get(one) ?? statementOf(one, NOON))
  await exchange.start()
  return {
    hub,
    rows,
    registry,
    exchange,
    deliver: async (delivery) => {
      if (!taking) throw new Error('it does not receive')
      await taking(delivery)
    },
    wait: (seconds) => {
      clock.at += seconds
    },
    effects,
    faults,
    restarted: (other = keyring) => openWorld({ self, knows, rows, keyring: other, clock }),
  }
}
