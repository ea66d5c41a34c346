import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { aHouse } from '../../test/house.ts'
import { bedsNow } from '../beds/bed.store.ts'
import { holdBed } from '../beds/bed.write.ts'
import { stayWritten } from './stay.inbox.ts'
import { latestStays } from './stay.store.ts'
import type { Departure } from './stay.ts'
import { arrive, depart } from './stay.write.ts'

let house: Awaited<ReturnType<typeof aHouse>>
let grace: string
beforeAll(async () => {
  house = await aHouse()
  grace = await house.staff('shelter-worker')
})
afterEach(async () => {
  house.sent.length = 0
  await house.empty()
})
afterAll(() => house.close())

const receive = (referralId: string, bedId: string) =>
  house.as(grace, (tx) => {
    const writing = house.writing(tx)
    return arrive(writing, writing.keys, { referralId, bedId })
  })
const leave = (stayId: string, departure: Departure, seen = 1) =>
  house.as(grace, (tx) => depart(house.writing(tx), { stayId, seen, departure }))
const states = () => house.as(grace, async (tx) => (await bedsNow(tx, house.clock.now.toISOString())).map(({ state }) => state))
const events = () => house.sent.map(({ event }) => event)

test('J-2: from the held bed to the stay; the sender hears that it began and that they arrived', async () => {
  const bed = await house.bed('a-1')
  const suman = await house.referral('accepted')
  await house.as(grace, (tx) => holdBed(house.writing(tx), { referralId: suman, bedId: bed }))
  const stay = await receive(suman, bed)
  expect(stay).toMatchObject({
    referralId: suman,
    bedId: bed,
    arrivedAt: '2026-03-01T20:00:00.000Z',
    departedAt: null,
    departure: null,
    version: 1,
  })
  expect(await states()).toEqual(['taken'])
  expect(events()).toEqual([
    { type: 'referral-started', data: {} },
    { type: 'referral-progressed', data: { businessStatus: 'arrived' } },
  ])
})

test('R-1: without consent to the way back the arrival stays here', async () => {
  await receive(await house.referral('accepted', { wayBack: false }), await house.bed('a-1'))
  expect(events()).toEqual([{ type: 'referral-started', data: {} }])
})

test('R-17: left by own choice completes the referral, frees the bed, and the person may come back', async () => {
  const bed = await house.bed('a-1')
  const suman = await house.referral('accepted')
  const { id } = await receive(suman, bed)
  const left = await leave(id, 'left-by-own-choice')
  expect(left).toMatchObject({ departure: 'left-by-own-choice', version: 2 })
  expect(events().at(-1)).toEqual({ type: 'referral-completed', data: { outcome: 'left-by-own-choice' } })
  expect(await states()).toEqual(['free'])
  await house.asSystem((tx) => tx`update desk.referral set state = 'in-progress' where id = ${suman}`)
  await receive(suman, bed)
  expect((await house.as(grace, (tx) => latestStays(tx, 10))).map(({ departure }) => departure)).toEqual([null, 'left-by-own-choice'])
})

test('a stay may end after its referral was ended at the desk: the bed is freed, nothing is sent twice', async () => {
  const bed = await house.bed('a-1')
  const suman = await house.referral('accepted')
  const { id } = await receive(suman, bed)
  await house.asSystem((tx) => tx`update desk.referral set state = 'completed' where id = ${suman}`)
  const before = events().length
  await leave(id, 'own-housing')
  expect(events()).toHaveLength(before)
  expect(await states()).toEqual(['free'])
})

test('R-17: a referral ended while somebody is here puts nobody out; a person is asked to look', async () => {
  const suman = await house.referral('accepted')
  await receive(suman, await house.bed('a-1'))
  const service = {} as Parameters<NonNullable<(typeof stayWritten)['referral-completed']>>[1]['service']
  await house.as(grace, async (tx) => {
    const [row] = await tx<{ caseId: string; partner: string }[]>`select case_id, partner from desk.referral where id = ${suman}`
    await stayWritten['referral-completed']?.(
      { type: 'referral-completed', data: {}, caseId: row?.caseId ?? null, to: row?.partner ?? '' },
      { ...house.writing(tx), service },
    )
  })
  expect(await states()).toEqual(['taken'])
  expect(await house.tasks()).toEqual([{ code: 'record-departure', referralId: suman }])
})

test('a person arrives once, and who saw another version of the stay does not end it', async () => {
  const [first, second] = [await house.bed('a-1'), await house.bed('a-2')]
  const suman = await house.referral('accepted')
  const { id } = await receive(suman, first)
  await expect(receive(suman, second)).rejects.toMatchObject({ code: 'state-forbids', facts: { state: 'arrived' } })
  await expect(leave(id, 'own-housing', 7)).rejects.toMatchObject({ code: 'version-conflict' })
  await leave(id, 'own-housing')
  await expect(leave(id, 'own-housing', 2)).rejects.toMatchObject({ code: 'state-forbids' })
})

test('c16: twenty arrive at once for two beds: each bed has one person', async () => {
  const beds = [await house.bed('a-1'), await house.bed('a-2')]
  const referrals = await Promise.all(Array.from({ length: 20 }, () => house.referral('accepted')))
  const answers = await Promise.allSettled(referrals.map((one, at) => receive(one, beds[at % 2] ?? '')))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'bed-not-free' })
  expect(await states()).toEqual(['taken', 'taken'])
})
