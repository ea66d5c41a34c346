import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type RegistryList, type RegistryStatement, STAFF_ROLES } from '@ihala/contract'
import { loadKeyring, openPools, type Running, registryKey } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LoneService, loneService, noBus } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const domain = 'network.example'
const anchorId = `https://national-committee.${domain}`
const anchor = generateKeyPairSync('ed25519')
const union = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')

let lone: LoneService
let committee: Running
const published: { key: string; jws: string }[] = []
/** What the stream has: the newest of each key. */
const onBus = new Map<string, string>()
let busIsThere = true
const away = () => Object.assign(new Error('The bus cannot be reached.'), { name: 'BusAway' })

const xOf = (key: KeyObject): string => String(key.export({ format: 'jwk' }).x)
const kidOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(`{"crv":"Ed25519","kty":"OKP","x":"${xOf(key)}"}`)
    .digest('base64url')

/** Signs as the anchor's command does, by the words of DESIGN §4 and §6, with nothing of ours. */
function signed(content: object, by = anchor, others = [union]): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const headerOf = (key: KeyObject) => ({ alg: 'Ed25519', typ: 'entity-statement+jwt', kid: kidOf(key) })
  const over = (header: object, key: KeyObject): string =>
    sign(null, Buffer.from(`${part(header)}.${part(content)}`), key).toString('base64url')
  const cosignatures = others.map((one) => `${part(headerOf(one.publicKey))}..${over(headerOf(one.publicKey), one.privateKey)}`)
  const header = { ...headerOf(by.publicKey), ...(cosignatures.length === 0 ? {} : { cosignatures }) }
  return `${part(header)}.${part(content)}.${over(header, by.privateKey)}`
}

/** A bus that takes statements and carries nothing else. */
const bus = {
  ...noBus,
  registry: {
    ...noBus.registry,
    fetch: async (key: string) => {
      if (!busIsThere) throw away()
      return onBus.get(key)
    },
    publish: async (key: string, jws: string) => {
      if (!busIsThere) throw away()
      published.push({ key, jws })
      onBus.set(key, jws)
    },
  },
  isUp: () => true,
}

beforeAll(async () => {
  lone = await loneService(service, {
    slug: 'national-committee',
    bus,
    config: {
      entityId: anchorId,
      registry: {
        anchorKeys: [
          { kty: 'OKP', crv: 'Ed25519', x: xOf(anchor.publicKey), holder: 'national-committee', government: true },
          { kty: 'OKP', crv: 'Ed25519', x: xOf(union.publicKey), holder: 'itf', government: false },
        ],
        networkDomain: domain,
        anchorId,
      },
    },
  })
  committee = lone.running
})
afterAll(() => lone?.stop())
beforeEach(() => {
  published.length = 0
  busIsThere = true
})

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

function aStatement(slug: string, more: Partial<RegistryStatement> = {}): RegistryStatement {
  const keys = loadKeyring({
    dir: committee.service.config.keyDir,
    kekFile: committee.service.config.kekFile,
    clock: () => new Date(),
  }).publicKeys()
  const iat = nowSeconds()
  return {
    iss: anchorId,
    sub: `https://${slug}.${domain}`,
    iat,
    exp: iat + 3600,
    jwks: { keys },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: { ar: 'دار', en: 'House' },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: [],
        accepts: {},
        serves: ['shelter'],
        takes: [],
      },
    },
    ...more,
  }
}

const post = (payload: object) => committee.app.inject({ method: 'POST', url: '/registry/statements', payload })
const logOf = async (slug: string): Promise<string[]> => {
  const { changes } = (await committee.app.inject('/registry/changes')).json<{ changes: { entityId: string; change: string }[] }>()
  return changes.filter(({ entityId }) => entityId === `https://${slug}.${domain}`).map(({ change }) => change)
}

const wholeLog = async () => (await committee.app.inject('/registry/changes')).json<{ changes: { leaf: string }[] }>().changes

/** Somebody who has every role there is: what is refused then is refused to all. */
const fatima = () => lone.signIn('fatima', STAFF_ROLES)

test('K2: what the anchor signed is kept, logged and published as the bytes it signed, without a session', async () => {
  const jws = signed(aStatement('one'))
  const list: RegistryList = { iss: anchorId, iat: nowSeconds(), exp: nowSeconds() + 3600, members: [`https://one.${domain}`] }
  const answer = await post({ statements: [jws], list: signed(list) })
  expect(answer.statusCode).toBe(200)
  // K8: whoever hears of the statement finds it in the log, and what leads to it.
  expect(published.map(({ key }) => key)).toEqual(['log-0', 'log', registryKey(`https://one.${domain}`), 'list'])
  expect(published.slice(2).map(({ jws: sent }) => sent)).toEqual([jws, signed(list)])
  expect(JSON.parse(onBus.get('log-0') ?? '')).toMatchObject({ position: 0, entityId: `https://one.${domain}`, change: 'admitted', jws })
  expect(await logOf('one')).toEqual(['admitted'])
  expect(committee.service.registry.find(`https://one.${domain}`)?.metadata.ihala_member.kind).toBe('shelter')
})

