import { randomBytes } from 'node:crypto'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReport, sealReport } from '@ihala/seal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeyring, KeyringProblem, keyringContent, keyringFrom, loadKeyring, restoreKeyring } from './keyring-file.ts'

const now = new Date('2026-03-01T08:00:00.000Z')
const DAY = 24 * 3600 * 1000
let folder: string
let dir: string
let kekFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ihala-keyring-'))
  dir = join(folder, 'keys')
  kekFile = join(folder, 'secrets', 'kek')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const load = (after = 0, more: object = {}) => loadKeyring({ dir, kekFile, clock: () => new Date(now.getTime() + after), ...more })

test('what was made opens again, signs with the published key and unwraps what it wrapped', () => {
  const published = createKeyring(dir, kekFile, now)
  const keyring = load()
  expect(keyring.publicKeys()).toEqual(published)
  expect(published.map(({ use, nbf, exp }) => [use, (exp - nbf) / 86_400])).toEqual([
    ['sig', 90],
    ['enc', 30],
  ])
  expect(keyring.signing.kid).toBe(published[0]?.kid)
  expect(keyring.encryption[0]?.kid).toBe(published[1]?.kid)
  expect(keyring.unwrap(keyring.wrap(Buffer.from('a case key')))).toEqual(Buffer.from('a case key'))
  expect(JSON.stringify(published)).not.toContain('"d"')
})

test('both files are for their owner alone, and the keyring shows no private key', () => {
  createKeyring(dir, kekFile, now)
  for (const file of [kekFile, join(dir, 'keyring.json')]) expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dir, 'keyring.json'), 'utf8')).not.toContain('jwk')
})

test('keys are never overwritten', () => {
  createKeyring(dir, kekFile, now)
  expect(() => createKeyring(dir, kekFile, now)).toThrow('is there already')
})

test('another KEK does not open it', () => {
  createKeyring(dir, kekFile, now)
  writeFileSync(kekFile, randomBytes(32).toString('base64url'))
  expect(() => load()).toThrow(/does not open with the key of .*kek: it is another key, or the file was changed/)
})

test('one changed character is noticed', () => {
  createKeyring(dir, kekFile, now)
  const file = join(dir, 'keyring.json')
  const text = readFileSync(file, 'utf8')
  const at = text.indexOf('"sealed":"') + 60
  writeFileSync(file, `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`)
  expect(() => load()).toThrow(KeyringProblem)
})

test('a keyring others may read is refused, and so is a KEK', () => {
  createKeyring(dir, kekFile, now)
  chmodSync(join(dir, 'keyring.json'), 0o640)
  expect(() => load()).toThrow(/may be read by others \(mode 640\)/)
  chmodSync(join(dir, 'keyring.json'), 0o600)
  chmodSync(kekFile, 0o644)
  expect(() => load()).toThrow(/kek: may be read by others \(mode 644\)/)
})

test('a KEK that is not 32 bytes is named', () => {
  createKeyring(dir, kekFile, now)
  writeFileSync(kekFile, 'short')
  expect(() => load()).toThrow('does not hold 32 bytes')
})

test('production refuses a KEK beside the keyring or in the environment', () => {
  createKeyring(dir, kekFile, now)
  const kek = readFileSync(kekFile, 'utf8').trim()
  expect(() => load(0, { production: true, environment: { PATH: '/bin', SECRET: kek } })).toThrow('environment variable')
  expect(load(0, { production: true, environment: { PATH: '/bin' } }).signing.kid).toBeTruthy()
  copyFileSync(kekFile, join(dir, 'kek'))
  expect(() => load(0, { production: true, environment: {}, kekFile: join(dir, 'kek') })).toThrow('same folder')
  expect(load(0, { environment: { SECRET: kek } }).signing.kid).toBeTruthy()
})

test('an encryption key opens until its 60th day, a signing key signs until its 90th', () => {
  createKeyring(dir, kekFile, now)
  expect(load(59 * DAY).encryption).toHaveLength(1)
  expect(() => load(60 * DAY)).toThrow('no encryption key is in use')
  expect(() => load(91 * DAY)).toThrow('no signing key is in use')
})

test('the clock moves on while the service runs', () => {
  createKeyring(dir, kekFile, now)
  let time = now
  const keyring = loadKeyring({ dir, kekFile, clock: () => time })
  expect(keyring.signing.kid).toBeTruthy()
  time = new Date(now.getTime() + 95 * DAY)
  expect(() => keyring.sign(Buffer.from('late'))).toThrow('no signing key is in use')
})

test('a missing keyring is one sentence', () => {
  expect(() => load()).toThrow(/^keyring .*keyring\.json: there is no keyring; make one before the service starts$/)
})

test('what an escrow kept comes back under another KEK, and never over another keyring', () => {
  const published = createKeyring(dir, kekFile, now)
  const wrapped = load().wrap(Buffer.from('a case key'))
  const content = keyringContent({ dir, kekFile })
  expect(keyringFrom(content, () => now, 'of the escrow').unwrap(wrapped)).toEqual(Buffer.from('a case key'))
  expect(() => restoreKeyring(dir, kekFile, content)).toThrow('never overwritten')
  ;[dir, kekFile] = [join(folder, 'new'), join(folder, 'other', 'kek')]
  expect(() => restoreKeyring(dir, kekFile, Buffer.from('{}'))).toThrow('holds something else than keys')
  restoreKeyring(dir, kekFile, content)
  expect(load().publicKeys()).toEqual(published)
  expect(load().unwrap(wrapped)).toEqual(Buffer.from('a case key'))
  expect(statSync(join(dir, 'keyring.json')).mode & 0o777).toBe(0o600)
})

test('ADR 0013: a portal has a key of its own, which opens what is sealed to it for 60 days and is no key of the exchange', () => {
  const published = createKeyring(dir, kekFile, now, { portal: true })
  const keyring = load()
  const [key] = published.filter(({ use }) => use === 'portal')
  expect(key && [(key.exp - key.nbf) / 86_400, key.crv]).toEqual([30, 'X25519'])
  expect(keyring.portal.encryption.map(({ kid }) => kid)).toEqual([key?.kid])
  expect(keyring.encryption.map(({ kid }) => kid)).not.toContain(key?.kid)
  expect(load(59 * DAY).portal.encryption).toHaveLength(1)
  expect(() => load(61 * DAY)).toThrow('no encryption key is in use')
  const sealed = sealReport({ kty: 'OKP', crv: 'X25519', x: key?.x ?? '' }, Buffer.from('{}'))
  expect(openReport(sealed, keyring.portal)?.toString()).toBe('{}')
})

test('where there is no portal there is no key of one', () => {
  expect(createKeyring(dir, kekFile, now).map(({ use }) => use)).toEqual(['sig', 'enc'])
  expect(load().portal.encryption).toEqual([])
})
