import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Config, ConfigProblem, loadConfig } from './config.ts'

const careHouse: Config = {
  slug: 'care-house',
  kind: 'shelter',
  entityId: 'https://care-house.network.example',
  names: { ar: 'دار الأمان', en: 'Care House' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Qatar',
  databaseUrl: 'postgres://care_house_app:one@127.0.0.1:5544/ihala_care_house',
  ownerDatabaseUrl: 'postgres://care_house_owner:two@127.0.0.1:5544/ihala_care_house',
  keyDir: 'keys',
  kekFile: 'secrets/kek',
  nats: { url: 'nats://127.0.0.1:4222', credsFile: 'secrets/bus.creds', tag: `A${'B'.repeat(55)}` },
  oidc: { issuer: 'http://127.0.0.1:4000', clientId: 'care-house', clientSecretFile: 'secrets/oidc' },
  port: 4101,
  baseUrl: 'http://127.0.0.1:4101',
  registry: {
    anchorKeys: [
      { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), holder: 'national-committee', government: true },
      { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(42)}E`, holder: 'itf', government: false },
    ],
    networkDomain: 'network.example',
    anchorId: 'https://national-committee.network.example',
  },
  environment: 'development',
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ihala-config-'))
  mkdirSync(join(folder, 'secrets'))
  for (const name of ['kek', 'bus.creds', 'oidc']) writeFileSync(join(folder, 'secrets', name), 'secret')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function problemsOf(value: unknown): readonly string[] {
  const file = join(folder, 'care-house.json')
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  try {
    loadConfig(file)
    return []
  } catch (fault) {
    if (fault instanceof ConfigProblem) return fault.problems.map((problem) => problem.replace(`config ${file}: `, ''))
    throw fault
  }
}

test('good settings load, and their paths are relative to the file', () => {
  writeFileSync(join(folder, 'care-house.json'), JSON.stringify(careHouse))
  const config = loadConfig(join(folder, 'care-house.json'))
  expect(config.kekFile).toBe(join(folder, 'secrets/kek'))
  expect(config.keyDir).toBe(join(folder, 'keys'))
  expect(config.nats.credsFile).toBe(join(folder, 'secrets/bus.creds'))
  expect(config.slug).toBe('care-house')
})

test('a missing field is one sentence that names the file, the field and its meaning', () => {
  const { url: _, ...nats } = careHouse.nats
  writeFileSync(join(folder, 'care-house.json'), JSON.stringify({ ...careHouse, nats }))
  expect(() => loadConfig(join(folder, 'care-house.json'))).toThrow(
    `config ${join(folder, 'care-house.json')}: \`nats.url\` is missing: the address of the network's bus`,
  )
})

test('every problem is told, not the first alone', () => {
  const { port: _, ...rest } = careHouse
  expect(problemsOf({ ...rest, databaseUrl: 'mysql://x', colour: 'red' })).toEqual(
    expect.arrayContaining([
      '`port` is missing: the TCP port to listen on (0: any free one)',
      '`databaseUrl` is not right: the address of the database for the role that works, <slug>_app',
      '`colour` is not a setting of this service',
    ]),
  )
})

test('no value is repeated: a password does not land in a log', () => {
  expect(problemsOf({ ...careHouse, databaseUrl: 'mysql://app:very-secret@db/x' }).join()).not.toContain('very-secret')
})

test('a file that is not there or not JSON says so', () => {
  expect(() => loadConfig(join(folder, 'nowhere.json'))).toThrow('there is no such file')
  expect(problemsOf('{ port: 4')).toEqual(['is not JSON'])
  expect(problemsOf('[]')).toEqual(['is not one JSON object'])
})

test('names that do not fit each other are refused', () => {
  expect(problemsOf({ ...careHouse, slug: 'charity' })).toEqual(['`entityId` is not https://<slug>.<registry.networkDomain>'])
  expect(problemsOf({ ...careHouse, ownerDatabaseUrl: careHouse.databaseUrl })).toEqual([
    '`databaseUrl` names the role of `ownerDatabaseUrl`: the role that works may not own the tables',
  ])
})

test('a secret that is not there is named by its field', () => {
  expect(problemsOf({ ...careHouse, kekFile: 'secrets/none' })).toEqual(['`kekFile` names a file that is not there or cannot be read'])
})

test('production refuses what is for trying out', () => {
  const problems = problemsOf({ ...careHouse, environment: 'production', keyDir: 'secrets' })
  expect(problems).toEqual([
    '`baseUrl` is not https, which production needs',
    '`oidc.issuer` is a development provider; production needs the identity provider of the organisation, over https',
    '`nats.url` is not tls, which production needs',
    '`nats.tls` is missing: in production the bus and this service show each other certificates',
    '`kekFile` lies in the folder of the keyring: who copies the one has the other',
  ])
  expect(
    problemsOf({
      ...careHouse,
      environment: 'production',
      baseUrl: 'https://care.example',
      oidc: { ...careHouse.oidc, issuer: 'https://id.care.example' },
      nats: {
        ...careHouse.nats,
        url: 'tls://bus.network.example:4222',
        tls: { caFile: 'secrets/kek', certFile: 'secrets/kek', keyFile: 'secrets/kek' },
      },
    }),
  ).toEqual([])
})
