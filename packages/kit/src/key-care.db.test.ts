import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ACCEPTS, ENVELOPE, KEY_DELAY, type MemberKey } from '@ihala/contract'
import { type RegistryCache, registryCache } from '@ihala/exchange'
import { encryptionKeyOf, thumbprint } from '@ihala/seal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { type LoneService, loneService, noBus } from '../../../test/kit/lone-service.ts'
import { defineService } from './feature.ts'
import { keyCare, standingOf, wrapAgain } from './key-care.ts'
import { createKeyring, type FileKeyring, keyringContent, loadKeyring } from './keyring-file.ts'
import { rotateKeyring } from './keyring-rotation.ts'

const T0 = Date.UTC(2026, 10, 22)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SELF = 'https://care-house.ihala.test'
const { anchor, says } = testAnchor('https://trust-anchor.ihala.test')

let folder: string
let now: number
let ring: FileKeyring
let registry: RegistryCache
let notices: string[]
let care: () => Promise<void>
const at = () => Math.floor(now / 1000)
const place = () => ({ dir: join(folder, 'keys'), kekFile: join(folder, 'kek') })

/** A transaction that gets the lock and finds nothing to wrap again. */
const asSystem = async <T>(work: (tx: never) => Promise<T>): Promise<T> => {
  const tx = Object.assign(async (parts: readonly string[]) => (parts.join('').includes('lock') ? [{ taken: true }] : []), {})
  return work(tx as never)
}

