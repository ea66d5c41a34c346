import { isDeepStrictEqual } from 'node:util'
import { ACCEPTS, type Event, noticeIn, type RegistryStatement } from '@ihala/contract'
import { eventsOf, seconds, takenBy } from '@ihala/policy'
import {
  type KeyLookup,
  keyLookup,
  memoryKeyring,
  newCaseKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
} from '@ihala/seal'
import { type Bus, BusAway } from './bus.ts'
import { outgoing } from './compose.ts'
import type { GrantDraft, OutgoingMessage } from './compose-ports.ts'
import { createExchange, type ExchangePorts } from './exchange.ts'
import { claimsOf, innerOf } from './inner.ts'
import { noObserver } from './observer.ts'
import { randomId } from './random-id.ts'
import type { Received } from './receive.ts'
import type { RegistryCache } from './registry-cache.ts'
import { memoryRows } from './store/memory-store.ts'
import type { MemoryTx } from './store/memory-tables.ts'

/** What a test referral went through. `sent`, `taken`: whether this kind of body refers, and is referred to. */
export interface TestedReferral {
  readonly sent: boolean
  readonly taken: boolean
}

/** The referral path does not work; the step at which it broke. No content. */
export class BrokenReferral extends Error {
  constructor(step: string) {
    super(`test referral: ${step}`)
    this.name = 'BrokenReferral'
  }
}

/** Thrown so that nothing of it stays. */
class Done extends Error {}

const PARTNER = 'https://test-referral.invalid'
const PARTNER_TAG = `A${'TESTREFERRAL'.padEnd(55, 'A')}`
/** A body that may refer to every kind that is referred to, and be referred to by every kind that refers. */
const PARTNER_KIND = 'union-liaison'
const HOUR = 3_600

/**
 * Refers nobody to a partner that exists in this memory only, answers, and is referred to and answers in turn: composed, signed,
 * sealed, opened, checked, stored with its effect, receipted and read again, by the code, the keys and the database that work
 * here. All of it in one transaction that is rolled back, so that no row, no leaf and no envelope stays, and the bus sees nothing.
 * Throws BrokenReferral, or the fault.
 */
export async function testReferral<T>(given: ExchangePorts<T>): Promise<TestedReferral> {
  const own = given.registry.find(given.self.entityId)
  if (own === undefined) throw new BrokenReferral('the own registry statement is missing')
  const { kind, sends } = own.metadata.ihala_member
  const tested = {
    sent: eventsOf(kind).includes('referral-requested') && sends.includes('referral-requested'),
    taken: takenBy(kind).includes('referral-requested'),
  }
  try {
    await given.transaction(async (tx) => {
      if (tested.sent) await wayThere(given, tx, own)
      if (tested.taken) await wayHere(given, tx, own)
      throw new Done()
    })
  } catch (fault) {
    if (!(fault instanceof Done)) throw fault
  }
  return tested
}

async function wayThere<T>(given: ExchangePorts<T>, tx: T, own: RegistryStatement): Promise<void> {
  // Nobody at the desk wrote this referral: what the answer does there is tried on the way here.
  const { ours, theirs } = ends({ ...given, handle: async () => undefined }, tx, own)
  const caseId = randomId()
  const request = requested(given)
  await ours.say(theirs, { to: PARTNER, caseId, event: request, grant: consented(given) }, 'the request')
  await theirs.say(
    ours,
    { to: given.self.entityId, caseId, event: { type: 'referral-accepted', data: { transfer: true, conditions: [] } } },
    'the answer',
  )
  await ours.reads(caseId, given.self.entityId, request)
}

async function wayHere<T>(given: ExchangePorts<T>, tx: T, own: RegistryStatement): Promise<void> {
  const { ours, theirs } = ends(given, tx, own)
  const caseId = randomId()
  const request = requested(given)
  await theirs.say(ours, { to: given.self.entityId, caseId, event: request, grant: consented(given) }, 'a request from outside')
  await ours.say(theirs, { to: PARTNER, caseId, event: { type: 'referral-opened', data: {} } }, 'the answer to it')
  await ours.reads(caseId, PARTNER, request)
}

/** One of the two ends. */
interface End {
  readonly tag: string
  readonly take: (senderTag: string, sealed: Uint8Array) => Promise<Received>
  /** Says something to the other end, which must store it; its receipt must close it here. */
  readonly say: (to: End, message: OutgoingMessage, what: string) => Promise<void>
  /** What this end put on the bus since it was last asked. */
  readonly posted: () => readonly Uint8Array[]
  /** Reads the first event of a chain as this end keeps it: it must say what was said. */
  readonly reads: (caseId: string, iss: string, event: Event) => Promise<void>
}

