import { randomUUID } from 'node:crypto'
import {
  type ConsentEvidence,
  type ConsentReceipt,
  type ConsentReceipts,
  type IncapacityView,
  type NewReferral,
  NOTICE_TEXTS,
  type ReferralDetail,
  type ReferralPage,
  type StaffRole,
} from '@ihala/contract'
import { desk } from '@ihala/desk'
import { actAlone, type Job } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

const MINUTE = 60_000
const DAY = 24 * 3_600_000

let network: AttackedNetwork
let union: Attacked
let shelter: Attacked
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison'])
  union = network.of('union-liaison')
  shelter = network.of('shelter')
}, 60_000)
afterAll(() => network?.stop())

const inTime = (ms: number): string => new Date(Date.now() + ms).toISOString()
/** One request of one member, who signs in for it. */
const asks = async (
  who: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  role: StaffRole = 'liaison-officer',
) => {
  const answer = await union.lone.running.app.inject({
    method,
    url,
    headers: { ...(await union.lone.signIn(who, [role])), ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}) },
    ...(body === undefined ? {} : { payload: body }),
  })
  return { status: answer.statusCode, body: answer.json() }
}
const aPerson = async (name: string, ageBand?: NewReferral['need']['ageBand']): Promise<string> => {
  const sections = { identity: { names: { latin: name }, sex: 'female', nationality: 'ET' } }
  const need = ageBand === undefined ? {} : { need: { ...needFor('shelter'), ageBand } }
  return (await (await handsOf(union, 'nora', ['liaison-officer'])).ask<{ id: string }>('POST', '/people', { sections, ...need })).id
}
const adult = (personId: string): NewReferral => referralOf(personId, shelter.entityId, needFor('shelter'))
/** The word of an honest referral, otherwise. */
function saying(given: NewReferral, change: Partial<ConsentEvidence>): NewReferral {
  const { basis } = given.consent
  if (basis.kind !== 'consent') throw new Error('an adult consents')
  return { ...given, consent: { ...given.consent, basis: { ...basis, evidence: { ...basis.evidence, ...change } } } }
}
function ofChild(personId: string): NewReferral {
  const given = adult(personId)
  const { basis } = given.consent
  if (basis.kind !== 'consent') throw new Error('an adult consents')
  const standing = { relation: 'mother', inMatter: 'none' } as const
  return {
    ...given,
    need: { ...given.need, ageBand: 'unknown' },
    consent: { ...given.consent, basis: { kind: 'guardian', guardian: 'natural', standing, assent: true, evidence: basis.evidence } },
  }
}
const jobNamed = async (name: string): Promise<Job> => {
  const job = desk.jobs?.[name]
  if (!job) throw new Error(`nothing is called ${name}`)
  return job
}
const runs = async (name: string, payload: Record<string, string>): Promise<void> => {
  const { service } = union.lone.running
  const job = await jobNamed(name)
  await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
}
const tasksOf = (referral: string): Promise<string[]> =>
  union.admin<{ code: string }[]>`select code from desk.task where referral_id = ${referral} order by code`.then((rows) =>
    rows.map(({ code }) => code),
  )
const sentTo = (personId: string) =>
  union.admin<{ id: string }[]>`select id from desk.referral where person_id = ${personId} and side = 'sender' order by id`

