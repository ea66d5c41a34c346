import { lockReferral } from '@ihala/desk'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { aHouse } from '../../test/house.ts'
import { bedWritten } from './bed.inbox.ts'
import { bedsNow } from './bed.store.ts'
import { END_HOLD, endHoldOf, holdBed } from './bed.write.ts'

let house: Awaited<ReturnType<typeof aHouse>>
let grace: string
beforeAll(async () => {
  house = await aHouse()
  grace = await house.staff('shelter-worker')
})
afterEach(async () => {
  house.clock.now = new Date('2026-03-01T20:00:00.000Z')
  await house.empty()
})
afterAll(() => house.close())

const hold = (referralId: string, bedId: string, member = grace) =>
  house.as(member, (tx) => holdBed(house.writing(tx), { referralId, bedId }))
const shown = (member = grace) => house.as(member, (tx) => bedsNow(tx, house.clock.now.toISOString()))
const hours = (count: number) => {
  house.clock.now = new Date(house.clock.now.getTime() + count * 3_600_000)
}

test('c16: fifty ask at once for three beds: three get one, nobody shares, the others are told so', async () => {
  const beds = [await house.bed('a-1'), await house.bed('a-2'), await house.bed('a-3')]
  const referrals = await Promise.all(Array.from({ length: 50 }, () => house.referral('enquired')))
  const answers = await Promise.allSettled(referrals.map((one, at) => hold(one, beds[at % 3] ?? '')))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'bed-not-free' })
  const now = await shown()
  expect(now.map(({ state }) => state)).toEqual(['held', 'held', 'held'])
  expect(new Set(now.map(({ referralId }) => referralId)).size).toBe(3)
})

test('c16: many who exchange beds neither share one nor stop each other', async () => {
  const beds = await Promise.all(['b-1', 'b-2', 'b-3', 'b-4', 'b-5', 'b-6'].map((label) => house.bed(label)))
  const referrals = await Promise.all(Array.from({ length: 5 }, () => house.referral('requested')))
  const wishes = Array.from({ length: 60 }, (_, at) => hold(referrals[at % 5] ?? '', beds[(at * 7) % 6] ?? ''))
  for (const answer of await Promise.allSettled(wishes))
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'bed-not-free' })
  const holders = (await shown()).map(({ referralId }) => referralId).filter((one) => one !== null)
  expect(new Set(holders).size).toBe(holders.length)
  // Whoever was refused every time finds one of the free beds now: nobody is left blocked.
  for (const referral of referrals.filter((one) => !holders.includes(one))) {
    const free = (await shown()).find(({ state }) => state === 'free')
    await hold(referral, free?.id ?? '')
  }
  expect(new Set((await shown()).map(({ referralId }) => referralId).filter((one) => one !== null)).size).toBe(5)
})

test('the database itself refuses a second occupant', async () => {
  const bed = await house.bed('a-1')
  await hold(await house.referral('enquired'), bed)
  await expect(house.asSystem((tx) => tx`insert into beds.occupancy (bed_id, state) values (${bed}, 'taken')`)).rejects.toMatchObject({
    code: '23505',
  })
})

test('a refused wish leaves the bed one had', async () => {
  const [first, second] = [await house.bed('a-1'), await house.bed('a-2')]
  const [suman, hirut] = [await house.referral('requested'), await house.referral('requested')]
  await hold(suman, first)
  await hold(hirut, second)
  await expect(hold(suman, second)).rejects.toMatchObject({ code: 'bed-not-free' })
  expect((await shown()).map(({ referralId }) => referralId)).toEqual([suman, hirut])
})

test('a referral has one bed: the new one replaces the old', async () => {
  const [first, second] = [await house.bed('a-1'), await house.bed('a-2')]
  const suman = await house.referral('requested')
  await hold(suman, first)
  await hold(suman, second)
  expect((await shown()).map(({ state, referralId }) => [state, referralId])).toEqual([
    ['free', null],
    ['held', suman],
  ])
})

