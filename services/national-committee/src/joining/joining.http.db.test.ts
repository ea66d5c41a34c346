import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONFORMANCE_STEPS, type RegistryStatement } from '@ihala/contract'
import { createKeyring, entityConfiguration, type FileKeyring, loadKeyring } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../../test/kit/anchor.ts'
import { testConformance } from '../../../../test/kit/conformance.ts'
import { type LoneService, loneService, noBus } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const domain = 'network.example'
const anchorId = `https://trust-anchor.${domain}`
const hospital = `https://hospital.${domain}`
const anchor = testAnchor(anchorId)
const conformance = testConformance(domain)
const bus = { ...noBus, registry: { ...noBus.registry, fetch: async () => undefined, publish: async () => undefined }, isUp: () => true }
const folder = mkdtempSync(join(tmpdir(), 'ihala-joining-'))
let lone: LoneService
let keyring: FileKeyring

beforeAll(async () => {
  const registry = { anchorKeys: anchor.keys, networkDomain: domain, anchorId, conformanceKeys: conformance.keys }
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
function ownWord(entityId = hospital, kind = 'hospital', now = new Date()): string {
  const { registry } = lone.running.service.config
  return entityConfiguration(
    { config: { entityId, kind, names: { ar: 'مستشفى', en: 'Hospital' }, nats, registry }, serves: ['health-care'], keyring },
    now,
  )
}

const apply = (configuration: string) =>
  lone.running.app.inject({ method: 'POST', url: '/registry/applications', payload: { configuration } })
const asks = (who: string, url: string, body?: object, headers: Record<string, string> = {}) =>
  lone.asks(who, ['admin'], { method: 'POST', url, headers, ...(body === undefined ? {} : { body }) })
const reads = (url: string) => lone.asks('fatima', ['admin'], { method: 'GET', url })
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
  const word = ownWord()
  const applied = await apply(word)
  const seconds = Math.floor(Date.now() / 1000)
  const protocol = conformance.passed(hospital, word, seconds)
  expect(applied.json()).toMatchObject({ entityId: hospital, state: 'applied', fingerprint: keyring.signing.kid })
  const { fingerprint } = applied.json()
  const otherKey = createHash('sha256').update('other').digest('base64url')
  const path = '/registry/applications/hospital'

  expect((await says()).json()).toMatchObject({ code: 'state-forbids', facts: { state: 'applied' } })
  expect((await asks('fatima', `${path}/conformance`, protocol)).body).toMatchObject({ code: 'state-forbids' })
  expect((await asks('fatima', `${path}/verify`, { how: 'telephone', fingerprint: otherKey })).body).toMatchObject({ rule: 'other-key' })
  expect((await asks('fatima', `${path}/verify`, { how: 'telephone', fingerprint })).body).toMatchObject({ state: 'verified' })
  // Whoever applies again now would replace keys that people have compared.
  expect((await apply(ownWord())).json()).toMatchObject({ code: 'state-forbids' })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ code: 'state-forbids' })
  // A hash that somebody typed, and all protocols that show something else.
  expect((await asks('fatima', `${path}/conformance`, { protocol: otherKey })).status).toBe(400)
  const forged = {
    ...protocol,
    protocol: protocol.protocol.replace(/^(.*\.)(.)/, (_, head, first) => `${head}${first === 'A' ? 'B' : 'A'}`),
  }
  const failed = { steps: CONFORMANCE_STEPS.map((step) => ({ passed: step !== 'one-effect', step })) }
  for (const [other, answer] of [
    [forged, { code: 'statement-invalid' }],
    [testConformance(domain).passed(hospital, word, seconds), { code: 'statement-invalid' }],
    [conformance.passed(hospital, word, seconds, { kind: 'hospital' }), { code: 'statement-invalid' }],
    [conformance.passed(`https://clinic.${domain}`, word, seconds), { rule: 'other-applicant' }],
    [conformance.passed(hospital, ownWord(hospital, 'hospital', new Date(Date.now() - 60_000)), seconds), { rule: 'other-application' }],
    [conformance.passed(hospital, word, seconds, { protocol: failed }), { rule: 'not-passed' }],
    [conformance.passed(hospital, word, seconds - 15 * 24 * 3600), { rule: 'too-old' }],
  ] as const)
    expect((await asks('fatima', `${path}/conformance`, other)).body).toMatchObject(answer)
  expect((await asks('fatima', `${path}/conformance`, protocol)).body).toMatchObject({ state: 'tested' })
  expect((await reads(`${path}/conformance`)).body).toEqual(protocol)
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ state: 'tested' })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ code: 'second-person-required' })
  // A new run is another thing than what was approved.
  const again = conformance.passed(hospital, word, seconds)
  expect((await asks('jassim', `${path}/conformance`, again)).body).toMatchObject({ state: 'tested' })
  expect((await reads('/registry/applications')).body.applications[0]).toMatchObject({ approvedOnce: false, configuration: word })
  expect((await asks('fatima', `${path}/approve`)).body).toMatchObject({ state: 'tested' })
  expect(await orders()).toEqual([])
  expect((await says()).statusCode).toBe(409)
  expect((await asks('jassim', `${path}/approve`)).body).toMatchObject({ state: 'approved' })
  expect(await orders()).toMatchObject([{ entityId: hospital, standing: 'live', application: expect.any(String) }])
  expect((await says()).statusCode).toBe(200)
  // K8: in the open, what it showed stands before that it was admitted.
  const { changes } = (await lone.running.app.inject('/registry/changes')).json<{ changes: { change: string; jws: string }[] }>()
  expect(changes.map(({ change }) => change)).toEqual(['tested', 'admitted'])
  expect(changes[0]?.jws).toBe(again.protocol)
  expect((await apply(ownWord())).json()).toMatchObject({ code: 'state-forbids' })
})

test('K4, T24: suspending and revoking need two people, and are what the anchor is asked to sign', async () => {
  const propose = async (body: object) =>
    (await asks('fatima', '/registry/members/hospital/measures', body, { 'idempotency-key': JSON.stringify(body).slice(0, 100) })).body
  const { id } = await propose({ measure: 'suspend' })
  expect(await orders()).toMatchObject([{ standing: 'live' }])
  expect((await reads('/registry/measures')).body.measures).toMatchObject([
    { id, measure: 'suspend', proposedByMe: true, proposedByNames: { en: expect.any(String) }, confirmedAt: null },
  ])
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

test('K1: nobody has the name of who says who is who, or of who is no organisation', async () => {
  for (const name of ['conformance', 'trust-anchor'])
    expect((await apply(ownWord(`https://${name}.${domain}`))).json()).toMatchObject({ code: 'body-invalid', rule: 'reserved' })
  expect((await apply(ownWord(`https://test-9.${domain}`, 'test'))).json()).toMatchObject({ code: 'body-invalid', rule: 'reserved' })
})

test('K1: only the committee’s administrators decide', async () => {
  const answer = await lone.asks('noor', ['analyst'], { method: 'POST', url: '/registry/applications/hospital/approve' })
  expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed'])
})
