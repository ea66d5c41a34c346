import { ACCEPTS, type NewReferral } from '@ihala/contract'
import { bar, type ServiceContext } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { consentGiven } from '../../test/consent-given.ts'
import { anOffice, NEED, type Office } from '../../test/office.ts'
import { keepExclusions } from '../person/exclusion.store.ts'
import { sendReferral } from '../referral/referral.send.ts'
import { askedTogether } from './question.store.ts'
import { choose, questionJobs } from './question.write.ts'

const FIRST = 'https://care-house.network.example'
const SECOND = 'https://other-house.network.example'
const THIRD = 'https://third-house.network.example'
const STARTED = '2026-11-01T20:00:00.000Z'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
})
afterAll(() => office?.close())

const service = (): ServiceContext => {
  const member = { takes: ['need', 'identity'], status: 'live', accepts: { 'cancellation-requested': ACCEPTS['cancellation-requested'] } }
  const find = (id: string) => ([FIRST, SECOND, THIRD].includes(id) ? { metadata: { ihala_member: member } } : undefined)
  const config = { environment: 'development' }
  return {
    ...office.service,
    config,
    law: (at: string) => ruleSetInForce(QATAR_DEMO_LAW, at),
    registry: { find },
  } as object as ServiceContext
}
const about = (personId: string, ...beside: string[]): NewReferral => ({
  personId,
  to: FIRST,
  step: 'enquire',
  need: NEED,
  consent: consentGiven(),
  relatesTo: [],
  beside: beside.map((to) => ({ to, consent: consentGiven({ categories: ['need'] }) })),
})
/** Asks, and lets the exchange know of each conversation, which it makes when it seals. */
const asks = (given: NewReferral): Promise<string> =>
  office.asSystem(async (tx) => {
    const { id } = await sendReferral(office.context(tx), service(), given)
    await tx`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
      select case_id, partner, 'sender', state, false, 'sender', 1, 0 from desk.referral where person_id = ${given.personId}`
    return id
  })
const together = (id: string) => office.asSystem((tx) => askedTogether(tx, id))
const chooses = (id: string) =>
  office.asSystem(async (tx) => {
    await choose(tx, id)
    await tx`update desk.referral set state = 'requested' where id = ${id}`
  })
const answersOf = (id: string, state: string) => office.asSystem((tx) => tx`update desk.referral set state = ${state} where id = ${id}`)
const runs = (referral: string) =>
  office.asSystem(async (tx) => questionJobs['tell-not-chosen']?.({ referral }, { ...office.context(tx), service: service() }))
const told = () => office.sent.map(({ to, event }) => `${event.type} ${to}`)
const toTell = async () =>
  (
    await office.asSystem(
      (tx) => tx<{ key: string }[]>`select key from graphile_worker.jobs where key like 'tell-not-chosen/%' order by key`,
    )
  ).map(({ key }) => key.split('/')[1])

test('J-2: one question goes to several bodies, each by a case and under a grant of its own that opens no more than was said of it', async () => {
  const first = await asks(about(await office.person(), SECOND, THIRD))
  expect(told()).toEqual([`referral-enquired ${FIRST}`, `referral-enquired ${SECOND}`, `referral-enquired ${THIRD}`])
  expect(office.sent.map(({ grant }) => grant?.categories)).toEqual([['need', 'identity'], ['need'], ['need']])
  expect(new Set(office.sent.map(({ caseId }) => caseId)).size).toBe(3)
  // Nothing that crosses says that others were asked.
  for (const { event } of office.sent) expect(JSON.stringify(event)).not.toContain('house.network')
  const asked = await together(first)
  expect(asked.map(({ partner, state }) => [partner, state])).toEqual([FIRST, SECOND, THIRD].map((partner) => [partner, 'enquired']))
  expect(await together(asked[2]?.referralId ?? '')).toEqual(asked)
  expect(await together(await asks(about(await office.person()))).then((none) => none.length)).toBe(0)
})

test('c3: a body that the person excluded is not asked beside others, and then none of them is', async () => {
  const personId = await office.person()
  const code = (refusal: string) => expect.objectContaining({ code: refusal })
  await office.asSystem((tx) => keepExclusions(tx, personId, [THIRD], STARTED))
  await expect(asks(about(personId, SECOND, THIRD))).rejects.toEqual(code('recipient-excluded'))
  await expect(asks(about(personId, SECOND, SECOND))).rejects.toEqual(code('body-invalid'))
  await expect(asks(about(personId, 'https://nobody.network.example'))).rejects.toEqual(code('recipient-unknown'))
  await expect(asks({ ...about(personId, SECOND), step: 'request' })).rejects.toEqual(code('body-invalid'))
  expect(await office.asSystem((tx) => tx`select from desk.referral where person_id = ${personId}`)).toHaveLength(0)
})

test('DESIGN §8: one is chosen, the others are told once that they are no longer needed; a second choice is refused', async () => {
  const first = await asks(about(await office.person(), SECOND, THIRD))
  const [, second, third] = (await together(first)).map(({ referralId }) => referralId)
  if (!second || !third) throw new Error('three were asked')
  await answersOf(second, 'answered')
  await answersOf(third, 'rejected')
  office.sent.length = 0
  await chooses(second)
  // Who declined is not told again.
  expect(await toTell()).toEqual([first])
  await runs(first)
  await runs(first)
  expect(told()).toEqual([`cancellation-requested ${FIRST}`])
  expect(office.sent[0]?.event.data).toEqual({ reason: 'no-longer-needed' })
  await answersOf(first, 'answered')
  await expect(chooses(first)).rejects.toMatchObject({ code: 'state-forbids' })

  // The chosen one declines: another may be chosen, and a job that is late takes nothing from it.
  await answersOf(second, 'rejected')
  office.sent.length = 0
  await chooses(first)
  await runs(first)
  expect(office.sent).toEqual([])
})

test('of two who choose at the same moment one is refused', async () => {
  const first = await asks(about(await office.person(), SECOND))
  const [, second] = (await together(first)).map(({ referralId }) => referralId)
  const outcomes = await Promise.allSettled([chooses(first), chooses(second ?? '')])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('R-3: whoever is related to a party does not see who was asked together', async () => {
  const personId = await office.person()
  const first = await asks(about(personId, SECOND))
  const barred = await office.staff('liaison-officer')
  await office.asSystem((tx) => bar(tx, barred, personId))
  expect(await office.as(barred, (tx) => askedTogether(tx, first))).toEqual([])
})
