import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AwardList, AwardView, FundView } from '@ihala/contract'
import { type Bus, create, createKeyring, type IdentityProvider, type Running, randomId, uuidv7 } from '@ihala/kit'
import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../../test/kit/fresh-database.ts'
import { service } from '../service.ts'

const STAFF = {
  amna: ['case-worker'],
  ibrahim: ['approver'],
  huda: ['approver', 'data-protection-officer'],
  omar: ['admin'],
  both: ['case-worker', 'approver'],
}
type Member = keyof typeof STAFF

let database: FreshDatabase
let folder: string
let charity: Running
let arriving: Member = 'amna'
const signedIn = new Map<Member, Record<string, string>>()

/** A bus that is away: here nothing goes out. */
const bus: Bus = {
  tag: `A${'C'.repeat(55)}`,
  connect: async () => undefined,
  publish: async () => 'taken',
  receive: () => undefined,
  onReturn: () => undefined,
  registry: { fetch: async () => undefined, watch: () => undefined, publish: async () => undefined },
  isUp: () => false,
  close: async () => undefined,
}
const provider: IdentityProvider = {
  begin: async (returnTo) => ({
    location: 'https://id.example/auth',
    pending: { state: 's'.repeat(22), nonce: 'n'.repeat(22), verifier: 'v'.repeat(43), returnTo, until: Date.now() + 60_000 },
  }),
  finish: async () => ({
    issuer: 'https://id.example',
    claims: { sub: arriving, roles: STAFF[arriving], 'name#ar': 'اسم', 'name#en': arriving },
  }),
  signOutLocation: () => undefined,
}

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'ihala-charity-'))
  const place = { keyDir: join(folder, 'keys'), kekFile: join(folder, 'kek') }
  createKeyring(place.keyDir, place.kekFile, new Date())
  writeFileSync(join(folder, 'oidc'), 'a secret of the provider')
  charity = await create(
    service,
    {
      slug: 'charity',
      kind: 'charity-funding',
      entityId: 'https://charity.network.example',
      names: { ar: 'الجمعية الخيرية', en: 'Charity' },
      languages: ['ar', 'en'],
      timeZone: 'Asia/Qatar',
      databaseUrl: database.appUrl,
      ownerDatabaseUrl: database.ownerUrl,
      ...place,
      nats: { url: 'nats://127.0.0.1:1', credsFile: join(folder, 'none'), tag: bus.tag },
      oidc: { issuer: 'https://id.example', clientId: 'charity', clientSecretFile: join(folder, 'oidc') },
      port: 0,
      baseUrl: 'http://127.0.0.1',
      registry: {
        anchorKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }],
        networkDomain: 'network.example',
        anchorId: 'https://national-committee.network.example',
      },
      environment: 'development',
    },
    { bus, provider, timers: false, logs: { level: 'fatal' } },
  )
  for (const member of Object.keys(STAFF) as Member[]) signedIn.set(member, await signIn(member))
})
afterAll(async () => {
  await charity.stop()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function signIn(member: Member): Promise<Record<string, string>> {
  arriving = member
  const begun = await charity.app.inject('/auth/login')
  const back = await charity.app.inject({
    url: '/auth/callback?code=x&state=y',
    cookies: Object.fromEntries(begun.cookies.map(({ name, value }) => [name, value])),
  })
  const cookie = back.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  const session = await charity.app.inject({ url: '/session', headers: { cookie } })
  return { cookie, 'x-csrf-token': session.json<{ csrf: string }>().csrf }
}

const get = async <T>(member: Member, url: string): Promise<T> =>
  (await charity.app.inject({ url, headers: signedIn.get(member) ?? {} })).json<T>()
const post = (member: Member, url: string, payload: object, version?: number) =>
  charity.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...signedIn.get(member), ...(version === undefined ? { 'idempotency-key': randomUUID() } : { 'if-match': `"${version}"` }) },
  })
const awardsOf = async (member: Member): Promise<AwardView[]> => (await get<Static<typeof AwardList>>(member, '/awards')).awards