test('C6: the person’s paper says who gets what, for what, until when and how to take it back, in Arabic and English, and names nobody', async () => {
  const personId = await aPerson('Hirut Bekele')
  const given = adult(personId)
  const made = await asks('nora', 'POST', '/referrals', given)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const receipt = (await asks('nora', 'GET', `/referrals/${made.body.id}/receipt?language=eng`)).body as ConsentReceipt
  expect(receipt).toMatchObject({
    standard: 'ISO/IEC TS 27560:2023',
    from: { entityId: union.entityId },
    to: { entityId: shelter.entityId },
    basis: 'consent',
    categories: given.consent.categories,
    purposes: given.consent.purposes,
    takenBack: [],
    until: given.consent.until.replace(/\d{3}Z$/, '000Z'),
    told: {
      notice: { id: 'protection', version: 1, sha256: expect.stringMatching(/^.{43}$/) },
      language: 'amh',
      interpreter: 'independent',
    },
    title: 'For you',
    direction: 'ltr',
  })
  for (const said of [
    'shelter gets from union-liaison',
    'what you need',
    'Until ',
    'at any time',
    'lose no help',
    'Amharic',
    'version 1',
    'interpreter',
  ])
    expect(receipt.text).toContain(said)
  // Told in Amharic, in which there are no words of a paper yet: Arabic, the network's first.
  const arabic = (await asks('nora', 'GET', `/referrals/${made.body.id}/receipt`)).body as ConsentReceipt
  expect([arabic.language, arabic.direction, arabic.title]).toEqual(['ara', 'rtl', 'ورقة لك'])
  expect(arabic.text).toContain('لك أن ترجع عن موافقتك في أي وقت')
  for (const { text } of [receipt, arabic]) {
    expect(text).not.toMatch(/Hirut|Bekele|undefined|null|\{/)
    expect(text.split('\n')[0]).not.toMatch(/refer|consent|shelter|إحالة|موافقة/i)
  }
  const all = (await asks('nora', 'GET', `/people/${personId}/receipts?language=eng`)).body as ConsentReceipts
  expect(all.receipts).toEqual([receipt])
  // The body that holds it gives the same paper.
  const hands = await handsOf(shelter)
  const line = await until('the shelter receives it', async () =>
    (await hands.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ partner }) => partner.entityId === union.entityId),
  )
  expect((await hands.ask<ConsentReceipt>('GET', `/referrals/${line.id}/receipt?language=eng`)).text).toBe(receipt.text)

  // Part of it is taken back: the paper says so, and what is left.
  const at = (await hands.ask<ReferralDetail>('GET', `/referrals/${line.id}`)).referral.version
  await hands.ask('POST', `/referrals/${line.id}/withdraw`, { categories: ['contact'], by: 'person' }, at)
  const left = await hands.ask<ConsentReceipt>('GET', `/referrals/${line.id}/receipt?language=eng`)
  expect(left.takenBack).toEqual(['contact'])
  expect(left.categories).not.toContain('contact')
  expect(left.text).toContain('You took back: how to reach you.')
})

test('c20: the text somebody is told from is given word for word, with who has read it; another is not there', async () => {
  const found = (await asks('nora', 'GET', '/notices?id=protection&version=1&language=amh')).body
  expect(found).toMatchObject({ text: NOTICE_TEXTS['protection.v1']?.amh, made: 'machine', reviewed: null })
  expect((await asks('nora', 'GET', '/notices?id=protection&version=2&language=amh')).status).toBe(404)
  expect((await asks('nora', 'GET', '/notices?id=protection&version=1&language=som')).status).toBe(404)
})

