import type { CrossAgreement, CrossCertificate, CrossOrder, RegistryStatement } from '@ihala/contract'
import { verifyCrossing } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../../test/kit/anchor.ts'
import { type LoneService, loneService, noBus } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const domain = 'network.example'
const anchorId = `https://trust-anchor.${domain}`
const anchor = testAnchor(anchorId)
const abroad = testAnchor('https://registry.hijra.example')
const hostel = 'https://hostel.hijra.example'
const stream = new Map<string, string>()
const registry = {
  ...noBus.registry,
  fetch: async (key: string) => stream.get(key),
  publish: async (key: string, jws: string) => void stream.set(key, jws),
}
const bus = { ...noBus, registry, isUp: () => true }
const seconds = (): number => Math.floor(Date.now() / 1000)
let lone: LoneService

const agreement = (change: Partial<CrossAgreement> = {}): CrossAgreement => ({
  entityId: abroad.anchor.iss,
  names: { ar: 'شبكة هجرة', en: 'Hijra network' },
  keys: abroad.keys,
  constraints: { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } },
  policy: {
    ihala_member: {
      kind: { one_of: ['shelter'] },
      sends: { subset_of: ['referral-accepted'] },
      accepts: { subset_of: ['referral-requested'] },
      takes: { subset_of: ['need'] },
    },
  },
  until: seconds() + 90 * 86_400,
  ...change,
})
const asks = (who: string, url: string, body?: object, headers: Record<string, string> = {}) =>
  lone.asks(who, ['admin'], { method: 'POST', url, headers, ...(body === undefined ? {} : { body }) })
const get = (url: string) => lone.running.app.inject({ url })
const claimsOf = (jws: string): Record<string, unknown> => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
const says = (payload: object) =>
  lone.running.app.inject({ method: 'POST', url: '/registry/statements', payload: { statements: [], ...payload } })
const brings = (...statements: string[]) =>
  lone.running.app.inject({ method: 'POST', url: '/registry/crossed-statements', payload: { statements } })
const orders = async (): Promise<CrossOrder[]> => (await get('/registry/orders')).json<{ crossings: CrossOrder[] }>().crossings
/** What the bodies are asked to say: `infra/anchor-crossing.ts` does the same. */
const certificate = ({ agreement: said, status }: CrossOrder, iat: number): CrossCertificate => ({
  iss: anchorId,
  sub: said.entityId,
  iat,
  exp: iat + 3600,
  jwks: { keys: said.keys },
  metadata: { ihala_network: { names: said.names, status, until: said.until } },
  constraints: said.constraints,
  metadata_policy: said.policy,
})
const signed = (order: CrossOrder, iat = seconds()): string => anchor.says(certificate(order, iat))
let keyed = 0
const propose = (order: CrossOrder, who = 'fatima') => {
  keyed += 1
  return asks(who, '/registry/crossings', order, { 'idempotency-key': `crossing-proposal-${keyed}` })
}

const member = (iat = seconds(), change: Partial<RegistryStatement> = {}): RegistryStatement => ({
  iss: abroad.anchor.iss,
  sub: hostel,
  iat,
  exp: iat + 3600,
  jwks: { keys: lone.running.service.keyring.publicKeys() },
  metadata: {
    ihala_member: {
      kind: 'shelter',
      names: { ar: 'نزل', en: 'Hostel' },
      status: 'live',
      bus_tag: `A${'B'.repeat(55)}`,
      sends: ['referral-accepted', 'referral-requested'],
      accepts: {},
      serves: [],
      takes: ['need', 'health'],
    },
  },
  ...change,
})
const aboutHostel = (iat = seconds(), by = abroad): string => by.says(member(iat))

beforeAll(async () => {
  lone = await loneService(service, {
    slug: 'national-committee',
    bus,
    config: { entityId: `https://national-committee.${domain}`, registry: { anchorKeys: anchor.keys, networkDomain: domain, anchorId } },
  })
})
afterAll(() => lone?.stop())

