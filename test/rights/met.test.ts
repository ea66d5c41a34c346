import { randomUUID } from 'node:crypto'
import type { Created, MeetingList, NewMeeting, ReferralDetail, ReferralPage } from '@ihala/contract'
import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

let network: AttackedNetwork
let union: Attacked
let shelter: Attacked
let nora: Hands
let grace: Hands
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison'])
  union = network.of('union-liaison')
  shelter = network.of('shelter')
  nora = await handsOf(union, 'nora', ['liaison-officer'])
  grace = await handsOf(shelter, 'grace', ['shelter-worker'])
}, 60_000)
afterAll(() => network?.stop())

const NAME = 'Hirut Bekele'
const CATEGORIES = ['need', 'identity', 'contact', 'safe-contact'] as const

/** A referral both bodies have, accepted, under a grant of these categories. Its row ids here and there. */
async function accepted(categories: readonly (typeof CATEGORIES)[number][] = CATEGORIES, mayContact = true) {
  const sections = {
    identity: { names: { latin: NAME }, sex: 'female', nationality: 'ET' },
    contact: { telephone: '+97400004130' },
    'safe-contact': { mayContact, telephone: '+97400004130', codeWord: 'jasmine' },
  }
  const { id: personId } = await nora.ask<{ id: string }>('POST', '/people', { sections })
  const known = new Set((await grace.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  const asked = referralOf(personId, shelter.entityId, needFor('shelter'))
  const { id: here } = await nora.ask<Created>('POST', '/referrals', { ...asked, consent: { ...asked.consent, categories } })
  const line = await until('the shelter receives it', async () =>
    (await grace.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
  )
  await grace.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  await until('the union hears of it', async () => ((await lineOf(nora, here)).state === 'accepted' ? true : undefined))
  return { here, there: line.id }
}
const lineOf = async (hands: Hands, id: string) => (await hands.ask<ReferralDetail>('GET', `/referrals/${id}`)).referral
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
const wished = (change: Partial<NewMeeting> = {}): NewMeeting => ({
  at: inHours(3),
  place: 'hospital-entrance',
  landmark: 'the gate with the green roof',
  meets: { role: 'shelter-worker', sex: 'female' },
  sign: 'carries-umbrella',
  codeWord: 'nightingale',
  ...change,
})
const tries = async (at: Attacked, hands: Hands, url: string, id: string, body: object) => {
  const { version } = await lineOf(hands, id)
  const headers = { ...hands.signedIn, 'if-match': `"${version}"`, 'idempotency-key': randomUUID() }
  const answer = await at.lone.running.app.inject({ method: 'POST', url: `/referrals/${id}/${url}`, headers, payload: body })
  return answer.statusCode === 200 ? 'done' : (answer.json().code as string)
}
const arranges = (id: string, change: Partial<NewMeeting> = {}) => tries(union, nora, 'meetings', id, wished(change))
const meetingsOf = async (hands: Hands, id: string) =>
  (await hands.ask<Static<typeof MeetingList>>('GET', `/referrals/${id}/meetings`)).meetings
const tasksOf = async (hands: Hands, referralId: string) =>
  (await hands.ask<{ tasks: { code: string; referralId: string | null }[] }>('GET', '/tasks')).tasks.flatMap((task) =>
    task.referralId === referralId ? [task.code] : [],
  )

test('D14: who meets her, where, when and by what word, is arranged, changed and answered; both see the same, and the last counts', async () => {
  const { here, there } = await accepted()
  expect(await arranges(here)).toBe('done')
  const [first] = await until('the shelter knows', async () => {
    const found = await meetingsOf(grace, there)
    return found.length === 1 ? found : undefined
  })
  expect(first?.arranged).toMatchObject({ place: 'hospital-entrance', codeWord: 'nightingale', sign: 'carries-umbrella' })
  expect([await tasksOf(grace, there), await tasksOf(nora, here)]).toEqual([['answer-meeting'], ['meeting-not-answered']])
  const say = (meeting: string | undefined, answer: string) => tries(shelter, grace, 'meeting-answer', there, { meeting, answer })
  expect(await say(first?.meeting, 'other-time')).toBe('done')
  await until('the union hears of it', async () => ((await tasksOf(nora, here)).includes('arrange-meeting-anew') ? true : undefined))
  expect(await arranges(here, { at: inHours(6), codeWord: 'swallow' })).toBe('done')
  const [second] = await until('the shelter knows of the other time', async () => {
    const found = await meetingsOf(grace, there)
    return found.length === 2 ? found : undefined
  })
  // Who answers what was changed meanwhile is told so.
  expect(await say(first?.meeting, 'agreed')).toBe('state-forbids')
  expect(await say(second?.meeting, 'agreed')).toBe('done')
  expect(await say(second?.meeting, 'cannot')).toBe('state-forbids')
  const ours = await until('the union hears that they come', async () => {
    const found = await meetingsOf(nora, here)
    return found[0]?.answer === 'agreed' ? found : undefined
  })
  const bare = (list: typeof ours) => list.map(({ meeting, answer, arranged }) => ({ meeting, answer, arranged }))
  expect(bare(await meetingsOf(grace, there))).toEqual(bare(ours))
  expect(await tasksOf(nora, here)).toEqual(['arrange-meeting-anew'])
  expect(await tasksOf(grace, there)).toEqual([])
  // What lies in the database is sealed.
  for (const { admin } of [union, shelter]) {
    const rows = await admin<{ row: string }[]>`select to_jsonb(m)::text as row from desk.meeting m`
    expect(rows.some(({ row }) => /hospital|swallow|nightingale/.test(row))).toBe(false)
  }
})

test('D14, R-3: nothing is arranged past her plan or her grant, and nobody is named on the way', async () => {
  const { here } = await accepted()
  const refused = [
    await arranges(here, { landmark: `where ${NAME} waits` }),
    await arranges(here, { landmark: 'call 5500 0413' }),
    await arranges(here, { codeWord: 'jasmine' }),
    await arranges(here, { at: inHours(-1) }),
  ]
  expect(refused).toEqual(['need-names-person', 'need-names-person', 'need-names-person', 'body-invalid'])
  const silent = await accepted(CATEGORIES, false)
  expect(await arranges(silent.here)).toBe('contact-not-safe')
  const narrow = await accepted(['need', 'identity'])
  expect(await arranges(narrow.here)).toBe('grant-not-covering')
  for (const id of [here, silent.here, narrow.here]) expect(await meetingsOf(nora, id)).toEqual([])
})

test('D14: once she takes back how she is reached, nothing more is arranged', async () => {
  const { here, there } = await accepted()
  expect(await arranges(here)).toBe('done')
  await until('the shelter knows', async () => ((await meetingsOf(grace, there)).length === 1 ? true : undefined))
  expect(await tries(union, nora, 'withdraw', here, { categories: ['contact'], by: 'person' })).toBe('done')
  await until('the shelter has heard it', async () => {
    const { consent } = await grace.ask<ReferralDetail>('GET', `/referrals/${there}`)
    return consent.categories.includes('contact') ? undefined : true
  })
  expect(await arranges(here)).toBe('grant-not-covering')
})
