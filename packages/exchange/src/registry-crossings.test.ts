import { type CrossCertificate, ENVELOPE, KEY_DELAY, type RegistryStatement, STATEMENT_LIFETIME } from '@ihala/contract'
import { eventsOf } from '@ihala/policy'
import { newSigningKey, signTogether } from '@ihala/seal'
import { beforeEach, describe, expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { type Country, HOME, type MemoryMember, type MemoryNetwork, memoryNetwork } from '../test/memory-network.ts'
import { memoryHub, memoryRows, registryCache, registryKey } from './index.ts'

const T0 = 1_772_352_000
const ours = testAnchor('https://trust-anchor.ihala.example')
const abroad = testAnchor('https://registry.hijra.example')
const swapped = testAnchor(abroad.anchor.iss)
const third = testAnchor('https://registry.safar.example')
const HOSTEL = 'https://hostel.hijra.example'
const key = newSigningKey()

const POLICY: CrossCertificate['metadata_policy'] = {
  ihala_member: {
    kind: { one_of: ['shelter', 'legal-aid'] },
    sends: { subset_of: ['referral-accepted', 'note-added'] },
    accepts: { subset_of: ['referral-requested'] },
    takes: { subset_of: ['need', 'contact'] },
  },
}
type Signs = Pick<ReturnType<typeof testAnchor>, 'signers' | 'anchor'>
interface Said {
  readonly iat: number
  readonly exp?: number
  readonly status?: 'live' | 'ended'
  readonly keys?: Country['anchor']['keys']
  readonly change?: Partial<CrossCertificate>
}
function crossing(
  by: Signs,
  about: Signs,
  { iat, exp = iat + STATEMENT_LIFETIME, status = 'live', keys = about.anchor.keys, change }: Said,
) {
  const certificate: CrossCertificate = {
    iss: by.anchor.iss,
    sub: about.anchor.iss,
    iat,
    exp,
    jwks: { keys: [...keys] },
    metadata: { ihala_network: { names: { ar: 'شبكة', en: 'Network' }, status, until: T0 + 90 * 86_400 } },
    constraints: { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } },
    metadata_policy: POLICY,
    ...change,
  }
  return signTogether(ENVELOPE.typ.statement, certificate, by.signers)
}
type Metadata = RegistryStatement['metadata']['ihala_member']
function about(by: Signs, sub: string, iat: number, change: Partial<Metadata> = {}, policy?: RegistryStatement['metadata_policy']): string {
  const statement: RegistryStatement = {
    iss: by.anchor.iss,
    sub,
    iat,
    exp: iat + STATEMENT_LIFETIME,
    jwks: {
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: key.jwk.x, kid: key.kid, use: 'sig', nbf: T0 - 86_400, exp: T0 + 90 * 86_400 }],
    },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: { ar: 'نزل', en: 'Hostel' },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: ['referral-accepted', 'referral-requested'],
        accepts: { 'referral-requested': [1, 2], 'note-added': [1] },
        serves: [],
        takes: ['need', 'health'],
        marks: ['licensed-shelter'],
        ...change,
      },
    },
    ...(policy === undefined ? {} : { metadata_policy: policy }),
  }
  return signTogether(ENVELOPE.typ.statement, statement, by.signers)
}

function aCache(now: { at: number }, watchedSince?: number, hub = memoryHub(), kept = memoryRows()) {
  const bus = hub.member('CARE')
  const { store } = kept.client()
  const acted: string[] = []
  const cache = registryCache({
    self: 'https://care-house.ihala.example',
    bus,
    store,
    anchors: [ours.anchor],
    now: () => now.at * 1000,
    newcomerSince: async () => (watchedSince === undefined ? undefined : now.at),
    acted: ({ sub }) => void acted.push(sub),
  })
  const statusOf = (sub = HOSTEL) => {
    const found = cache.keyOf()(sub, key.kid)
    return typeof found === 'string' ? found : found.status
  }
  return { cache, statusOf, hub, kept, acted }
}
let now: { at: number }
beforeEach(() => {
  now = { at: T0 }
})

