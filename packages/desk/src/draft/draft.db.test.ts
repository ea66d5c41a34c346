import { type NewReferral, Refusal, type RefusalCode } from '@ihala/contract'
import { bar, type OutgoingMessage, type ServiceContext, type Tx } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { consentGiven } from '../../test/consent-given.ts'
import { anOffice, NEED, type Office } from '../../test/office.ts'
import { keepExclusions } from '../person/exclusion.store.ts'
import { wipePerson } from '../rights/wiping.store.ts'
import { openTasks } from '../task/task.store.ts'
import { draftsWaiting, handDraftsOver, lockDraft } from './draft.store.ts'
import { draftJobs, keepDraft, sendDraftNow, undoDraft } from './draft.write.ts'

const HOUSE = 'https://care-house.network.example'
const STARTED = '2026-11-01T20:00:00.000Z'

let office: Office
let author = ''
let colleague = ''
beforeAll(async () => {
  office = await anOffice()
  author = await office.staff('liaison-officer')
  colleague = await office.staff('liaison-officer')
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  rehearsed.length = 0
  forbids = undefined
  office.clock.now = new Date(STARTED)
})
afterAll(() => office?.close())

/** What was composed and thrown away; and why the exchange would not seal it. */
const rehearsed: OutgoingMessage[] = []
let forbids: RefusalCode | undefined
const service = (): ServiceContext =>
  ({
    ...office.service,
    config: { environment: 'development' },
    bus: { isUp: () => true },
    registry: { find: () => ({ metadata: { ihala_member: { takes: ['need', 'identity'], status: 'live', accepts: {} } } }) },
    law: (at: string) => ruleSetInForce(QATAR_DEMO_LAW, at),
    stamp: office.context({} as Tx).stamp,
    following: (_tx: Tx, buffer: (message: OutgoingMessage) => void) => ({ send: buffer, followUp: async () => 0 }),
    exchange: {
      outgoing: () => ({
        send: (message: OutgoingMessage) => void rehearsed.push(message),
        flush: async () => {
          if (forbids) throw new Refusal(forbids)
          return []
        },
      }),
    },
  }) as object as ServiceContext

const consent = consentGiven()
const about = (personId: string): NewReferral => ({ personId, to: HOUSE, step: 'request', need: NEED, consent, relatesTo: [] })
const keeps = (given: NewReferral) => office.asSystem((tx) => keepDraft(office.context(tx), service(), given, author))
const kept = async () => {
  const personId = await office.person()
  return { ...(await keeps(about(personId))), given: about(personId) }
}
const rings = (id: string, name = 'send-draft') =>
  office.asSystem(async (tx) =>
    draftJobs[name]?.(name === 'send-draft' ? { draft: id } : { waiting: id }, { ...office.context(tx), service: service() }),
  )
const sendsNow = (id: string) =>
  office.asSystem(async (tx) => {
    const draft = await lockDraft(tx, office.service.caseKeys, id)
    if (!draft) throw new Refusal('not-found')
    return sendDraftNow(office.context(tx), service(), draft)
  })
const left = (id: string) => office.asSystem((tx) => lockDraft(tx, office.service.caseKeys, id))
const jobOf = async (id: string) =>
  (await office.asSystem((tx) => tx<{ runAt: string }[]>`select run_at from graphile_worker.jobs where key = ${`send-draft/${id}`}`))[0]
const referralsOf = (personId: string) => office.asSystem((tx) => tx`select id from desk.referral where person_id = ${personId}`)

test('DESIGN §8: a referral waits ten minutes; it was tried to the seal, and nothing of the trial stays', async () => {
  const { id, personId, sendAt, given } = await kept()
  expect(sendAt).toBe('2026-11-01T20:10:00.000Z')
  expect(rehearsed.map(({ event }) => event.type)).toEqual(['referral-requested'])
  expect([office.sent, await referralsOf(personId)]).toEqual([[], []])
  expect(new Date((await jobOf(id))?.runAt ?? '').toISOString()).toBe(sendAt)
  expect((await left(id))?.given).toEqual(given)

  // A queue that runs it twice, and a replica of it at the same moment, send once.
  await Promise.all([rings(id), rings(id), rings(id)])
  expect(office.sent.map(({ to, event }) => [to, event.type])).toEqual([[HOUSE, 'referral-requested']])
  expect([await left(id), (await referralsOf(personId)).length]).toEqual([undefined, 1])
})