/** The anchor signs what the member's own configuration says, and everybody hears it. */
async function publish(revoked: ReadonlyMap<string, number> = new Map()): Promise<void> {
  const keys: MemberKey[] = ring.publicKeys().map((key) => {
    const revokedAt = revoked.get(key.kid)
    return revokedAt === undefined ? key : { ...key, revokedAt }
  })
  const about = { kind: 'shelter', names: { ar: 'بيت', en: 'house' }, status: 'live' as const, bus_tag: `A${'X'.repeat(55)}` }
  const member = { ...about, sends: [], accepts: ACCEPTS, serves: [], takes: [] }
  const times = { iat: at(), exp: at() + 86_400 }
  const statement = { iss: anchor.iss, sub: SELF, ...times, jwks: { keys }, metadata: { ihala_member: member } }
  expect(await registry.hear(says(statement))).toBe(true)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ihala-care-'))
  now = T0
  notices = []
  createKeyring(place().dir, place().kekFile, new Date(now))
  registry = registryCache({
    self: SELF,
    bus: noBus,
    store: { statements: async () => [], keepStatement: async () => undefined, seenKeys: async () => [] },
    anchors: [anchor],
    now: () => now,
  })
  const clock = () => new Date(now)
  ring = loadKeyring({ ...place(), clock, standing: (kid) => standingOf(registry, SELF, at())(kid) })
  care = keyCare({ self: SELF, place: place(), keyring: ring, registry, clock, asSystem, notice: (what) => void notices.push(what) })
  await publish()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What must hold at every instant: what we sign counts with others, what they seal opens, nothing outlives its time. */
function holds(): void {
  const found = registry.keyOf()(SELF, ring.signing.kid)
  expect(found).toMatchObject({ status: 'active' })
  const statement = registry.find(SELF)
  const key = statement && encryptionKeyOf(statement, at())
  expect(key && ring.encryption.map(({ kid }) => kid)).toContain(key && thumbprint(key))
  const held = JSON.parse(keyringContent(place()).toString()) as Record<'signing' | 'encryption', { nbf: number; exp: number }[]>
  for (const { exp } of held.signing) expect(exp).toBeGreaterThan(at() - 3_600)
  for (const { nbf } of held.encryption) expect(nbf + 60 * 86_400).toBeGreaterThan(at() - 3_600)
}

describe('K3: keys rotate by themselves', () => {
  test('200 days by the hour: always a key that counts, each seen a day before its first use; old evidence verifies; halves go in time', async () => {
    const used = new Map<string, number>()
    const sealedTo = new Map<string, number>()
    const signed: { readonly kid: string; readonly at: number }[] = []
    for (let hour = 0; hour < 200 * 24; hour += 1) {
      now = T0 + hour * HOUR
      await care()
      // The anchor signs twice a day, and is away for four days from the 72nd: when the first successor was to be published.
      const away = hour >= 73 * 24 && hour < 77 * 24
      if (hour % 12 === 0 && !away) await publish()
      if (away) {
        // Statements ended; of the own keys the last word stands.
        expect(standingOf(registry, SELF, at())(ring.signing.kid)).toBe('counts')
        continue
      }
      if (hour >= 77 * 24 && hour < 77 * 24 + 12) continue
      holds()
      const { kid } = ring.signing
      if (!used.has(kid)) used.set(kid, at())
      const statement = registry.find(SELF)
      const key = statement && encryptionKeyOf(statement, at())
      if (key) sealedTo.set(thumbprint(key), at())
      if (hour % 24 === 0) signed.push({ kid, at: at() })
      // What is under way for as long as an event lives is taken on its last day.
      if (hour % 24 === 0)
        for (const one of signed.filter((event) => event.at > at() - ENVELOPE.lifetime))
          expect(registry.keyOf()(SELF, one.kid)).toMatchObject({ status: 'active' })
    }
    expect(used.size).toBeGreaterThanOrEqual(3)
    expect(sealedTo.size).toBeGreaterThanOrEqual(7)
    for (const [kid, first] of [...used].slice(1)) {
      const seen = registry.keysEver(SELF).find(({ key }) => key.kid === kid)
      expect(first).toBeGreaterThanOrEqual(seen?.activeFrom ?? Number.POSITIVE_INFINITY)
      expect((seen?.key.iat ?? 0) + KEY_DELAY).toBeLessThanOrEqual(first)
    }
    for (const one of signed) expect(registry.evidenceKeyOf(one.at, () => false)(SELF, one.kid)).toMatchObject({ status: 'active' })
    expect(notices.filter((what) => what.startsWith('made a new key')).length).toBeGreaterThanOrEqual(used.size + sealedTo.size - 2)
  }, 120_000)

  test('T24: a key that the registry revokes signs no more; the service opens on, and signs again when the successor’s day has come', async () => {
    const [stolen] = [ring.signing.kid]
    await publish(new Map([[stolen, at()]]))
    now += 1_000
    expect(() => ring.signing).toThrow('was revoked')
    expect(ring.encryption.length).toBe(1)
    await care()
    now += 60_000
    await publish(new Map([[stolen, at()]]))
    for (let hour = 0; hour < 32; hour += 1) {
      now += HOUR
      await care()
    }
    await publish()
    expect(ring.signing.kid).not.toBe(stolen)
    holds()
    expect(keyringContent(place()).toString()).not.toContain(stolen)
    expect(notices.some((what) => what === `destroyed the private half of ${stolen}`)).toBe(true)
  })
})

describe('c23: what was wrapped under the keys of a stolen keyring', () => {
  let house: LoneService
  test('is wrapped again, every case, and opens as before', async () => {
    house = await loneService(defineService({ kind: 'shelter', features: [], serves: [] }), {
      slug: 'care-house',
      clock: () => new Date(T0),
    })
    try {
      const { service } = house.running
      const cases = Array.from({ length: 12 }, (_, index) => `case-${index}`)
      const keys = await service.asSystem((tx) => Promise.all(cases.map((caseId) => service.caseKeys.keyFor(tx, caseId, 'need'))))
      const marks = () =>
        service.asSystem(
          (tx) =>
            tx<
              { mark: string }[]
            >`select distinct encode(substring(wrapped from 1 for 5), 'hex') as mark from kit.case_key where wrapped is not null`,
        )
      const before = await marks()
      const { keyDir: dir, kekFile } = service.config
      rotateKeyring({ dir, kekFile }, new Date(T0), {
        stolen: service.keyring
          .publicKeys()
          .filter(({ use }) => use === 'sig')
          .map(({ kid }) => kid),
      })
      const fresh = loadKeyring({ dir, kekFile, clock: () => new Date(T0 + 2 * DAY) })
      await service.asSystem((tx) => service.caseKeys.erase(tx, 'case-0', ['need']))
      expect(await service.asSystem((tx) => wrapAgain(tx, fresh))).toBe(11)
      expect(await service.asSystem((tx) => wrapAgain(tx, fresh))).toBe(0)
      const after = await marks()
      expect(after).toHaveLength(1)
      expect(after).not.toEqual(before)
      const rows = await service.asSystem(
        (tx) => tx<{ caseId: string; wrapped: Buffer }[]>`select case_id as "caseId", wrapped from kit.case_key where wrapped is not null`,
      )
      for (const { caseId, wrapped } of rows) expect(fresh.unwrap(wrapped)).toEqual(keys[cases.indexOf(caseId)])
    } finally {
      await house.stop()
    }
  }, 60_000)
})