function ends<T>(given: ExchangePorts<T>, tx: T, own: RegistryStatement): { readonly ours: End; readonly theirs: End } {
  const partner = newPartner(given)
  const at = (): number => seconds(given.stamp().now)
  const here = new Map([[own.sub, own] as const, [PARTNER, partner.statement] as const])
  const there = registryOf(here, at)
  const statement = (id: string) => (id === PARTNER ? partner.statement : undefined)
  const theirKeys: KeyLookup = (iss, kid) => keyLookup(statement, at())(iss, kid)
  const registry: RegistryCache = {
    ...given.registry,
    find: (id) => statement(id) ?? given.registry.find(id),
    lastKnown: (id) => statement(id) ?? given.registry.lastKnown(id),
    keyOf: () => (iss, kid) => (iss === PARTNER ? theirKeys(iss, kid) : given.registry.keyOf()(iss, kid)),
    ownsTag: (iss, tag) => (iss === PARTNER ? tag === PARTNER_TAG : given.registry.ownsTag(iss, tag)),
    evidenceKeyOf: (when, proven) => (iss, kid) =>
      iss === PARTNER ? theirKeys(iss, kid) : given.registry.evidenceKeyOf(when, proven)(iss, kid),
    refresh: async () => false,
  }
  const { store, transaction } = memoryRows().client()
  const keys = new Map<string, Buffer>()
  const keyAt = (name: string): Buffer => {
    const key = keys.get(name) ?? newCaseKey()
    keys.set(name, key)
    return key
  }
  const quiet = { handle: async () => undefined, refused: async () => undefined, expired: async () => undefined }
  const silent = { differs: async () => undefined, agrees: async () => undefined, piece: async () => undefined }
  const theirs = end<MemoryTx>(
    {
      ...quiet,
      ...silent,
      restored: async () => undefined,
      suspended: async () => undefined,
      self: { entityId: PARTNER },
      keyring: partner.keyring,
      registry: there,
      store,
      transaction,
      now: given.now,
      stamp: given.stamp,
      concurrency: 1,
      observer: noObserver,
      bus: busOf(PARTNER_TAG),
      caseKeys: {
        keyOf: async (_tx, caseId, part) => keyAt(`${caseId}/${part}`),
        keyFor: async (_tx, caseId, part) => keyAt(`${caseId}/${part}`),
        create: async () => undefined,
        erase: async () => undefined,
      },
    },
    transaction,
  )
  const inside = <R>(work: (inner: T) => Promise<R>): Promise<R> => work(tx)
  const { membership: _, pause: __, ...ports } = given
  const ours = end<T>(
    {
      ...ports,
      registry,
      // Everything in the transaction that is rolled back, also what is settled apart from any.
      transaction: inside,
      store: { ...given.store, settle: (receipts, now) => given.store.settle(receipts, now, tx) },
      observer: noObserver,
      bus: busOf(own.metadata.ihala_member.bus_tag),
    },
    inside,
  )
  return { ours, theirs }
}

type Posting = Bus & { readonly posted: () => readonly Uint8Array[] }

function end<T>(ports: ExchangePorts<T> & { readonly bus: Posting }, transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>): End {
  const exchange = createExchange(ports)
  const { tag, posted } = ports.bus
  const self: End = {
    tag,
    posted,
    take: (senderTag, sealed) => exchange.take(senderTag, sealed),
    say: async (to, message, what) => {
      const dispatch = await transaction((tx) => {
        const out = outgoing(ports, tx)
        out.send(message)
        return out.flush()
      })
      const [row, more] = dispatch
      if (row === undefined || more !== undefined) throw new BrokenReferral(`${what} was not composed as one envelope`)
      const became = await to.take(tag, Buffer.from(row.sealed, 'latin1'))
      if (became !== 'stored') throw new BrokenReferral(`${what} came as ${became}`)
      const receipts = to.posted()
      if (receipts.length !== 1) throw new BrokenReferral(`${what} was given ${receipts.length} receipts`)
      const settled = await exchange.take(to.tag, receipts[0] ?? Buffer.alloc(0))
      if (settled !== 'settled') throw new BrokenReferral(`the receipt of ${what} was ${settled}`)
      if ((await to.take(tag, Buffer.from(row.sealed, 'latin1'))) !== 'known') throw new BrokenReferral(`${what} had its effect twice`)
      to.posted()
    },
    reads: async (caseId, iss, event) => {
      const inner = await transaction(async (tx) => {
        const [row] = await ports.store.eventsFrom(tx, caseId, iss, 1)
        return row && innerOf(ports, tx, caseId, row)
      })
      if (inner === undefined || inner === null) throw new BrokenReferral('what was kept does not open')
      const { evt, data } = claimsOf(inner)
      if (evt !== event.type || !isDeepStrictEqual(data, event.data)) throw new BrokenReferral('what was kept is not what was said')
    },
  }
  return self
}

