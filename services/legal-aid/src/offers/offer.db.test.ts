import { assigneesOf } from '@ihala/kit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { chambers, type Member } from '../../test/chambers.ts'
import { lawyers } from './lawyer.store.ts'
import { offerWritten } from './offer.inbox.ts'
import { latestOffers } from './offer.store.ts'
import { handOffersOver, offerCase, returnOffer, takeOffer } from './offer.write.ts'

let house: Awaited<ReturnType<typeof chambers>>
let dana: Member
let yusuf: Member
let reem: Member
beforeAll(async () => {
  house = await chambers()
  dana = await house.member('Dana', 'legal-coordinator', ['ara', 'eng'])
  yusuf = await house.member('Yusuf', 'lawyer', ['ara', 'eng', 'ben'])
  reem = await house.member('Reem', 'lawyer', ['ara', 'eng', 'fra'])
})
afterEach(async () => {
  house.sent.length = 0
  await house.asSystem(async (tx) => {
    await tx`delete from offers.offer`
    await tx`delete from desk.task`
    await tx`delete from kit.barred`
  })
})
afterAll(() => house.close())

const offer = (referralId: string, lawyer: Member) =>
  house.as(dana, (tx) => offerCase(house.writing(tx), house.service, { referralId, lawyerId: lawyer.id }))
const take = (offerId: string, staff: Member, seen = 1) => house.as(staff, (tx) => takeOffer(house.writing(tx), { offerId, seen, staff }))
const giveBack = (offerId: string, staff: Member, seen: number) =>
  house.as(staff, (tx) => returnOffer(house.writing(tx), { offerId, seen, staff }))
const shown = (staff: Member, of: { lawyerId?: string } = {}) => house.as(staff, (tx) => latestOffers(tx, house.service.keyring, of, 10))
const events = () => house.sent.map(({ event }) => event)

test('J-3: offered to the lawyer who speaks the language, taken by that lawyer, and the sender hears it', async () => {
  const nazmul = await house.referral('accepted', 'none')
  const id = await offer(nazmul, yusuf)
  await take(id, yusuf)
  expect(await shown(dana)).toMatchObject([
    { id, referralId: nazmul, lawyerId: yusuf.id, lawyerNames: { en: 'Yusuf' }, urgency: 'planned', state: 'taken', version: 2 },
  ])
  expect(events()).toEqual([
    { type: 'referral-started', data: {} },
    { type: 'referral-progressed', data: { businessStatus: 'lawyer-assigned' } },
  ])
  const caseId = await house.caseOf(nazmul)
  expect(await house.as(dana, (tx) => assigneesOf(tx, caseId))).toEqual([yusuf.id])
  const counted = await house.as(dana, (tx) => lawyers(tx, house.service.keyring))
  expect(counted.map(({ id: one, cases }) => [one, cases])).toEqual([
    [yusuf.id, 1],
    [reem.id, 0],
  ])
})

test('another lawyer cannot take it, and before acceptance nobody can', async () => {
  const nazmul = await house.referral('opened', 'none')
  const id = await offer(nazmul, yusuf)
  await expect(take(id, reem)).rejects.toMatchObject({ code: 'not-found' })
  await expect(take(id, dana)).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(take(id, yusuf)).rejects.toMatchObject({ code: 'state-forbids', facts: { state: 'opened' } })
  expect(events()).toEqual([])
})

test('two clicks at once take it once', async () => {
  const id = await offer(await house.referral('accepted'), yusuf)
  const answers = await Promise.allSettled([take(id, yusuf), take(id, yusuf), take(id, yusuf)])
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(events()).toHaveLength(2)
})

test('ten clicks at once offer it once', async () => {
  const nazmul = await house.referral('requested')
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => offer(nazmul, yusuf)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'state-forbids', facts: { state: 'offered' } })
})

test('J-3: nothing is offered while a conflict check is open or found one; nobody barred is asked', async () => {
  for (const conflict of ['asked', 'found'] as const)
    await expect(offer(await house.referral('opened', conflict), yusuf)).rejects.toMatchObject({ code: 'conflict-unresolved' })
  const nazmul = await house.referral('opened')
  const caseId = await house.caseOf(nazmul)
  await house.asSystem((tx) => tx`insert into kit.barred (staff_id, case_id) values (${yusuf.id}, ${caseId})`)
  await expect(offer(nazmul, yusuf)).rejects.toMatchObject({ code: 'body-invalid', facts: { rule: 'available' } })
  await offer(nazmul, reem)
  expect(await shown(yusuf)).toEqual([])
})