test('undone, no row and no job of it is left, and nothing ever goes', async () => {
  const { id, personId } = await kept()
  await office.asSystem((tx) => undoDraft(office.context(tx), { id }))
  expect([await left(id), await jobOf(id)]).toEqual([undefined, undefined])
  await rings(id)
  expect([office.sent, await referralsOf(personId)]).toEqual([[], []])
})

test('sent at once it goes once, though its clock rings at the same moment', async () => {
  const { id, personId } = await kept()
  const outcomes = await Promise.allSettled([sendsNow(id), rings(id), sendsNow(id)])
  expect(office.sent).toHaveLength(1)
  expect(await referralsOf(personId)).toHaveLength(1)
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'not-found' })
  expect(await left(id)).toBeUndefined()
})

test('what would be refused when it goes is refused while the person is there, and then nothing is kept', async () => {
  const personId = await office.person()
  forbids = 'category-not-for-this-body'
  await expect(keeps(about(personId))).rejects.toMatchObject({ code: 'category-not-for-this-body' })
  forbids = undefined
  await office.asSystem((tx) => keepExclusions(tx, personId, [HOUSE], STARTED))
  await expect(keeps(about(personId))).rejects.toMatchObject({ code: 'recipient-excluded' })
  const note = { ...about(personId), need: { ...NEED, note: 'call 5550 4130' } }
  await expect(keeps(note)).rejects.toMatchObject({ code: 'need-names-person' })
  expect(await office.asSystem((tx) => draftsWaiting(tx, office.service.caseKeys, 9, personId))).toEqual([])
  expect(await referralsOf(personId)).toEqual([])
})

test('what something forbids by then stays whole; whoever said send is told why, nobody else, and once', async () => {
  const { id, personId, given } = await kept()
  forbids = 'recipient-suspended'
  await rings(id)
  await rings(id)
  expect(await left(id)).toMatchObject({ refused: 'recipient-suspended', given })
  expect([office.sent, await referralsOf(personId)]).toEqual([[], []])
  const toldTo = (who: string) =>
    office.as(who, async (tx) => (await openTasks(tx, 50)).filter((task) => task.id === id).map(({ code }) => code))
  expect([await toldTo(author), await toldTo(colleague)]).toEqual([['agreed-not-sent:recipient-suspended'], []])

  // M5: the author leaves, and another takes it over by name.
  await office.asSystem(async (tx) => {
    await handDraftsOver(tx, author, colleague)
    await tx`update desk.task set for_staff = ${colleague} where id = ${id}`
  })
  expect([await toldTo(author), await toldTo(colleague)]).toEqual([[], ['agreed-not-sent:recipient-suspended']])

  forbids = undefined
  await sendsNow(id)
  expect([office.sent.length, await left(id), await toldTo(colleague)]).toEqual([1, undefined, []])
})

test('C7: what the person took back meanwhile does not go; taken back whole, nothing of it is left', async () => {
  const part = await kept()
  const takesBack = (personId: string, parts: readonly string[]) =>
    office.asSystem(
      (tx) => tx`
        insert into desk.erasure (id, owner, of, because, said_by, whole, parts, asked_at, owed)
        values (gen_random_uuid(), ${personId}, ${`of ${personId}`}, 'withdrawn', 'person', false, ${[...parts]}::text[], '2026-11-01T20:04:00.000Z', false)`,
    )
  await takesBack(part.personId, ['identity'])
  await rings(part.id)
  expect(await left(part.id)).toMatchObject({ refused: 'grant-not-covering' })
  expect(office.sent).toEqual([])

  const other = await kept()
  await takesBack(other.personId, ['health'])
  await rings(other.id)
  expect(office.sent).toHaveLength(1)

  const whole = await kept()
  await office.asSystem((tx) => wipePerson(tx, whole.personId, ['need', 'own'], []))
  expect(await left(whole.id)).toBeUndefined()
  await rings(whole.id)
  expect(office.sent).toHaveLength(1)
})

test('R-3: whoever is related to a party sees nothing of what waits', async () => {
  const { id, personId } = await kept()
  await office.asSystem((tx) => bar(tx, colleague, personId))
  const seenBy = (who: string) => office.as(who, (tx) => lockDraft(tx, office.service.caseKeys, id))
  expect([(await seenBy(author))?.id, await seenBy(colleague)]).toEqual([id, undefined])
})

test('what waited before drafts had their name goes by the name its job has', async () => {
  const { id } = await kept()
  await rings(id, 'send-agreed')
  expect(office.sent).toHaveLength(1)
})