test('T38, c20, R-1: at the desk nothing goes on a notice nobody knows, before the ten minutes are over, or on a thumb nobody saw', async () => {
  const given = adult(await aPerson('Sara Desta'))
  const codeOf = async (change: Partial<ConsentEvidence>) => (await asks('nora', 'POST', '/referrals', saying(given, change))).body.code
  expect(await codeOf({ notice: { id: 'protection', version: 1, sha256: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' } })).toBe(
    'notice-unknown',
  )
  expect(await codeOf({ coolingOff: 'waited' })).toBe('cooling-off')
  expect(await codeOf({ coolingOff: 'immediate' })).toBe('cooling-off')
  expect(await codeOf({ howGiven: 'thumb', witnessed: false })).toBe('grant-evidence-incomplete')
  expect(await sentTo(given.personId)).toHaveLength(0)
})

test('THREATS 26: what was agreed waits ten minutes; taken back in that time no trace is left, and else it goes by itself', async () => {
  const personId = await aPerson('Meron Tadesse')
  const waits = (ago: number) => asks('nora', 'POST', '/drafts', saying(adult(personId), { coolingOff: 'waited', takenAt: inTime(-ago) }))
  const before = await union.admin<{ leaves: number }[]>`select count(*)::int as leaves from ledger.leaf_content`
  const first = await waits(0)
  expect(first.status, JSON.stringify(first.body)).toBe(201)
  expect(Date.parse(first.body.sendAt) - Date.now()).toBeGreaterThan(9 * MINUTE)
  // Nobody sends it for them before their ten minutes are over; refused, it stays.
  expect((await asks('nora', 'POST', `/drafts/${first.body.id}/send`, {})).body.code).toBe('cooling-off')
  const undone = await asks('nora', 'DELETE', `/drafts/${first.body.id}`)
  const { need, step, to } = adult(personId)
  expect([undone.status, undone.body.need, undone.body.step, undone.body.to]).toEqual([200, need, step, to])
  expect((await asks('nora', 'DELETE', `/drafts/${first.body.id}`)).status).toBe(404)
  const [left] = await union.admin<{ rows: number; jobs: number; leaves: number }[]>`
    select (select count(*)::int from desk.draft) as rows,
      (select count(*)::int from graphile_worker.jobs where key like 'send-draft/%') as jobs,
      (select count(*)::int from ledger.leaf_content) as leaves`
  expect(left).toEqual({ rows: 0, jobs: 0, leaves: before[0]?.leaves })
  // It was never there to be sent.
  await runs('send-draft', { draft: first.body.id })
  expect(await sentTo(personId)).toHaveLength(0)

  // What would be refused then is refused now.
  const bad = saying(adult(personId), { coolingOff: 'waited', privatelyConfirmed: false })
  expect((await asks('nora', 'POST', '/drafts', bad)).body.code).toBe('grant-evidence-incomplete')

  const child = saying(adult(await aPerson('Bethel Girma', 'under-18')), { coolingOff: 'waited' })
  expect((await asks('nora', 'POST', '/drafts', child)).body.code).toBe('guardian-required')

  const second = await waits(11 * MINUTE)
  await runs('send-draft', { draft: second.body.id })
  await runs('send-draft', { draft: second.body.id })
  expect(await sentTo(personId)).toHaveLength(1)
  expect(await union.admin`select from desk.draft`).toHaveLength(0)
})

test('DESIGN §8: what need not wait for the person waits to be undone, and goes at once when somebody says so, once', async () => {
  const personId = await aPerson('Sosena Haile')
  const kept = await asks('nora', 'POST', '/drafts', adult(personId))
  expect(kept.status, JSON.stringify(kept.body)).toBe(201)
  expect([await sentTo(personId), (await asks('nora', 'GET', `/drafts?person=${personId}`)).body.drafts.length]).toEqual([[], 1])
  const sent = await Promise.all(['once', 'and again'].map(() => asks('nora', 'POST', `/drafts/${kept.body.id}/send`, {})))
  expect(sent.map(({ status }) => status).sort()).toEqual([201, 404])
  expect((await sentTo(personId)).map(({ id }) => id)).toEqual(sent.flatMap(({ status, body }) => (status === 201 ? [body.id] : [])))
})

test('R-6: while the age is in doubt no adult’s word goes, whatever is written; settled, the guardian’s consent ends and the person is asked', async () => {
  const personId = await aPerson('Lulit Abebe', 'unknown')
  expect((await asks('nora', 'POST', '/referrals', adult(personId))).body.code).toBe('guardian-required')
  const sections = { identity: { names: { latin: 'Lulit Abebe' }, sex: 'female', nationality: 'ET' } }
  const hands = await handsOf(union, 'nora', ['liaison-officer'])
  await expect(hands.ask('PUT', `/people/${personId}`, { sections, need: needFor('shelter') }, 1)).rejects.toThrow('guardian-required')
  const made = await asks('nora', 'POST', '/referrals', ofChild(personId))
  expect(made.status, JSON.stringify(made.body)).toBe(201)

  const settled = await asks('nora', 'POST', `/people/${personId}/age`, { ageBand: '18-24', settledBy: 'identity-paper' })
  expect(settled.body).toEqual({ id: personId, asksAgain: 1 })
  expect(await tasksOf(made.body.id)).toContain('ask-consent-again')
  await runs('end-consent-at-other-age', { referral: made.body.id })
  const detail = (await asks('nora', 'GET', `/referrals/${made.body.id}`)).body as ReferralDetail
  expect(detail.consent.categories).toEqual([])
  expect(detail.timeline.map(({ event }) => event)).toContain('consent-withdrawn')
  // Twice changes nothing.
  await runs('end-consent-at-other-age', { referral: made.body.id })
  expect((await asks('nora', 'GET', `/referrals/${made.body.id}/receipt?language=eng`)).body).toMatchObject({
    record: null,
    categories: [],
  })

  // Now the adult is asked, and the guardian is not any more.
  expect((await asks('nora', 'POST', '/referrals', ofChild(personId))).body.code).toBe('grant-evidence-incomplete')
  const asked = await asks('nora', 'POST', '/referrals', adult(personId))
  expect(asked.status, JSON.stringify(asked.body)).toBe(201)
  // Doubt comes back: what the adult said ends too.
  await asks('nora', 'POST', `/people/${personId}/age`, { ageBand: 'under-18', settledBy: 'assessment' })
  await runs('end-consent-at-other-age', { referral: asked.body.id })
  expect(((await asks('nora', 'GET', `/referrals/${asked.body.id}`)).body as ReferralDetail).consent.categories).toEqual([])
  expect((await asks('nora', 'POST', '/referrals', adult(personId))).body.code).toBe('guardian-required')
})

test('R-6: for an adult who cannot decide two professionals do, each signed in; nobody is decided for on one member’s word', async () => {
  const personId = await aPerson('Tigist Haile')
  const askAgainAt = inTime(5 * DAY)
  const by = (professionals: IncapacityView['professionals']): NewReferral => {
    const { consent, ...given } = adult(personId)
    const basis = {
      kind: 'incapacity' as const,
      decidedBy: { kind: 'two-professionals' as const, professionals: [...professionals] },
      askAgainAt,
    }
    const none = { kinds: [], categories: [], depth: 0 }
    return { ...given, consent: { ...consent, basis, until: inTime(20 * DAY), categories: ['need', 'identity'], onward: none } }
  }
  const invented = by([
    { profession: 'physician', staff: 'pZ3kq9Yv1TnXw0c2L8sR5A' },
    { profession: 'social-worker', staff: 'Qm1xr0bT6yJc3hKd9WfNsg' },
  ])
  expect((await asks('nora', 'POST', '/referrals', invented)).body.code).toBe('incapacity-not-found')

  const found = (await asks('nora', 'POST', `/people/${personId}/incapacity`, { profession: 'social-worker', askAgainAt })).body.id
  const confirms = async (who: string, profession: string) =>
    (await asks(who, 'POST', `/incapacity/${found}/confirm`, { profession }, 'duty-officer')).body
  expect((await confirms('nora', 'physician')).code).toBe('second-person-required')
  expect((await confirms('omar', 'social-worker')).code).toBe('second-person-required')
  expect(await confirms('omar', 'physician')).toEqual({ id: found })
  expect((await confirms('lina', 'nurse')).code).toBe('state-forbids')
  const [view] = (await asks('nora', 'GET', `/people/${personId}/incapacity`)).body.found as IncapacityView[]
  if (!view) throw new Error('nothing was found')
  expect(view.professionals.map(({ profession }) => profession)).toEqual(['social-worker', 'physician'])
  const made = await asks('nora', 'POST', '/referrals', by(view.professionals))
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  // Asked again on the day.
  expect(await tasksOf(made.body.id)).toContain('ask-consent-again')
  const paper = (await asks('nora', 'GET', `/referrals/${made.body.id}/receipt?language=eng`)).body as ConsentReceipt
  expect([paper.basis, paper.told, paper.askAgainAt]).toEqual(['incapacity', null, askAgainAt])
  expect(paper.text).toContain('Others decided for you')

  expect((await asks('nora', 'POST', `/incapacity/${found}/able`, {})).body).toEqual({ id: found, asksAgain: 1 })
  expect((await asks('nora', 'POST', '/referrals', by(view.professionals))).body.code).toBe('incapacity-not-found')
})

test('R-6: a child who came with a worker has a record of its own; neither tells of the other but to who asks', async () => {
  const [mother, child] = [await aPerson('Almaz Girma'), await aPerson('Kidist Girma', 'under-18')]
  expect((await asks('nora', 'PUT', `/people/${child}/came-with`, { personId: mother })).status).toBe(200)
  expect((await asks('nora', 'GET', `/people/${mother}/came-with`)).body).toEqual({ personId: null, children: [child] })
  expect((await asks('nora', 'GET', `/people/${child}/came-with`)).body).toEqual({ personId: mother, children: [] })
  expect((await asks('nora', 'PUT', `/people/${child}/came-with`, { personId: child })).body.code).toBe('body-invalid')
  expect(JSON.stringify((await asks('nora', 'GET', `/people/${mother}`)).body)).not.toContain('Kidist')
  // The mother's own word is not her child's: that goes by a guardian's, in a referral of its own.
  expect((await asks('nora', 'POST', '/referrals', adult(child))).body.code).toBe('guardian-required')
  expect((await asks('nora', 'POST', '/referrals', ofChild(child))).status).toBe(201)
  expect(await sentTo(mother)).toHaveLength(0)
  expect((await asks('nora', 'PUT', `/people/${child}/came-with`, { personId: null })).status).toBe(200)
  expect((await asks('nora', 'GET', `/people/${mother}/came-with`)).body.children).toEqual([])
})
