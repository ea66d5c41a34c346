import { randomUUID } from 'node:crypto'
import type { AwardList, AwardView, FundView, StaffRole } from '@ihala/contract'
import { type Running, randomId, uuidv7 } from '@ihala/kit'
import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const STAFF = {
  amna: ['case-worker'],
  ibrahim: ['approver'],
  huda: ['approver', 'data-protection-officer'],
  omar: ['admin'],
  both: ['case-worker', 'approver'],
} satisfies Record<string, StaffRole[]>
type Member = keyof typeof STAFF

let lone: LoneService
let charity: Running
const signedIn = new Map<Member, Record<string, string>>()

beforeAll(async () => {
  lone = await loneService(service, { slug: 'charity' })
  charity = lone.running
  for (const member of Object.keys(STAFF) as Member[]) signedIn.set(member, await lone.signIn(member, STAFF[member]))
})
afterAll(() => lone?.stop())

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
    withdrawn: [],
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
