import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RegistryStatement } from '@ihala/contract'
import { createKeyring, entityConfiguration, type FileKeyring, loadKeyring } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../../test/kit/anchor.ts'
import { type LoneService, loneService, noBus } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const domain = 'network.example'
const anchorId = `https://trust-anchor.${domain}`
const hospital = `https://hospital.${domain}`
const anchor = testAnchor(anchorId)
const bus = { ...noBus, registry: { ...noBus.registry, publish: async () => undefined }, isUp: () => true }
const folder = mkdtempSync(join(tmpdir(), 'ihala-joining-'))
let lone: LoneService
let keyring: FileKeyring

beforeAll(async () => {
  const registry = { anchorKeys: anchor.keys, networkDomain: domain, anchorId }
  lone = await loneService(service, {
    slug: 'national-committee',
    bus,
    config: { entityId: `https://national-committee.${domain}`, registry },
  })
  createKeyring(join(folder, 'keys'), join(folder, 'kek'), new Date())
  keyring = loadKeyring({ dir: join(folder, 'keys'), kekFile: join(folder, 'kek'), clock: () => new Date() })
})
afterAll(async () => {
  await lone?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const { nats } = { nats: { url: 'nats://127.0.0.1:1', credsFile: 'none', tag: `A${'D'.repeat(55)}` } }
function ownWord(entityId = hospital): string {
  const { registry } = lone.running.service.config
  return entityConfiguration(
    { config: { entityId, kind: 'hospital', names: { ar: 'مستشفى', en: 'Hospital' }, nats, registry }, serves: ['health-care'], keyring },
    new Date(),
  )
}

const apply = (configuration: string) =>
  lone.running.app.inject({ method: 'POST', url: '/registry/applications', payload: { configuration } })
const asks = (who: string, url: string, body?: object, headers: Record<string, string> = {}) =>
  lone.asks(who, ['admin'], { method: 'POST', url, headers, ...(body === undefined ? {} : { body }) })
const orders = async () => (await lone.running.app.inject('/registry/orders')).json<{ orders: { entityId: string }[] }>().orders

function statement(): string {
  const iat = Math.floor(Date.now() / 1000)
  const content: RegistryStatement = {
    iss: anchorId,
    sub: hospital,
    iat,
    exp: iat + 3600,
    jwks: { keys: keyring.publicKeys() },
    metadata: {
      ihala_member: {
        kind: 'hospital',
        names: { ar: 'مستشفى', en: 'Hospital' },
        status: 'live',
        bus_tag: nats.tag,
        sends: [],
        accepts: {},
        serves: [],
        takes: [],
      },
    },
  }
  return anchor.says(content)
}
const says = () => lone.running.app.inject({ method: 'POST', url: '/registry/statements', payload: { statements: [statement()] } })

test('K1: applied, verified over a second channel, tested, approved by two, and only then live', async () => {
  const applied = await apply(ownWord())
  expect(applied.json()).toMatchObject({ entityId: hospital, state: 'applied', fingerprint: keyring.signing.kid })
  const protocol = createHash('sha256').update('protocol').digest('base64url')
  const { fingerprint } = applied.json()
  const path = '/registry/applications/hospital'

  expect((await says()).json()).toMatchObject({ code: 'state-forbids', facts: { state: 'applied' } })
  expect((await asks('fatima', `${path}/conformance`, { protocol })).body).toMatchObject({ code: 'state-forbids' })
  expect((await asks('fatima', `${path}/verify`, { how: 'telephone', fingerprint: protocol })).body).toMatchObject({ rule: 'other-key' })
  expect((await asks('fatima', `${path}/verify`, { how: 'telephone', fingerprint })).body).toMatchObject({ state: 'verified' })
  // Whoever applies again now would replace keys that people have compared.
  expect((await apply(ownWord())).json()).toMatchObject({ code: 'state-forbids' })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ code: 'state-forbids' })
  expect((await asks('fatima', `${path}/conformance`, { protocol })).body).toMatchObject({ state: 'tested' })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ state: 'tested' })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ code: 'second-person-required' })
  expect(await orders()).toEqual([])
  expect((await says()).statusCode).toBe(409)
  expect((await asks('jassim', `${path}/approve`)).body).toMatchObject({ state: 'approved' })
  expect(await orders()).toMatchObject([{ entityId: hospital, standing: 'live', application: expect.any(String) }])
  expect((await says()).statusCode).toBe(200)
  expect((await apply(ownWord())).json()).toMatchObject({ code: 'state-forbids' })
})

test('K4, T24: suspending and revoking need two people, and are what the anchor is asked to sign', async () => {
  const propose = async (body: object) =>
    (await asks('fatima', '/registry/members/hospital/measures', body, { 'idempotency-key': JSON.stringify(body).slice(0, 100) })).body
  const { id } = await propose({ measure: 'suspend' })
  expect(await orders()).toMatchObject([{ standing: 'live' }])
  expect((await asks('fatima', `/registry/measures/${id}/confirm`)).body).toMatchObject({ code: 'second-person-required' })
  expect((await asks('jassim', `/registry/measures/${id}/confirm`)).status).toBe(200)
  expect(await orders()).toMatchObject([{ standing: 'suspended' }])
  expect((await asks('muna', `/registry/measures/${id}/confirm`)).body).toMatchObject({ code: 'state-forbids' })

  const stolen = await propose({ measure: 'revoke-key', kid: keyring.signing.kid })
  await asks('jassim', `/registry/measures/${stolen.id}/confirm`)
  expect(await orders()).toMatchObject([{ revoked: [{ kid: keyring.signing.kid }] }])
  expect(await propose({ measure: 'revoke-key', kid: createHash('sha256').update('x').digest('base64url') })).toMatchObject({
    code: 'not-found',
  })
})

test('K1: an application that its own key did not sign, or of another network, is refused', async () => {
  const word = ownWord()
  const [header, payload, signature = ''] = word.split('.')
  const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  expect((await apply(forged)).json()).toMatchObject({ code: 'statement-invalid' })
  expect((await apply(ownWord('https://hospital.other.example'))).json()).toMatchObject({ code: 'body-invalid', rule: 'network' })
})

test('K1: only the committee’s administrators decide', async () => {
  const answer = await lone.asks('noor', ['analyst'], { method: 'POST', url: '/registry/applications/hospital/approve' })
  expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed'])
})
