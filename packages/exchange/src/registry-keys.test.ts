import { KEY_DELAY, type MemberKey, type RegistryStatement } from '@ihala/contract'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, signStatement } from '@ihala/seal'
import { describe, expect, it } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { registryKey } from './bus.ts'
import { memoryHub } from './memory-bus.ts'
import { type NewKey, registryCache } from './registry-cache.ts'
import type { SeenKey } from './registry-keys.ts'

const ANCHOR = 'https://trust-anchor.test.example'
const HOUSE = 'https://care-house.test.example'
const T0 = 1_790_000_000
const HOUR = 3600
const DAY = 24 * HOUR
const { anchor, signers } = testAnchor(ANCHOR)

function aKey(more: Partial<MemberKey> = {}): MemberKey {
  const { kid, jwk } = newSigningKey()
  return { kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid, use: 'sig', nbf: T0, exp: T0 + 90 * DAY, ...more }
}

function statement(keys: MemberKey[], iat: number, more: Partial<RegistryStatement> = {}, status: 'live' | 'suspended' = 'live'): string {
  return signStatement(
    {
      iss: ANCHOR,
      sub: HOUSE,
      iat,
      exp: iat + DAY,
      jwks: { keys },
      metadata: {
        ihala_member: {
          kind: 'shelter',
          names: { ar: 'دار', en: 'House' },
          status,
          bus_tag: `A${'B'.repeat(55)}`,
          sends: ['referral-accepted'],
          accepts: {},
          serves: [],
          takes: [],
        },
      },
      ...more,
    },
    signers,
  )
}

/** A member's cache, what it keeps, and its clock. */
function aCache(
  now: { at: number },
  kept = { statements: new Map<string, string>(), keys: new Map<string, SeenKey>() },
  hub = memoryHub(),
) {
  const told: NewKey[] = []
  const cache = registryCache({
    self: 'https://itf.test.example',
    bus: hub.member(`A${'C'.repeat(55)}`),
    store: {
      statements: async () => [...kept.statements.values()],
      keepStatement: async (subject, jws, _now, keys) => {
        kept.statements.set(subject, jws)
        for (const seen of keys) kept.keys.set(seen.key.kid, seen)
      },
      seenKeys: async () => [...kept.keys.values()],
    },
    anchors: [anchor],
    now: () => now.at * 1000,
    newKey: (key) => told.push(key),
  })
  const statusOf = (kid: string) => {
    const found = cache.keyOf()(HOUSE, kid)
    return typeof found === 'string' ? found : found.status
  }
  return { cache, told, kept, statusOf }
}

describe('T26: a key that is new with a known member', () => {
  it('counts at once only when the member is first heard of', async () => {
    const now = { at: T0 }
    const { cache, told, statusOf } = aCache(now)
    const first = aKey()
    await cache.hear(statement([first], T0))
    expect(statusOf(first.kid)).toBe('active')
    expect(told).toEqual([])

    const ghost = aKey({ nbf: T0 })
    now.at = T0 + HOUR
    await cache.hear(statement([first, ghost], T0 + HOUR))
    expect(statusOf(first.kid)).toBe('active')
    expect(statusOf(ghost.kid)).toBe('not-yet')
    expect(told).toEqual([{ entityId: HOUSE, kid: ghost.kid, use: 'sig', activeFrom: T0 + HOUR + KEY_DELAY }])

    // Said again, as every few hours: it gains no time, and loses none.
    now.at = T0 + 20 * HOUR
    await cache.hear(statement([first, ghost], T0 + 20 * HOUR))
    expect(told).toHaveLength(1)
    now.at = T0 + HOUR + KEY_DELAY
    await cache.hear(statement([first, ghost], now.at))
    expect(statusOf(ghost.kid)).toBe('active')
  })

  it('rests a day although the anchor dates its publication back, also after a restart', async () => {
    const now = { at: T0 }
    const one = aCache(now)
    const first = aKey()
    await one.cache.hear(statement([first], T0))
    const ghost = aKey({ nbf: T0 - 3 * DAY, iat: T0 - 3 * DAY })
    now.at = T0 + HOUR
    await one.cache.hear(statement([first, ghost], now.at))
    expect(one.statusOf(ghost.kid)).toBe('not-yet')

    const again = aCache(now, one.kept)
    await again.cache.start().catch(() => undefined)
    expect(again.statusOf(ghost.kid)).toBe('not-yet')
    expect(again.cache.find(HOUSE)?.jwks.keys.find(({ kid }) => kid === ghost.kid)?.nbf).toBe(T0 + KEY_DELAY)
  })

  it('counts by its publication for who was away meanwhile', async () => {
    const now = { at: T0 }
    const { cache, statusOf } = aCache(now)
    const first = aKey()
    await cache.hear(statement([first], T0))
    now.at = T0 + 3 * DAY
    const next = aKey({ iat: T0 + DAY, nbf: T0 + 2 * DAY })
    await cache.hear(statement([first, next], now.at))
    expect(statusOf(next.kid)).toBe('active')
  })

  it('T24: once revoked stays revoked, whatever a later statement says', async () => {
    const now = { at: T0 }
    const { cache, statusOf } = aCache(now)
    const first = aKey()
    await cache.hear(statement([first], T0))
    await cache.hear(statement([{ ...first, revokedAt: T0 + 5 }], T0 + 5))
    expect(statusOf(first.kid)).toBe('revoked')
    await cache.hear(statement([first], T0 + 10))
    expect(statusOf(first.kid)).toBe('revoked')
  })
})