test('R-10: a lawyer without the language is asked when the one who has it returned the case', async () => {
  const nazmul = await house.referral('accepted')
  await expect(offer(nazmul, reem)).rejects.toMatchObject({ code: 'body-invalid', facts: { rule: 'language' } })
  const id = await offer(nazmul, yusuf)
  await giveBack(id, yusuf, 1)
  expect((await house.tasks()).map(({ code }) => code)).toEqual(['offer-to-a-lawyer'])
  await offer(nazmul, reem)
})

test('a case given back is no longer the lawyer’s; the old version of the offer is refused', async () => {
  const nazmul = await house.referral('accepted')
  const id = await offer(nazmul, yusuf)
  await take(id, yusuf)
  await expect(giveBack(id, yusuf, 1)).rejects.toMatchObject({ code: 'version-conflict' })
  await giveBack(id, dana, 2)
  const caseId = await house.caseOf(nazmul)
  expect(await house.as(dana, (tx) => assigneesOf(tx, caseId))).toEqual([])
})

test('a second lawyer is not told to the sender again', async () => {
  const nazmul = await house.referral('accepted')
  const first = await offer(nazmul, yusuf)
  await house.asSystem(
    (tx) =>
      tx`insert into offers.offer (id, case_id, referral_id, lawyer_id, offered_at) select ${nazmul}, case_id, id, ${reem.id}, now() from desk.referral where id = ${nazmul}`,
  )
  await take(first, yusuf)
  await take(nazmul, reem)
  expect(events().map(({ type }) => type)).toEqual(['referral-started', 'referral-progressed'])
})

test('a case declined leaves no offer waiting for an answer', async () => {
  const nazmul = await house.referral('opened')
  await offer(nazmul, yusuf)
  const caseId = await house.caseOf(nazmul)
  const service = {} as Parameters<NonNullable<(typeof offerWritten)['referral-rejected']>>[1]['service']
  await house.as(
    dana,
    (tx) =>
      offerWritten['referral-rejected']?.(
        { type: 'referral-rejected', data: { reason: 'not-eligible', possibleIf: ['nothing'] }, caseId, to: 'https://bwi.network.example' },
        { ...house.writing(tx), service },
      ) ?? Promise.reject(new Error('no handler')),
  )
  // D13: what came back tells no more what was needed.
  expect(await shown(dana)).toMatchObject([{ state: 'returned', needs: [], urgency: null }])
})

const leaves = (from: Member, to: Member) => house.asSystem((tx) => handOffersOver({ from: from.id, to: to.id }, house.writing(tx)))
const standing = async (staff: Member) =>
  (await shown(dana, { lawyerId: staff.id }))
    .filter(({ state }) => state !== 'returned')
    .map(({ referralId, state }) => [referralId, state])

test('M5: what a lawyer pleads stands under the lawyer who takes over; what nobody answered is offered anew', async () => {
  const [pleaded, offered] = [await house.referral('accepted'), await house.referral('accepted')]
  await take(await offer(pleaded, yusuf), yusuf)
  await offer(offered, yusuf)
  await leaves(yusuf, reem)
  expect([await standing(yusuf), await standing(reem)]).toEqual([[], [[pleaded, 'taken']]])
  expect([await house.tasksAbout(offered), await house.tasksAbout(pleaded)]).toEqual([['offer-to-a-lawyer'], []])
  const counted = await house.as(dana, (tx) => lawyers(tx, house.service.keyring))
  expect(counted.find(({ id }) => id === reem.id)?.cases).toBe(1)
})

test('M5: nobody who is no lawyer pleads, and a case does not lie before one lawyer twice', async () => {
  const [one, both] = [await house.referral('accepted'), await house.referral('accepted')]
  await take(await offer(one, yusuf), yusuf)
  await leaves(yusuf, dana)
  expect([await standing(yusuf), await standing(dana)]).toEqual([[], []])
  expect(await house.tasksAbout(one)).toEqual(['offer-to-a-lawyer'])
  await take(await offer(both, yusuf), yusuf)
  await house.asSystem(
    (tx) =>
      tx`insert into offers.offer (id, case_id, referral_id, lawyer_id, offered_at) select ${both}, case_id, id, ${reem.id}, now() from desk.referral where id = ${both}`,
  )
  await leaves(yusuf, reem)
  expect([await standing(yusuf), await standing(reem)]).toEqual([[], [[both, 'offered']]])
})
