import { uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../../test/kit/fresh-database.ts'
import { anOffice, type Office } from '../../test/office.ts'
import { desk, deskWithWatchList } from '../desk.ts'
import type { Referral } from '../referral/referral.ts'
import { blind } from './conflict.ts'
import { insertWatchedParty } from './watched-party.store.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice(await freshDatabase())
  await office.asSystem((tx) =>
    insertWatchedParty(tx, office.service, {
      id: uuidv7(),
      now: '2026-11-01T00:00:00.000Z',
      about: 'employer',
      name: 'Al Faisal Contracting',
    }),
  )
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
})
afterAll(() => office?.close())

const check = (referral: Referral, name: string, feature = deskWithWatchList, before?: Parameters<Office['arrives']>[2]) =>
  office.handle(office.arrives(referral, { type: 'conflict-checked', data: blind([{ about: 'employer', name }]) }, before), feature)
const answers = () => office.sent.map(({ event }) => (event.type === 'conflict-answered' ? event.data.conflict : event.type))

test('who keeps a list answers at once; the fourth check of a case waits for a person', async () => {
  const referral = await office.referral('recipient', 'requested')
  for (const name of ['Gulf Stone', 'Faisal, Al (Contracting)', 'Sea Works']) await check(referral, name)
  expect(answers()).toEqual([false, true, false])
  expect((await office.see(referral.id)).conflict).toBe('found')
  await check(referral, 'Desert Trading')
  expect(answers()).toHaveLength(3)
  expect(await office.tasks(referral.id)).toEqual(['answer-conflict-check'])
})

test('a partner that asks in case after case gets thirty answers a day, then a person looks', async () => {
  const partner = 'https://curious.network.example'
  const ask = async () => check(await office.referral('recipient', 'requested', { partner }), 'Al Faisal Contracting')
  for (let made = 0; made < 31; made += 1) await ask()
  expect(answers()).toHaveLength(30)
  office.clock.now = new Date(office.clock.now.getTime() + 86_400_000)
  await ask()
  expect(answers()).toHaveLength(31)
})

test('who keeps no list says nothing of itself: a person answers', async () => {
  const referral = await office.referral('recipient', 'requested')
  await check(referral, 'Al Faisal Contracting', desk)
  expect(answers()).toEqual([])
  expect((await office.see(referral.id)).conflict).toBe('asked')
  expect(await office.tasks(referral.id)).toEqual(['answer-conflict-check'])
})

test('a check that crossed our decision is noted and not answered', async () => {
  const referral = await office.referral('recipient', 'rejected')
  await check(referral, 'Al Faisal Contracting')
  expect(answers()).toEqual([])
  const [row] = await office.asSystem((tx) => tx`select count(*)::int as made from desk.conflict_check where case_id = ${referral.caseId}`)
  expect([row?.made, (await office.see(referral.id)).state]).toEqual([1, 'rejected'])
})