describe('K3: old evidence', () => {
  it('verifies by keys that no statement lists any more, at the time it bears', async () => {
    const now = { at: T0 }
    const { cache, statusOf } = aCache(now)
    const first = aKey({ exp: T0 + 10 * DAY })
    await cache.hear(statement([first], T0))
    now.at = T0 + 30 * DAY
    await cache.hear(statement([aKey({ iat: T0 })], now.at))
    expect(statusOf(first.kid)).toBe('unknown-key')
    const never = () => false
    const at = (signedAt: number) => cache.evidenceKeyOf(signedAt, never)(HOUSE, first.kid)
    expect(at(T0 + DAY)).toMatchObject({ owner: HOUSE, status: 'active', jwk: { x: first.x } })
    expect(at(T0 + 20 * DAY)).toMatchObject({ status: 'retired' })
    expect(at(T0 - DAY)).toMatchObject({ status: 'not-yet' })
    expect(cache.evidenceKeyOf(T0, never)('https://nobody.test.example', first.kid)).toBe('unknown-issuer')
  })

  it('T25: of a revoked key counts only with a proof that it is older than the revocation', async () => {
    const { cache } = aCache({ at: T0 })
    const stolen = aKey({ revokedAt: T0 + DAY })
    await cache.hear(statement([stolen], T0))
    expect(cache.evidenceKeyOf(T0, () => false)(HOUSE, stolen.kid)).toMatchObject({ status: 'revoked', revokedAt: T0 + DAY })
    expect(cache.evidenceKeyOf(T0, (revokedAt) => revokedAt === T0 + DAY)(HOUSE, stolen.kid)).toMatchObject({ status: 'active' })
  })
})

it('K7: the policy of the kind is above what a statement lists', async () => {
  const { cache } = aCache({ at: T0 })
  const policy = { kind: { value: 'shelter' }, sends: { subset_of: [] }, takes: { subset_of: [] } }
  expect(await cache.hear(statement([aKey()], T0, { metadata_policy: { ihala_member: policy } }))).toBe(true)
  expect(cache.find(HOUSE)?.metadata.ihala_member.sends).toEqual([])
  const none = { ...policy, kind: { one_of: ['charity-funding'] } }
  expect(await cache.hear(statement([aKey()], T0 + 1, { metadata_policy: { ihala_member: none } }))).toBe(false)
})

it('T26: a word of one body of three is not taken', async () => {
  const { cache } = aCache({ at: T0 })
  const stranger = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  const lonely = testAnchor(ANCHOR)
  expect(lonely.bodies).toHaveLength(3)
  for (const signer of [...signers, stranger]) {
    const alone = signStatement(JSON.parse(Buffer.from(statement([aKey()], T0).split('.')[1] ?? '', 'base64url').toString()), [signer])
    expect(await cache.hear(alone)).toBe(false)
  }
  expect(cache.members()).toEqual([])
})

describe('who was not there when the committee decided hears of it afterwards', () => {
  const live = (keys: MemberKey[], at: number) => statement(keys, at)
  const suspended = (keys: MemberKey[], at: number) => statement(keys, at, {}, 'suspended')

  it('asks for everybody when it starts and when the bus is back, though what it holds is good for hours', async () => {
    const now = { at: T0 }
    const hub = memoryHub()
    const anchorSays = async (jws: string) => hub.member('COMMITTEE', true).registry.publish(registryKey(HOUSE), jws)
    const { cache, kept, statusOf } = aCache(now, undefined, hub)
    const key = aKey()
    await anchorSays(live([key], T0))
    await cache.hear(live([key], T0))
    // Said while nobody listened here.
    now.at = T0 + HOUR
    await anchorSays(live([{ ...key, revokedAt: T0 + HOUR }], T0 + HOUR))
    await cache.renew()
    expect(statusOf(key.kid)).toBe('active')
    await cache.renew('everybody')
    expect(statusOf(key.kid)).toBe('revoked')

    await anchorSays(suspended([key], T0 + 2 * HOUR))
    now.at = T0 + 2 * HOUR
    const restarted = aCache(now, kept, hub)
    await restarted.cache.start().catch(() => undefined)
    expect(restarted.cache.lastKnown(HOUSE)?.metadata.ihala_member.status).toBe('suspended')
  })

  it('asks again for a member that is suspended: it may be live again', async () => {
    const now = { at: T0 }
    const hub = memoryHub()
    const { cache } = aCache(now, undefined, hub)
    await cache.hear(suspended([aKey()], T0))
    await hub.member('COMMITTEE', true).registry.publish(registryKey(HOUSE), live([aKey()], T0 + 1))
    now.at = T0 + HOUR
    await cache.renew()
    expect(cache.lastKnown(HOUSE)?.metadata.ihala_member.status).toBe('live')
  })
})