/** A bus that goes nowhere. */
function busOf(tag: string): Posting {
  let kept: Uint8Array[] = []
  return {
    tag,
    connect: async () => undefined,
    publish: async (_tag, _digest, sealed) => {
      kept.push(sealed)
      return 'taken'
    },
    posted: () => {
      const all = kept
      kept = []
      return all
    },
    receive: () => undefined,
    onReturn: () => undefined,
    registry: { fetch: async () => undefined, watch: () => undefined, publish: () => Promise.reject(new BusAway()) },
    isUp: () => true,
    close: async () => undefined,
  }
}

/** A registry that knows these and nobody else. */
function registryOf(known: ReadonlyMap<string, RegistryStatement>, at: () => number): RegistryCache {
  const find = (id: string): RegistryStatement | undefined => known.get(id)
  const keyOf = (): KeyLookup => keyLookup(find, at())
  return {
    start: async () => undefined,
    refresh: async () => false,
    renew: async () => undefined,
    lastKnown: find,
    find,
    members: () => [...known].map(([entityId, statement]) => ({ entityId, statement })),
    keyOf,
    ownsTag: (iss, tag) => find(iss)?.metadata.ihala_member.bus_tag === tag,
    evidenceKeyOf: keyOf,
    keysEver: () => [],
    hear: async () => false,
  }
}

/** Somebody who was never admitted, with keys that nobody keeps. */
function newPartner({ stamp }: Pick<ExchangePorts<never>, 'stamp'>) {
  const [signing, encryption] = [newSigningKey(), newEncryptionKey()]
  const keyring = memoryKeyring({ signing: signing.jwk, encryption: [encryption.jwk], wrapping: [newWrappingKey()] })
  const iat = seconds(stamp().now)
  const dates = { nbf: iat - HOUR, exp: iat + HOUR }
  const shown = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x })
  const statement: RegistryStatement = {
    iss: PARTNER,
    sub: PARTNER,
    iat,
    exp: iat + HOUR,
    jwks: {
      keys: [
        { ...shown(signing.jwk), kid: keyring.signing.kid, use: 'sig', ...dates },
        { ...shown(encryption.jwk), kid: keyring.encryption[0]?.kid ?? '', use: 'enc', ...dates },
      ],
    },
    metadata: {
      ihala_member: {
        kind: PARTNER_KIND,
        names: { ar: PARTNER_KIND, en: PARTNER_KIND },
        status: 'live',
        bus_tag: PARTNER_TAG,
        sends: eventsOf(PARTNER_KIND),
        accepts: ACCEPTS,
        serves: [],
        takes: ['need'],
      },
    },
  }
  return { keyring, statement }
}

/** A request about nobody. */
function requested({ stamp }: Pick<ExchangePorts<never>, 'stamp'>): Event {
  const respondBy = new Date(Date.parse(stamp().now) + HOUR * 1000).toISOString()
  const need = {
    needs: ['interpretation' as const],
    urgency: 'planned' as const,
    sex: 'not-stated' as const,
    ageBand: '25-34' as const,
    children: [],
    languages: [{ code: 'eng', speaks: true, reads: true }],
    medical: [],
    access: [],
    staffSex: 'no-preference' as const,
    others: 0,
  }
  return { type: 'referral-requested', data: { person: randomId(), need, respondBy, relatesTo: [] } }
}

/** Consent of nobody, for the need alone. */
function consented({ stamp }: Pick<ExchangePorts<never>, 'stamp'>): GrantDraft {
  const { now } = stamp()
  const at = Date.parse(now)
  return {
    exp: seconds(now) + HOUR,
    basis: {
      kind: 'consent',
      evidence: {
        v: 2,
        notice: noticeIn('eng'),
        language: 'eng',
        coolingOff: 'asked-not-to-wait',
        understood: true,
        readBack: true,
        interpreter: 'none-needed',
        howGiven: 'signature',
        witnessed: false,
        privatelyConfirmed: true,
        takenAt: new Date(at - 60_000).toISOString(),
        takenBy: randomId(),
      },
    },
    purposes: ['shelter'],
    categories: ['need'],
    eraseAt: new Date(at + 2 * HOUR * 1000).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: false,
  }
}