test('a bed that does not fit, a referral that is over, and a bed that is not there are refused', async () => {
  const men = await house.bed('m-1', 'male')
  await expect(hold(await house.referral('enquired'), men)).rejects.toMatchObject({ code: 'body-invalid', facts: { rule: 'sex' } })
  const bed = await house.bed('a-1')
  await expect(hold(await house.referral('rejected'), bed)).rejects.toMatchObject({ code: 'state-forbids' })
  await expect(hold(await house.referral('enquired'), await house.referral('enquired'))).rejects.toMatchObject({ code: 'not-found' })
  expect((await shown()).map(({ state }) => state)).toEqual(['free', 'free'])
})

test('a hold runs out by the clock: the bed shows free, the next one gets it, and a person hears who has none', async () => {
  const bed = await house.bed('a-1')
  const [suman, hirut] = [await house.referral('requested'), await house.referral('requested')]
  const { until } = await hold(suman, bed)
  expect(until).toBe('2026-03-02T08:00:00.000Z')
  hours(11)
  await expect(hold(hirut, bed)).rejects.toMatchObject({ code: 'bed-not-free' })
  hours(1)
  expect((await shown()).map(({ state, heldUntil, referralId }) => [state, heldUntil, referralId])).toEqual([['free', null, null]])
  await hold(hirut, bed)
  expect((await shown()).map(({ referralId }) => referralId)).toEqual([hirut])
  expect(await house.tasks()).toEqual([{ code: 'bed-hold-ended', referralId: suman }])
})

test('a hold runs out by its job, which twice does no more than once', async () => {
  const bed = await house.bed('a-1')
  const suman = await house.referral('requested')
  await hold(suman, bed)
  const [queued] = await house.asSystem((tx) => tx`select run_at from graphile_worker.jobs where key = ${`${END_HOLD}/${suman}`}`)
  expect(queued).toEqual({ runAt: '2026-03-02T08:00:00.000Z' })
  await house.asSystem((tx) => endHoldOf(house.writing(tx), suman))
  expect(
    (await shown()).map(({ state }) => state),
    'too early',
  ).toEqual(['held'])
  hours(12)
  for (const _ of [1, 2]) await house.asSystem((tx) => endHoldOf(house.writing(tx), suman))
  expect(await house.asSystem((tx) => tx`select from beds.occupancy`)).toHaveLength(0)
  expect(await house.tasks()).toEqual([{ code: 'bed-hold-ended', referralId: suman }])
})

test('declining frees the bed in the same transaction', async () => {
  const bed = await house.bed('a-1')
  const suman = await house.referral('opened')
  await hold(suman, bed)
  const service = {} as Parameters<NonNullable<(typeof bedWritten)['referral-rejected']>>[1]['service']
  await house.as(grace, async (tx) => {
    await tx`update desk.referral set state = 'rejected' where id = ${suman}`
    const { caseId, partner } = await lockReferral(tx, suman)
    await bedWritten['referral-rejected']?.(
      { type: 'referral-rejected', data: { reason: 'safety-risk-at-site', possibleIf: ['other-house'] }, caseId, to: partner },
      { ...house.writing(tx), service },
    )
  })
  expect((await shown()).map(({ state }) => state)).toEqual(['free'])
})

test('T33: who may not see the case sees that the bed is in use, and not by whom, and cannot take it', async () => {
  const bed = await house.bed('a-1')
  const [suman, hirut] = [await house.referral('requested'), await house.referral('requested')]
  await hold(suman, bed)
  const noora = await house.staff('shelter-worker')
  await house.asSystem(
    (tx) => tx`insert into kit.barred (staff_id, case_id) select ${noora}, case_id from desk.referral where id = ${suman}`,
  )
  expect((await shown(noora)).map(({ state, referralId }) => [state, referralId])).toEqual([['held', null]])
  await expect(hold(hirut, bed, noora)).rejects.toMatchObject({ code: 'bed-not-free' })
  await expect(hold(suman, bed, noora)).rejects.toMatchObject({ code: 'not-found' })
})
