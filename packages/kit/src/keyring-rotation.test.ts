import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_DELAY } from '@ihala/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeyring, loadKeyring } from './keyring-file.ts'
import { rotateKeyring, type TakenOut } from './keyring-rotation.ts'

const T0 = Date.UTC(2026, 10, 22)
const DAY = 86_400_000
let folder: string
let now: number
const place = () => ({ dir: join(folder, 'keys'), kekFile: join(folder, 'kek'), clock: () => new Date(now) })
const rotate = (out?: TakenOut) => rotateKeyring(place(), new Date(now), out)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ihala-rotation-'))
  now = T0
  createKeyring(join(folder, 'keys'), join(folder, 'kek'), new Date(now))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('K3: a year of daily rotation: always a key in use, each published a day before its first use, signing keys overlapping', () => {
  const published = new Map<string, number>()
  const ring = loadKeyring(place())
  for (const key of ring.publicKeys()) published.set(key.kid, Number.NEGATIVE_INFINITY)
  const used = new Set<string>()
  for (let day = 0; day < 365; day++) {
    now = T0 + day * DAY
    for (const { kid, iat, nbf } of rotate().made) {
      expect(iat).toBe(now / 1000)
      published.set(kid, nbf - KEY_DELAY)
    }
    now += DAY - 1
    // The open keyring sees what another process wrote.
    for (const kid of [ring.signing.kid, ring.encryption[0]?.kid ?? '']) {
      used.add(kid)
      expect(published.get(kid)).toBeLessThanOrEqual(now / 1000 - KEY_DELAY)
    }
    const signing = ring.publicKeys().filter(({ use }) => use === 'sig')
    expect(signing.length).toBeLessThanOrEqual(2)
    expect(ring.encryption.length).toBeLessThanOrEqual(4)
  }
  expect(used.size).toBeGreaterThan(365 / 90 + 365 / 30)
  expect(readdirSync(join(folder, 'keys'))).toEqual(['keyring.json'])
}, 60_000)

test('the private half of an encryption key is destroyed at 60 days, of a signing key at its end', () => {
  const [signing, encryption] = loadKeyring(place()).publicKeys()
  now = T0 + 25 * DAY
  expect(rotate()).toMatchObject({ destroyed: [] })
  now = T0 + 61 * DAY
  expect(rotate().destroyed).toEqual([encryption?.kid])
  now = T0 + 80 * DAY
  rotate()
  now = T0 + 91 * DAY
  expect(rotate().destroyed).toContain(signing?.kid)
})

test('T26: what replaces a stolen key waits its day as well', () => {
  const stolen = loadKeyring(place()).signing.kid
  const { made, destroyed } = rotate({ stolen: [stolen] })
  expect(destroyed).toEqual([stolen])
  expect(made).toHaveLength(1)
  expect(made[0]?.nbf).toBeGreaterThanOrEqual(now / 1000 + KEY_DELAY)
  expect(() => loadKeyring(place())).toThrow('no signing key is in use')
})

test('ADR 0013: a portal key is made when there is none, published a day before its use, and destroyed at 60 days', () => {
  const first = rotateKeyring(place(), new Date(now), {}, true).made
  expect(first.map(({ use }) => use)).toEqual(['portal'])
  expect(first[0]?.nbf).toBeGreaterThanOrEqual(now / 1000 + KEY_DELAY)
  expect(rotateKeyring(place(), new Date(now), {}, true).made).toEqual([])
  now = T0 + 26 * DAY
  // Once there is one, it is looked after by whoever rotates.
  expect(
    rotate()
      .made.map(({ use }) => use)
      .sort(),
  ).toEqual(['enc', 'portal'])
  now = T0 + 62 * DAY
  expect(rotate().destroyed).toContain(first[0]?.kid)
})

test('ADR 0013: a portal key whose time of sealing is over goes as soon as nothing is sealed to it, and not before', () => {
  const [key] = rotateKeyring(place(), new Date(now), {}, true).made
  const spent = [key?.kid ?? '']
  now = T0 + 20 * DAY
  expect(rotate({ spent }).destroyed).toEqual([])
  now = T0 + 33 * DAY
  expect(rotate({ spent }).destroyed).toContain(key?.kid)
})