test.each([
  ['signed by one body alone', () => signed(aStatement('two'), anchor, []), 'statement-invalid'],
  ['signed twice by one body', () => signed(aStatement('two'), anchor, [anchor]), 'statement-invalid'],
  ['signed by somebody else', () => signed(aStatement('two'), stranger), 'statement-invalid'],
  ['changed after it was signed', () => changed(signed(aStatement('two'))), 'statement-invalid'],
  ['in the name of another anchor', () => signed(aStatement('two', { iss: `https://two.${domain}` })), 'statement-invalid'],
  ['living longer than a day', () => signed(aStatement('two', { exp: nowSeconds() + 200_000 })), 'statement-invalid'],
  ['ended', () => signed(aStatement('two', { iat: nowSeconds() - 8_000, exp: nowSeconds() - 4_000 })), 'statement-expired'],
  [
    'a list in the place of a statement',
    () => signed({ iss: anchorId, iat: nowSeconds(), exp: nowSeconds() + 60, members: [] }),
    'statement-invalid',
  ],
])('K2: one statement %s refuses the whole request: nothing is kept or published', async (_what, make, code) => {
  const answer = await post({ statements: [signed(aStatement('two')), make()] })
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ code, field: '/statements/1' })
  expect(published).toEqual([])
  expect(await logOf('two')).toEqual([])
})

function changed(jws: string): string {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  const content = Buffer.from(payload, 'base64url').toString().replace('"live"', '"suspended"')
  return `${header}.${Buffer.from(content).toString('base64url')}.${signature}`
}

test('a list that the anchor did not sign is not published', async () => {
  const list = { iss: anchorId, iat: nowSeconds(), exp: nowSeconds() + 60, members: [] }
  const answer = await post({ statements: [], list: signed(list, stranger) })
  expect(answer.json()).toMatchObject({ code: 'statement-invalid', field: '/list' })
  expect(published).toEqual([])
})

test('while the bus is away the request is answered so, and the same request later publishes', async () => {
  const request = { statements: [signed(aStatement('three'))] }
  busIsThere = false
  expect((await post(request)).json()).toMatchObject({ code: 'service-unavailable', rule: 'bus' })
  busIsThere = true
  expect((await post(request)).statusCode).toBe(200)
  expect(published.filter(({ key }) => !key.startsWith('log'))).toHaveLength(1)
  expect(await logOf('three')).toEqual(['admitted'])
})

test('K8: what the bus lost of the log is published again, and a head is of the entries before it', async () => {
  await post({ statements: [signed(aStatement('five'))] })
  const size = Number(onBus.get('log')?.split('\n')[1])
  expect([...onBus.keys()].filter((key) => /^log-\d+$/.test(key))).toHaveLength(size)
  onBus.clear()
  await post({ statements: [signed(aStatement('five'))] })
  expect([...onBus.keys()].slice(0, size + 1)).toEqual([...Array.from({ length: size }, (_, at) => `log-${at}`), 'log'])
})

test('K8: restored from a backup, the committee takes its entries back from the bus before it writes; of others it takes none', async () => {
  await post({ statements: [signed(aStatement('six'))] })
  const [head, before] = [onBus.get('log'), await wholeLog()]
  const pools = openPools(lone.database.ownerUrl, 'national-committee')
  const { background: owner } = pools
  await owner`alter table registry.change disable trigger user`
  await owner`delete from registry.change where position >= ${before.length - 2}`
  await owner`alter table registry.change enable trigger user`
  await pools.close()
  const last = `log-${before.length - 1}`
  const kept = onBus.get(last) ?? ''
  onBus.set(last, kept.replace('"admitted"', '"suspended"'))
  expect((await post({ statements: [] })).json()).toMatchObject({ code: 'service-unavailable', rule: 'membership-log' })
  expect(await wholeLog()).toHaveLength(before.length - 2)
  onBus.set(last, kept)
  expect((await post({ statements: [] })).statusCode).toBe(200)
  expect(await wholeLog()).toEqual(before)
  expect(onBus.get('log')).toBe(head)
})

test('K8: who was removed and is still called suspended is not admitted again', async () => {
  const about = (status: 'live' | 'suspended') => {
    const said = aStatement('seven')
    return signed({ ...said, metadata: { ihala_member: { ...said.metadata.ihala_member, status } } })
  }
  await post({ statements: [about('live')] })
  const list: RegistryList = { iss: anchorId, iat: nowSeconds(), exp: nowSeconds() + 3600, members: [] }
  await post({ statements: [about('suspended')], list: signed(list) })
  await post({ statements: [about('suspended')], list: signed(list) })
  expect(await logOf('seven')).toEqual(['admitted', 'suspended', 'removed'])
})

test('staff see members and when their keys end; who is not signed in does not', async () => {
  await post({ statements: [signed(aStatement('four'))] })
  expect((await committee.app.inject('/registry/members')).statusCode).toBe(401)
  const answer = await committee.app.inject({ url: '/registry/members', headers: await fatima() })
  const four = answer
    .json<{ members: { entityId: string; status: string; keys: { daysLeft: number }[] }[] }>()
    .members.find(({ entityId }) => entityId === `https://four.${domain}`)
  expect(four).toMatchObject({ status: 'live' })
  expect(four?.keys[0]?.daysLeft).toBeGreaterThan(0)
})

test('D-7: whatever the role, nobody at the committee opens or writes a person or a referral', async () => {
  const headers = await fatima()
  const id = '01890a5d-ac96-774b-bcce-b302099a8057'
  const gets = ['/people', `/people/${id}`, `/referrals/${id}`].map((url) => committee.app.inject({ url, headers }))
  const posts = ['/people', '/referrals', `/referrals/${id}/accept`].map((url) =>
    committee.app.inject({ method: 'POST', url, headers, payload: {} }),
  )
  for (const answer of await Promise.all([...gets, ...posts])) expect([answer.statusCode, answer.json().code]).toEqual([403, 'not-allowed'])
})
