import { ACCEPTS, ENVELOPE, EVENT_TYPES, type MemberConfiguration, type MemberKey } from '@ihala/contract'
import { createExchange, type ExchangePorts, type MemoryHub, type MemoryTx, memoryRows, noObserver, registryCache } from '@ihala/exchange'
import {
  type Anchor,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  signCompact,
  thumbprint,
} from '@ihala/seal'

/** Where the network of these tests is. */
export const DOMAIN = 'tested.example'
const TICK_MS = 20
const DAY = 86_400

/** What a broken applicant does otherwise. */
export type Mutate = (ports: ExchangePorts<MemoryTx>) => ExchangePorts<MemoryTx>

/** An organisation that applies: its word, and its service running on the bus. */
export interface Applicant {
  readonly application: { readonly jws: string; readonly said: MemberConfiguration }
  readonly stop: () => Promise<void>
}

/**
 * Starts the service of a hospital that is about to join, on a memory bus. It believes the given anchor and nobody else, as its
 * settings tell it for the run.
 */
export async function startApplicant(given: {
  readonly hub: MemoryHub
  readonly anchor: Anchor
  readonly now: () => Date
  readonly slug?: string
  readonly mutate?: Mutate
}): Promise<Applicant> {
  const { hub, anchor, now, slug = 'hospital', mutate = (ports) => ports } = given
  const entityId = `https://${slug}.${DOMAIN}`
  const tag = `A${slug
    .toUpperCase()
    .replace(/[^A-Z]/g, 'A')
    .padEnd(55, 'P')}`
  const [signing, encryption] = [newSigningKey().jwk, newEncryptionKey().jwk]
  const keyring = memoryKeyring({ signing, encryption: [encryption], wrapping: [newWrappingKey()] })
  const iat = Math.floor(now().getTime() / 1000)
  const keyOf = ({ kty, crv, x }: PublicJwk, use: MemberKey['use']): MemberKey => {
    const open = { kty, crv, x }
    return { ...open, kid: thumbprint(open), use, nbf: iat - DAY, exp: iat + 30 * DAY }
  }
  const said: MemberConfiguration = {
    iss: entityId,
    sub: entityId,
    iat,
    exp: iat + DAY,
    jwks: { keys: [keyOf(signing, 'sig'), keyOf(encryption, 'enc')] },
    authority_hints: [`https://trust-anchor.${DOMAIN}`],
    metadata: {
      federation_entity: { organization_name: 'Hospital', 'organization_name#ar': 'مستشفى' },
      ihala_member: {
        kind: 'hospital',
        names: { ar: 'مستشفى', en: 'Hospital' },
        bus_tag: tag,
        sends: [...EVENT_TYPES],
        accepts: ACCEPTS,
        serves: ['health-care'],
      },
    },
  }
  const { store, transaction } = memoryRows().client()
  const bus = hub.member(tag)
  let ids = 0
  const exchange = createExchange(
    mutate({
      self: { entityId },
      keyring,
      bus,
      store,
      registry: registryCache({ self: entityId, bus, store, anchors: [anchor], now: () => now().getTime() }),
      transaction,
      concurrency: 4,
      now,
      observer: noObserver,
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
      handle: async () => undefined,
      refused: async () => undefined,
      expired: async () => undefined,
      restored: async () => undefined,
      differs: async () => undefined,
      agrees: async () => undefined,
      piece: async () => undefined,
      suspended: async () => undefined,
    }),
  )
  await exchange.start()
  const ticking = setInterval(() => {
    if (!exchange.ready().ready) void exchange.start().catch(() => undefined)
    void exchange.tick()
  }, TICK_MS)
  return {
    application: { jws: signCompact(ENVELOPE.typ.statement, Buffer.from(JSON.stringify(said)), keyring), said },
    stop: async () => {
      clearInterval(ticking)
      await exchange.stop()
    },
  }
}
