import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CrossOrder, RegistryOrder } from '@ihala/contract'
import { newSigningKey, verifyCrossing, verifyList, verifyStatement } from '@ihala/seal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testAnchor } from '../test/kit/anchor.ts'
import { openAnchor } from './anchor.ts'
import { registryOf } from './registry.ts'

const ID = 'https://trust-anchor.network.example'
const house = 'https://care-house.network.example'
const bar = 'https://lawyers-association.network.example'
const now = Math.floor(Date.now() / 1000)

let dir: string
let server: Server
let orders: RegistryOrder[] = []
let crossings: CrossOrder[] = []
let taken: { statements: string[]; list: string; crossings: string[] }[] = []
let answers = 200

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ihala-orders-'))
  ;[orders, crossings, taken, answers] = [[], [], [], 200]
  server = createServer((request, response) => {
    if (request.method === 'GET') return response.setHeader('content-type', 'application/json').end(JSON.stringify({ orders, crossings }))
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part
    })
    request.on('end', () => {
      if (answers === 200) taken.push(JSON.parse(body))
      response.writeHead(answers).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

function aMember(entityId: string) {
  const { kid, jwk } = newSigningKey()
  const key = { kty: 'OKP' as const, crv: 'Ed25519' as const, x: jwk.x, kid, use: 'sig' as const, nbf: now, exp: now + 86_400 }
  const said = { entityId, kind: 'shelter', names: { ar: 'دار', en: 'House' }, status: 'live' as const, busTag: `A${'B'.repeat(55)}` }
  return { kid, statement: () => ({ ...said, serves: [], takes: [], marks: [], keys: [key] }) }
}

test('K4, T24: what two people decided is signed by two bodies, said, and still said after a new start', async () => {
  const { port } = server.address() as AddressInfo
  const anchor = openAnchor(join(dir, 'anchor'), ID)
  const pinned = [{ iss: ID, keys: anchor.publicKeys }]
  const members = [aMember(house), aMember(bar)]
  const start = () =>
    registryOf({
      anchor,
      members,
      committee: { baseUrl: `http://127.0.0.1:${port}`, credsFile: 'none' },
      busUrl: 'nats://127.0.0.1:1',
      ordersFile: join(dir, 'orders.json'),
    })
  const last = () => {
    const word = taken.at(-1)
    const statements = (word?.statements ?? []).map((jws) => verifyStatement(jws, pinned, now))
    const list = verifyList(word?.list ?? '', pinned, now)
    const about = (sub: string) =>
      statements.flatMap((one) => (one.outcome === 'trusted' && one.content.sub === sub ? [one.content] : []))[0]
    const networks = (word?.crossings ?? []).map((jws) => verifyCrossing([jws], pinned, now).outcome)
    return { about, networks, listed: list.outcome === 'trusted' ? list.content.members : [] }
  }

  const registry = start()
  expect(await registry.obey()).toBe(false)
  orders = [
    { entityId: bar, standing: 'expelled', revoked: [], application: null },
    { entityId: house, standing: 'suspended', revoked: [{ kid: members[0]?.kid ?? '', revokedAt: now }], application: null },
  ]
  answers = 503
  await expect(registry.obey()).rejects.toThrow('503')
  answers = 200
  expect(await registry.obey()).toBe(true)
  expect(await registry.obey()).toBe(false)
  expect(last().about(house)?.metadata.ihala_member.status).toBe('suspended')
  expect(last().about(house)?.jwks.keys[0]?.revokedAt).toBe(now)
  expect(last().about(bar)?.metadata.ihala_member.status).toBe('suspended')
  expect(last().listed).toEqual([house])
  expect(last().networks).toEqual([])

  // K6: another network is on the list, so that whoever was away asks for it.
  const abroad = testAnchor('https://registry.hijra.example')
  const names = { ar: 'شبكة', en: 'Network' }
  const constraints = { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } }
  const none = { subset_of: [] }
  const policy = { ihala_member: { kind: { one_of: ['shelter'] }, sends: none, accepts: none, takes: none } }
  const agreement = { entityId: abroad.anchor.iss, names, keys: abroad.keys, constraints, policy, until: now + 86_400 }
  crossings = [{ agreement, status: 'live' }]
  expect(await registry.obey()).toBe(true)
  expect([last().listed, last().networks]).toEqual([[house, abroad.anchor.iss], ['trusted']])

  const again = start()
  await again.announce()
  expect(last().about(house)?.jwks.keys[0]?.revokedAt).toBe(now)
  expect(last().networks).toEqual(['trusted'])
  expect(await again.obey()).toBe(false)
})
