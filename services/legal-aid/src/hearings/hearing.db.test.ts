import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { chambers, type Member } from '../../test/chambers.ts'
import { LOOK_CONFIRMED, lookConfirmed, setHearing } from './hearing.write.ts'

let house: Awaited<ReturnType<typeof chambers>>
let yusuf: Member
beforeAll(async () => {
  house = await chambers()
  yusuf = await house.member('Yusuf', 'lawyer', ['ben'])
})
afterEach(async () => {
  house.sent.length = 0
  await house.asSystem((tx) => tx`delete from desk.task`)
})
afterAll(() => house.close())

const at = '2026-11-10T06:00:00.000Z'
const set = (referralId: string, confirmed: boolean, when = at) =>
  house.as(yusuf, (tx) => setHearing(house.writing(tx), house.service, referralId, { at: when, confirmed }))
const look = (hearingId: string) => house.asSystem((tx) => lookConfirmed(house.writing(tx), hearingId))

test('D-3: unconfirmed 48 hours ahead it is a task, once; the sender heard the day', async () => {
  const nazmul = await house.referral('in-progress')
  const id = await set(nazmul, false)
  expect(house.sent.map(({ event }) => event)).toEqual([
    { type: 'referral-progressed', data: { businessStatus: 'hearing-set', dueAt: at } },
  ])
  const [queued] = await house.asSystem((tx) => tx`select run_at from graphile_worker.jobs where key = ${`${LOOK_CONFIRMED}/${nazmul}`}`)
  expect(queued).toEqual({ runAt: '2026-11-08T06:00:00.000Z' })
  await look(id)
  await look(id)
  expect(await house.tasks()).toEqual([{ code: 'confirm-hearing', dueAt: at }])
})

test('D-3: confirmed, or moved, it asks nothing of anybody', async () => {
  const nazmul = await house.referral('in-progress')
  const first = await set(nazmul, false)
  const confirmed = await set(nazmul, true)
  await look(first)
  await look(confirmed)
  expect(await house.tasks()).toEqual([])
  const moved = await set(nazmul, false, '2026-11-20T06:00:00.000Z')
  await look(confirmed)
  expect(await house.tasks()).toEqual([])
  await look(moved)
  expect(await house.tasks()).toEqual([{ code: 'confirm-hearing', dueAt: '2026-11-20T06:00:00.000Z' }])
})

test('a case that is over asks for no confirmation', async () => {
  const nazmul = await house.referral('in-progress')
  const id = await set(nazmul, false)
  await house.asSystem((tx) => tx`update desk.referral set state = 'completed' where id = ${nazmul}`)
  await look(id)
  expect(await house.tasks()).toEqual([])
})