describe('K6: another network’s members in the registry of this organisation', () => {
  test('are known by the cross-certificate alone, and may do what both anchors let them', async () => {
    const { cache, statusOf, acted } = aCache(now)
    expect(await cache.hear(about(abroad, HOSTEL, T0))).toBe(false)
    expect(await cache.hear(crossing(ours, abroad, { iat: T0 }))).toBe(true)
    expect(await cache.hear(about(abroad, HOSTEL, T0))).toBe(true)
    expect(statusOf()).toBe('active')
    expect(acted).toEqual([abroad.anchor.iss, HOSTEL])
    expect(cache.find(HOSTEL)?.metadata.ihala_member).toMatchObject({
      kind: 'shelter',
      sends: ['referral-accepted'],
      accepts: { 'referral-requested': [1, 2] },
      takes: ['need'],
      marks: [],
    })
    // An anchor is nobody who writes.
    expect(cache.members().map(({ entityId }) => entityId)).toEqual([HOSTEL])
    expect(cache.keysEver(abroad.anchor.iss)).toEqual([])
    expect(await cache.hear(about(ours, abroad.anchor.iss, T0))).toBe(false)
  })

  test('a kind that the certificate does not name is not let in, also not by its own anchor’s policy', async () => {
    const { cache } = aCache(now)
    await cache.hear(crossing(ours, abroad, { iat: T0 }))
    expect(await cache.hear(about(abroad, HOSTEL, T0, { kind: 'ministry-intake' }))).toBe(false)
    expect(await cache.hear(about(abroad, HOSTEL, T0, { kind: 'national-committee' }))).toBe(false)
    const asAnother = { ihala_member: { kind: { value: 'ministry-intake' }, sends: {}, takes: {} } }
    expect(await cache.hear(about(abroad, HOSTEL, T0, {}, asAnother))).toBe(false)
    expect(cache.find(HOSTEL)).toBeUndefined()
  })

  test('the way is asked of the bus when a statement comes before it', async () => {
    const { cache, hub, statusOf } = aCache(now)
    const { registry } = hub.member('COMMITTEE', true)
    await registry.publish(registryKey(abroad.anchor.iss), crossing(ours, abroad, { iat: T0 }))
    await registry.publish(registryKey(HOSTEL), about(abroad, HOSTEL, T0))
    expect(await cache.refresh(HOSTEL)).toBe(true)
    expect(statusOf()).toBe('active')
  })

  test('a third network is reached only when our certificate lets the path be that long', async () => {
    const traveller = 'https://hostel.safar.example'
    for (const [max_path_length, reached] of [
      [1, false],
      [2, true],
    ] as const) {
      const { cache, hub } = aCache(now)
      const { registry } = hub.member('COMMITTEE', true)
      const naming_constraints = { permitted: ['.hijra.example', '.safar.example'] }
      const change = { constraints: { max_path_length, naming_constraints } }
      await registry.publish(registryKey(abroad.anchor.iss), crossing(ours, abroad, { iat: T0, change }))
      const beyond = { constraints: { max_path_length: 1, naming_constraints: { permitted: ['.safar.example'] } } }
      await registry.publish(registryKey(third.anchor.iss), crossing(abroad, third, { iat: T0, change: beyond }))
      expect(await cache.hear(about(third, traveller, T0))).toBe(reached)
      expect(cache.find(traveller) !== undefined).toBe(reached)
      await cache.hear(crossing(ours, abroad, { iat: T0 + 1 }))
      if (reached) expect(cache.find(traveller)?.metadata.ihala_member.status).toBe('suspended')
    }
  })

  test('an agreement that ended suspends them at once, and one that is renewed brings them back', async () => {
    const { cache, statusOf } = aCache(now)
    await cache.hear(crossing(ours, abroad, { iat: T0 }))
    await cache.hear(about(abroad, HOSTEL, T0))
    now.at = T0 + 60
    expect(await cache.hear(crossing(ours, abroad, { iat: now.at, status: 'ended' }))).toBe(true)
    expect(statusOf()).toBe('suspended')
    expect(cache.members()[0]?.statement.metadata.ihala_member.status).toBe('suspended')
    // What was said before says nothing now, and their own anchor cannot help them.
    await cache.hear(crossing(ours, abroad, { iat: T0 + 30 }))
    await cache.hear(about(abroad, HOSTEL, now.at))
    expect(statusOf()).toBe('suspended')
    await cache.hear(crossing(ours, abroad, { iat: now.at + 60 }))
    expect(statusOf()).toBe('active')
  })

  test('what a new agreement leaves out is suspended: a name, a kind', async () => {
    const { cache, statusOf } = aCache(now)
    await cache.hear(crossing(ours, abroad, { iat: T0 }))
    await cache.hear(about(abroad, HOSTEL, T0))
    const constraints = { max_path_length: 1, naming_constraints: { permitted: ['.north.hijra.example'] } }
    await cache.hear(crossing(ours, abroad, { iat: T0 + 1, change: { constraints } }))
    expect(statusOf()).toBe('suspended')
    await cache.hear(crossing(ours, abroad, { iat: T0 + 2 }))
    expect(statusOf()).toBe('active')
    const metadata_policy = { ihala_member: { ...POLICY.ihala_member, kind: { one_of: ['legal-aid'] } } }
    await cache.hear(crossing(ours, abroad, { iat: T0 + 3, change: { metadata_policy } }))
    expect(statusOf()).toBe('suspended')
  })

  test('they end with the certificate, and live on when it is renewed', async () => {
    const { cache, statusOf } = aCache(now)
    await cache.hear(crossing(ours, abroad, { iat: T0, exp: T0 + 3600 }))
    await cache.hear(about(abroad, HOSTEL, T0))
    now.at = T0 + 3600 + ENVELOPE.clockSkew + 1
    expect([statusOf(), cache.find(HOSTEL)]).toEqual(['unknown-issuer', undefined])
    await cache.hear(crossing(ours, abroad, { iat: now.at }))
    expect(statusOf()).toBe('active')
  })

  test('nobody abroad takes a name: of ours, of another network’s member, or of an anchor', async () => {
    const { cache, statusOf } = aCache(now)
    const lawyers = 'https://lawyers.hijra.example'
    await cache.hear(about(ours, lawyers, T0))
    const permitted = { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example', '.safar.example'] } }
    await cache.hear(crossing(ours, abroad, { iat: T0, change: { constraints: permitted } }))
    await cache.hear(crossing(ours, third, { iat: T0, change: { constraints: permitted } }))
    expect(await cache.hear(about(abroad, lawyers, T0 + 1, { status: 'suspended' }))).toBe(false)
    expect(statusOf(lawyers)).toBe('active')
    await cache.hear(about(abroad, HOSTEL, T0))
    expect(await cache.hear(about(third, HOSTEL, T0 + 1))).toBe(false)
    expect(cache.find(HOSTEL)?.iss).toBe(abroad.anchor.iss)
    expect(await cache.hear(about(abroad, third.anchor.iss, T0 + 1))).toBe(false)
    // Nor the other network itself, with keys of another's choice.
    const constraints = { ...permitted, max_path_length: 2 }
    await cache.hear(crossing(ours, abroad, { iat: T0 + 1, change: { constraints } }))
    const beyond = { constraints: { max_path_length: 1, naming_constraints: { permitted: ['.safar.example'] } } }
    expect(await cache.hear(crossing(abroad, third, { iat: T0 + 2, keys: swapped.keys, change: beyond }))).toBe(false)
    expect(await cache.hear(crossing(ours, { ...swapped, anchor: { ...swapped.anchor, iss: lawyers } }, { iat: T0 + 1 }))).toBe(false)
  })

  test('T26: another network that is new rests a day, and so do keys that take the place of its anchor’s', async () => {
    const { cache, statusOf } = aCache(now, T0)
    await cache.hear(crossing(ours, abroad, { iat: T0 }))
    expect(await cache.hear(about(abroad, HOSTEL, T0))).toBe(false)
    now.at = T0 + KEY_DELAY
    await cache.hear(crossing(ours, abroad, { iat: now.at }))
    expect(await cache.hear(about(abroad, HOSTEL, now.at))).toBe(true)
    // The member was not heard of before either.
    expect(statusOf()).toBe('not-yet')
    now.at += KEY_DELAY
    await cache.hear(crossing(ours, abroad, { iat: now.at }))
    await cache.hear(about(abroad, HOSTEL, now.at))
    expect(statusOf()).toBe('active')

    now.at += 3600
    await cache.hear(crossing(ours, abroad, { iat: now.at, keys: [...abroad.keys, ...swapped.keys] }))
    expect(await cache.hear(about(swapped, HOSTEL, now.at + 1))).toBe(false)
    expect(statusOf()).toBe('active')
    now.at += KEY_DELAY
    await cache.hear(crossing(ours, abroad, { iat: now.at, keys: [...abroad.keys, ...swapped.keys] }))
    expect(await cache.hear(about(swapped, HOSTEL, now.at))).toBe(true)
  })

  test('all of it is there again after a restart, whatever was kept first', async () => {
    const { cache, kept } = aCache(now, T0)
    await cache.hear(crossing(ours, abroad, { iat: T0 }))
    now.at = T0 + KEY_DELAY
    await cache.hear(crossing(ours, abroad, { iat: now.at }))
    await cache.hear(about(abroad, HOSTEL, now.at))
    const turned = memoryRows()
    const copy = kept.copy()
    turned.replace({ ...copy, statements: new Map([...copy.statements].reverse()) })
    now.at += 3600
    const again = aCache(now, T0, memoryHub(), turned)
    await again.cache.start().catch(() => undefined)
    expect(again.statusOf()).toBe('not-yet')
    expect(again.cache.find(HOSTEL)?.metadata.ihala_member.sends).toEqual(['referral-accepted'])
    await again.cache.hear(crossing(ours, abroad, { iat: now.at, status: 'ended' }))
    expect(again.statusOf()).toBe('suspended')
  })
})

describe('K6: across the border', () => {
  const hijra: Country = { ...testAnchor('https://registry.hijra.example'), domain: 'hijra.example' }
  const everything = eventsOf('shelter')
  const agreed = {
    constraints: { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } },
    metadata_policy: {
      ihala_member: { ...POLICY.ihala_member, sends: { subset_of: everything }, accepts: { subset_of: everything } },
    },
  }
  const back = {
    ...agreed,
    constraints: { max_path_length: 1, naming_constraints: { permitted: ['.mem.example'] } },
  }
  const says = async (network: MemoryNetwork, status: 'live' | 'ended') => {
    const said = { iat: network.now() / 1000, status }
    await network.publish(
      new Map([
        [registryKey(hijra.anchor.iss), crossing(HOME, hijra, { ...said, change: agreed })],
        [registryKey(HOME.anchor.iss), crossing(hijra, HOME, { iat: said.iat, change: back })],
      ]),
    )
  }
  const compares = async (from: MemoryMember, to: MemoryMember) =>
    from.exchange.dispatch(await from.ports.transaction((tx) => from.exchange.compareWith(tx, to.entityId)))
  const sent = ({ rows: kept }: MemoryMember) => [...kept.rows().outbox.values()].map(({ status }) => status)
  const refusals = ({ rows: kept }: MemoryMember) => [...kept.rows().quarantine.values()].map(({ code }) => code)

  test('R-14: a member of the other network writes, is believed and answered; and is refused once the agreement has ended', async () => {
    const network = memoryNetwork()
    const house = await network.join('care-house', 'shelter')
    await says(network, 'live')
    const hostel = await network.join('hostel', 'shelter', false, hijra)
    await hostel.ports.registry.refresh(house.entityId)
    await compares(hostel, house)
    await network.pass(30)
    const heard = () => [...house.rows.rows().events.values()].filter(({ iss }) => iss === hostel.entityId).length
    expect(new Set(sent(hostel))).toEqual(new Set(['closed']))
    expect(heard()).toBeGreaterThan(0)
    await compares(house, hostel)
    await network.pass(30)
    expect(new Set([...sent(house), ...sent(hostel)])).toEqual(new Set(['closed']))
    expect([...refusals(house), ...refusals(hostel), ...house.faults, ...hostel.faults]).toEqual([])

    const before = heard()
    await says(network, 'ended')
    await compares(hostel, house)
    await network.pass(60)
    expect(heard()).toBe(before)
    expect(new Set(refusals(house))).toEqual(new Set(['key-not-valid-now']))
    await expect(compares(house, hostel)).rejects.toMatchObject({ code: 'recipient-suspended' })
  })
})