/** An accepted referral; the person did not agree to the way back, so its steps stay here. */
async function aReferral(): Promise<string> {
  const id = uuidv7()
  const consent = {
    basis: 'consent',
    purposes: [],
    categories: ['need'],
    until: '2027-01-01T00:00:00.000Z',
    eraseAt: '2027-01-01',
    wayBack: false,
    language: 'ara',
    howGiven: null,
    excluded: [],
  }
  await charity.service.asSystem(
    (tx) => tx`
    insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need)
    values (${id}, ${randomId()}, 'recipient', 'https://care-house.network.example', 'accepted', 'planned', ${['financial-assistance']}, ${randomId()},
      ${JSON.stringify(consent)}::text::jsonb, '2026-03-01T07:00:00Z', 'sealed')`,
  )
  return id
}
const asked = { minorUnits: 40_000, period: '2026-03', purpose: 'living-costs' }

test('before the first endowment the fund is empty and nothing is assessed', async () => {
  expect(await get('amna', '/fund')).toEqual({ currency: 'XXX', endowed: 0, reserved: 0, paid: 0, available: 0 })
  expect((await post('amna', `/referrals/${await aReferral()}/award`, asked)).json()).toMatchObject({ code: 'fund-insufficient' })
})

test('only an admin endows, in one currency', async () => {
  const endowment = { minorUnits: 100_000, currency: 'QAR', source: 'memorandum' }
  expect((await post('amna', '/fund/endowments', endowment)).statusCode).toBe(403)
  expect((await post('omar', '/fund/endowments', endowment)).statusCode).toBe(201)
  expect((await post('omar', '/fund/endowments', { ...endowment, currency: 'USD' })).json()).toMatchObject({
    code: 'body-invalid',
    field: '/currency',
  })
  expect(await get<FundView>('huda', '/fund')).toMatchObject({ currency: 'QAR', endowed: 100_000, available: 100_000 })
})

test('H1: a case-worker assesses, two approvers approve, each sees which approval is their own', async () => {
  const url = `/referrals/${await aReferral()}/award`
  expect((await post('ibrahim', url, asked)).statusCode).toBe(403)
  const made = await post('amna', url, asked)
  expect([made.statusCode, made.headers.etag]).toEqual([201, '"1"'])
  const { id } = made.json<{ id: string }>()

  expect((await post('amna', `/awards/${id}/approve`, {}, 1)).statusCode).toBe(403)
  expect((await post('ibrahim', `/awards/${id}/approve`, {}, 1)).statusCode).toBe(200)
  expect((await post('ibrahim', `/awards/${id}/approve`, {}, 2)).json()).toMatchObject({ code: 'second-person-required' })
  expect((await post('huda', `/awards/${id}/approve`, {}, 1)).json()).toMatchObject({ code: 'version-conflict' })
  expect((await post('huda', `/awards/${id}/approve`, {}, 2)).json()).toEqual({ id, version: 3 })

  expect((await awardsOf('huda')).find((one) => one.id === id)).toMatchObject({
    state: 'approved',
    approvals: [{ byMe: false }, { byMe: true }],
    paidAt: null,
    currency: 'QAR',
    reference: expect.stringMatching(/^R-\d{6}$/),
  })
  expect(await get<FundView>('amna', '/fund')).toMatchObject({ reserved: 40_000, available: 60_000 })
})

test('who has both roles still does not approve their own assessment', async () => {
  const { id } = (await post('both', `/referrals/${await aReferral()}/award`, asked)).json<{ id: string }>()
  expect((await post('both', `/awards/${id}/approve`, {}, 1)).json()).toMatchObject({ code: 'second-person-required' })
})

test('the admin sees the fund and no award', async () => {
  expect((await charity.app.inject({ url: '/awards', headers: signedIn.get('omar') ?? {} })).statusCode).toBe(403)
})

test('a payment needs its proof', async () => {
  const { id } = (await post('amna', `/referrals/${await aReferral()}/award`, asked)).json<{ id: string }>()
  expect((await post('amna', `/awards/${id}/pay`, {}, 1)).json()).toMatchObject({ code: 'body-invalid' })
  expect((await post('amna', `/awards/${id}/pay`, { proofReference: 'TT-2026-000117' }, 1)).json()).toMatchObject({ code: 'state-forbids' })
})