test('K6: an agreement is proposed by one, confirmed by another, and only then asked of the bodies', async () => {
  for (const [wrong, answer] of [
    [agreement({ entityId: anchorId }), { code: 'statement-invalid', rule: 'crossing' }],
    [agreement({ keys: abroad.keys.map((key) => ({ ...key, government: true })) }), { code: 'statement-invalid', rule: 'crossing' }],
    [
      agreement({ constraints: { max_path_length: 1, naming_constraints: { permitted: [`.${domain}`] } } }),
      { code: 'statement-invalid', rule: 'crossing' },
    ],
    [agreement({ until: seconds() - 1 }), { code: 'statement-expired' }],
  ] as const)
    expect((await propose({ agreement: wrong, status: 'live' })).body).toMatchObject(answer)
  expect((await propose({ agreement: agreement(), status: 'ended' })).body).toMatchObject({ code: 'state-forbids' })

  const said = agreement()
  const { id } = (await propose({ agreement: said, status: 'live' })).body as { id: string }
  expect(await orders()).toEqual([])
  expect((await asks('fatima', `/registry/crossings/${id}/confirm`)).body).toMatchObject({ code: 'second-person-required' })
  expect((await asks('omar', `/registry/crossings/${id}/confirm`)).status).toBe(200)
  expect((await asks('omar', `/registry/crossings/${id}/confirm`)).body).toMatchObject({ code: 'state-forbids' })
  expect(await orders()).toEqual([{ agreement: said, status: 'live' }])
  const shown = await lone.asks('fatima', ['admin'], { method: 'GET', url: '/registry/crossings' })
  expect(shown.body).toMatchObject({ crossings: [{ id, status: 'live', proposedByMe: true }] })
})

test('K6, K8: what the bodies signed is logged, published and answered for; its members are passed on, narrowed', async () => {
  expect((await brings(aboutHostel())).json()).toMatchObject({ code: 'statement-invalid' })
  const [order] = await orders()
  if (!order) throw new Error('nothing was decided')
  const jws = signed(order)
  expect((await says({ crossings: [abroad.says(certificate(order, seconds()))] })).json()).toMatchObject({
    code: 'statement-invalid',
    field: '/crossings/0',
  })
  expect((await says({ crossings: [jws] })).json()).toMatchObject({
    changes: [{ entityId: abroad.anchor.iss, change: 'cross-certified' }],
  })
  expect((await says({ crossings: [signed(order)] })).json()).toEqual({ changes: [] })
  expect((await says({ crossings: [signed(order, seconds() - 60)] })).json()).toMatchObject({ rule: 'older' })
  const asMember = anchor.says(member(seconds(), { iss: anchorId, sub: abroad.anchor.iss }))
  expect((await says({ statements: [asMember] })).json()).toMatchObject({ code: 'state-forbids' })

  const fetched = await get(`/federation/fetch?sub=${abroad.anchor.iss}`)
  expect(verifyCrossing([fetched.body], [anchor.anchor], seconds()).outcome).toBe('trusted')
  expect((await get('/federation/list')).json()).toEqual([abroad.anchor.iss])
  expect((await get('/federation/list?intermediate=true')).json()).toEqual([abroad.anchor.iss])
  expect((await get('/federation/list?entity_type=ihala_member')).json()).toEqual([])
  expect((await get('/federation/list?trust_marked=true')).json()).toEqual([])
  const network = await get(`/federation/resolve?sub=${abroad.anchor.iss}&trust_anchor=${anchorId}`)
  expect(claimsOf(network.body)).toMatchObject({ sub: abroad.anchor.iss, metadata: { ihala_network: { status: 'live' } } })

  const word = aboutHostel()
  expect((await brings(word)).json()).toEqual({ published: 1 })
  expect([...stream.values()]).toContain(word)
  expect((await brings(aboutHostel(seconds() - 60))).json()).toMatchObject({ rule: 'older' })
  expect((await brings(aboutHostel(seconds(), testAnchor(abroad.anchor.iss)))).json()).toMatchObject({ code: 'statement-invalid' })
  const resolved = await get(`/federation/resolve?sub=${hostel}&trust_anchor=${anchorId}`)
  expect(claimsOf(resolved.body).metadata).toMatchObject({ ihala_member: { sends: ['referral-accepted'], takes: ['need'], marks: [] } })
  expect((await get(`/federation/fetch?sub=${hostel}`)).statusCode).toBe(404)
})

test('K6: that it ended is decided by two, signed, logged, and suspends its members', async () => {
  const [order] = await orders()
  if (!order) throw new Error('nothing was decided')
  const { id } = (await propose({ ...order, status: 'ended' }, 'omar')).body as { id: string }
  expect((await asks('fatima', `/registry/crossings/${id}/confirm`)).status).toBe(200)
  const [end] = await orders()
  expect(end?.status).toBe('ended')
  if (!end) return
  expect((await says({ crossings: [signed(end)] })).json()).toMatchObject({
    changes: [{ entityId: abroad.anchor.iss, change: 'cross-certificate-ended' }],
  })
  expect((await get('/federation/list')).json()).toEqual([])
  const resolved = await get(`/federation/resolve?sub=${hostel}&trust_anchor=${anchorId}`)
  expect(claimsOf(resolved.body).metadata).toMatchObject({ ihala_member: { status: 'suspended' } })
})
