import { ACCEPTS, type ConsentGiven, type Event, type NewReferral, noticeIn } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { saidYes } from '../../../../test/kit/said-yes.ts'
import { consentGiven } from '../../test/consent-given.ts'
import { anOffice, NEED, type Office } from '../../test/office.ts'
import { keepExclusions } from '../person/exclusion.store.ts'
import { beginReferral } from '../referral/referral.begin.ts'
import { askNextChoice } from './choice.jobs.ts'
import { assertMayChoose, keepChoices } from './choice.write.ts'

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
  office.clock.now = new Date(STARTED)
})
afterAll(() => office?.close())

/** Members that are there, and which versions of a wish to stop they read. */
const members = new Map<string, readonly number[]>([FIRST, SECOND, THIRD].map((id) => [id, ACCEPTS['cancellation-requested']]))
const service = (): ServiceContext => {
  const find = (id: string) => {
    const reads = members.get(id)
    return (
      reads && { metadata: { ihala_member: { takes: ['need', 'identity'], status: 'live', accepts: { 'cancellation-requested': reads } } } }
    )
  }
  return { ...office.service, law: (at: string) => ruleSetInForce(QATAR_DEMO_LAW, at), registry: { find } } as object as ServiceContext
}

const consent = (until: string, language = 'amh'): ConsentGiven => {
  const evidence = saidYes('2026-11-01T19:00:00.000Z', { notice: noticeIn(language), language })
  return consentGiven({ basis: { kind: 'consent', evidence }, until })
}

/** She wants the first house asked, and then these. */
async function begun(personId: string, ...next: string[]): Promise<string> {
  const given: NewReferral = {
    personId,
    to: FIRST,
    step: 'enquire',
    need: NEED,
    consent: consent('2027-02-01T00:00:00.000Z'),
    relatesTo: [],
    next: next.map((to, at) => ({ to, consent: consent(`2027-01-0${at + 1}T00:00:00.000Z`) })),
  }
  return office.asSystem(async (tx) => {
    const writing = office.context(tx)
    await assertMayChoose(tx, service(), given)
    const { id } = await beginReferral(writing, service(), given)
    await keepChoices(writing, service(), id, given)
    return id
  })
}
const rings = (referral: string) => office.asSystem((tx) => askNextChoice({ referral }, { ...office.context(tx), service: service() }))
const at = (instant: string) => {
  office.clock.now = new Date(instant)
}
const told = () => office.sent.map(({ to, event }) => `${event.type} ${to}`)
const choicesOf = (first: string) =>
  office.asSystem(
    (tx) => tx<{ partner: string; state: string; referralId: string | null }[]>`
      select partner, state, referral_id from desk.choice where first_referral = ${first} order by place`,
  )
const ringsAt = async (referral: string): Promise<string | undefined> => {
  const [job] = await office.asSystem(
    (tx) => tx<{ runAt: Date | string }[]>`select run_at from graphile_worker.jobs where key = ${`ask-next-choice/${referral}`}`,
  )
  return job && new Date(job.runAt).toISOString()
}
const dueOf = async (referral: string) => new Date((await office.see(referral)).dueAt).toISOString()

test('c15: the clock of the first rings, and the second is asked under the decision made about it', async () => {
  const first = await begun(await office.person(), SECOND, THIRD)
  const due = await dueOf(first)
  expect(await ringsAt(first)).toBe(due)
  office.sent.length = 0

  at(new Date(Date.parse(due) - 1_000).toISOString())
  await rings(first)
  expect(told()).toEqual([])

  at(due)
  await rings(first)
  expect(told()).toEqual([`cancellation-requested ${FIRST}`, `referral-enquired ${SECOND}`])
  expect(office.sent[0]?.event.data).toEqual({ reason: 'no-answer' })
  const grant = office.sent[1]?.grant
  expect(grant?.exp).toBe(Date.parse('2027-01-01T00:00:00.000Z') / 1000)
  expect(grant?.basis).toEqual(consent('').basis)
  const [second, third] = await choicesOf(first)
  expect([second?.state, third?.state]).toEqual(['asked', 'waiting'])
  const asked = second?.referralId ?? ''
  expect(await ringsAt(asked)).toBe(await dueOf(asked))

  // Rung twice, nothing more goes.
  await rings(first)
  expect(office.sent).toHaveLength(2)
})

test('c3, c15: a body excluded before its turn is never asked, and a person is told when nobody is left', async () => {
  const personId = await office.person()
  const first = await begun(personId, SECOND)
  await office.asSystem((tx) => keepExclusions(tx, personId, [SECOND], STARTED))
  office.sent.length = 0
  at(await dueOf(first))
  await rings(first)
  expect(told()).toEqual([`cancellation-requested ${FIRST}`])
  expect((await choicesOf(first)).map(({ state }) => state)).toEqual(['dropped'])
  expect(await office.tasks(first)).toEqual(['find-another-body'])
})

test('c15: a decision that ended before its turn asks nobody', async () => {
  const first = await begun(await office.person(), SECOND, THIRD)
  office.sent.length = 0
  at('2027-01-01T08:00:00.000Z')
  await rings(first)
  expect(told()).toEqual([`cancellation-requested ${FIRST}`, `referral-enquired ${THIRD}`])
})

test('c15: who declines leaves it to the next at once, and nobody has to look for another body', async () => {
  const first = await begun(await office.person(), SECOND)
  const referral = await office.see(first)
  await office.asSystem(
    (tx) => tx`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
      values (${referral.caseId}, ${FIRST}, 'sender', 'requested', false, 'sender', 1, 0)`,
  )
  const declines = { type: 'referral-rejected', data: { reason: 'at-capacity', possibleIf: [] } } satisfies Event
  await office.handle(office.arrives(referral, declines, { state: 'requested', cancelling: false, responsible: 'sender' }))
  expect(Date.parse((await ringsAt(first)) ?? '')).toBeLessThanOrEqual(Date.now() + 1_000)
  office.sent.length = 0
  await rings(first)
  expect(told()).toEqual([`referral-enquired ${SECOND}`])
  const open = await office.asSystem((tx) => tx`select from desk.task where referral_id = ${first} and done_at is null`)
  expect(open).toHaveLength(0)
})

test('R4: a body that reads only the older wish to stop is told what it has a word for', async () => {
  const first = await begun(await office.person(), SECOND)
  members.set(FIRST, [1])
  office.sent.length = 0
  at(await dueOf(first))
  await rings(first)
  members.set(FIRST, ACCEPTS['cancellation-requested'])
  expect(office.sent[0]?.event.data).toEqual({ reason: 'no-longer-needed' })
})

test('a choice nobody could be asked for is refused while the person is there', async () => {
  const personId = await office.person()
  const code = (refusal: string) => expect.objectContaining({ code: refusal })
  await expect(begun(personId, SECOND, SECOND)).rejects.toEqual(code('body-invalid'))
  await expect(begun(personId, 'https://nobody.network.example')).rejects.toEqual(code('recipient-unknown'))
  await office.asSystem((tx) => keepExclusions(tx, personId, [THIRD], STARTED))
  await expect(begun(personId, SECOND, THIRD)).rejects.toEqual(code('recipient-excluded'))
})
