import type { PeopleFound, StaffRole } from '@ihala/contract'
import { assign, bar, defineService, unassign, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'
import { insertSection } from '../person/section.store.ts'
import { spellSome } from './search.jobs.ts'

const NOW = '2026-11-22T09:30:00.000Z'
let house: LoneService
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'union-liaison', features: [desk], serves: ['shelter'] }), {
    slug: 'itf',
    clock: () => new Date(NOW),
  })
}, 60_000)
afterAll(() => house?.stop())

const asks = (
  who: string,
  method: 'GET' | 'POST',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
  role: StaffRole = 'liaison-officer',
) =>
  house.asks(who, [role], {
    method,
    url,
    ...(body === undefined ? {} : { body }),
    headers: { ...(method === 'POST' ? { 'idempotency-key': uuidv7() } : {}), ...headers },
  })
const aPerson = async (own: string, latin: string, more: object = {}, who = 'elin'): Promise<string> => {
  const sections = { identity: { names: { latin, own }, sex: 'female', nationality: 'ET' }, ...more }
  const made = await asks(who, 'POST', '/people', { sections })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}
const finds = async (text: string, who = 'elin', role: StaffRole = 'liaison-officer'): Promise<PeopleFound> => {
  const answer = await asks(who, 'POST', '/people/search', { text }, {}, role)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as PeopleFound
}
const idsOf = ({ people }: PeopleFound) => people.map(({ id }) => id)
const tokensOf = (owner: string): Promise<number> =>
  house.running.service.asSystem(async (tx) => (await tx`select from desk.search_token where owner = ${owner}`).count)
const looksAt = (personId: string): Promise<number> =>
  house.running.service.asSystem(
    async (tx) => (await tx`select from kit.access where subject = ${personId} and action = 'list-people'`).count,
  )

test('DESIGN §11: whoever wrote somebody down finds them in both scripts, by a number, the most alike first; and it is a look', async () => {
  const her = await aPerson('محمد الأمين', 'Mohammed Alamin', { contact: { telephone: '+97455504130' } })
  const alike = await aPerson('محمود', 'Mahmoud')
  await aPerson('أحمد', 'Ahmed')
  const before = await looksAt(her)
  expect(idsOf(await finds('Muhammad'))).toEqual([her, alike])
  const [first] = (await finds('محمد')).people
  expect(first).toMatchObject({
    id: her,
    name: 'محمد الأمين',
    otherName: 'Mohammed Alamin',
    nationality: 'ET',
    birthYear: null,
    version: 1,
    referrals: [],
  })
  for (const text of ['55504130', '٥٥٥٠ ٤١٣٠', '+974 5550 4130']) expect([text, idsOf(await finds(text))]).toEqual([text, [her]])
  expect(await looksAt(her)).toBe(before + 5)
  expect(await finds('Zeinab')).toEqual({ people: [], referral: null })
  // What nobody may search for is said, and not searched.
  expect((await asks('elin', 'POST', '/people/search', { text: 'x' })).status).toBe(400)
  expect((await asks('ann', 'POST', '/people/search', { text: 'Sara' }, {}, 'analyst')).status).toBe(403)
})

test('a corrected name is found, and the one it was is not; taken away, nothing of it stays', async () => {
  const her = await aPerson('هيروت', 'Hirut Bekele')
  const sections = { identity: { names: { latin: 'Yordanos Tadesse' }, sex: 'female' } }
  const changed = await house.running.app.inject({
    method: 'PUT',
    url: `/people/${her}`,
    headers: { ...(await house.signIn('elin', ['liaison-officer'])), 'if-match': '"1"', 'content-type': 'application/json' },
    payload: JSON.stringify({ sections }),
  })
  expect(changed.statusCode, changed.payload).toBe(200)
  expect(idsOf(await finds('Yordanos'))).toEqual([her])
  expect(idsOf(await finds('Hirut'))).toEqual([])
  await house.running.app.inject({
    method: 'POST',
    url: `/people/${her}/withdraw`,
    headers: { ...(await house.signIn('elin', ['liaison-officer'])), 'if-match': '"2"', 'content-type': 'application/json' },
    payload: JSON.stringify({ by: 'person' }),
  })
  expect([idsOf(await finds('Yordanos')), await tokensOf(her)]).toEqual([[], 0])
})

test('T33, R-3: a colleague’s person is not found, nor by whoever is related to a party', async () => {
  const { asSystem } = house.running.service
  const her = await aPerson('سمر', 'Samar Invented', {}, 'omar')
  await house.signIn('elin', ['liaison-officer'])
  expect([idsOf(await finds('Samar', 'omar')), idsOf(await finds('Samar'))]).toEqual([[her], []])
  // Who covers the house finds every case of it.
  expect(idsOf(await finds('Samar', 'noor', 'duty-officer'))).toEqual([her])
  await asSystem((tx) => assign(tx, house.staffId('elin'), her))
  expect(idsOf(await finds('Samar'))).toEqual([her])
  await asSystem((tx) => bar(tx, house.staffId('elin'), her))
  expect(idsOf(await finds('Samar'))).toEqual([])
  await asSystem((tx) => unassign(tx, house.staffId('elin'), her))
  // Below the doors too: the rows are not there.
  const rows = (who: string) =>
    house.running.service.pools.requests.begin(async (tx) => {
      await tx`select kit.enter(${house.staffId(who)})`
      return (await tx`select from desk.search_token where owner = ${her}`).count
    })
  expect([(await rows('omar')) > 0, await rows('elin')]).toEqual([true, 0])
})

test('what is older than the search is found once a job has written it, however often it is cut off', async () => {
  const { asSystem, caseKeys } = house.running.service
  const people = [await aPerson('لوليت', 'Lulit One'), await aPerson('لوليت', 'Lulit Two'), await aPerson('لوليت', 'Lulit Three')]
  const erased = await aPerson('لوليت', 'Lulit Gone')
  await asSystem(async (tx) => {
    await tx`delete from desk.search_token where owner = any(${[...people, erased]}::text[])`
    await tx`update desk.section set spelt = false where owner = any(${[...people, erased]}::text[])`
    await caseKeys.erase(tx, erased, ['identity'])
  })
  expect(idsOf(await finds('Lulit'))).toEqual([])
  const some = (limit: number) => asSystem((tx) => spellSome(tx, caseKeys, limit))
  expect(await some(2)).toBe(true)
  // Cut off before its end, nothing of a batch is there; the next begins where the last one that ended left off.
  await expect(
    asSystem(async (tx) => {
      await spellSome(tx, caseKeys, 1)
      throw new Error('cut off')
    }),
  ).rejects.toThrow('cut off')
  expect(idsOf(await finds('Lulit'))).toHaveLength(2)
  expect(await some(9)).toBe(false)
  expect(await some(9)).toBe(false)
  expect(idsOf(await finds('Lulit')).sort()).toEqual([...people].sort())
})

test('a page of those who are alike is bounded', async () => {
  for (const letter of 'abcdefghijkl') await aPerson('مريم', `Maryam ${letter}`)
  expect(idsOf(await finds('Mariam'))).toHaveLength(10)
})

test('what a body told of somebody again takes the place of what it told before, and is one person', async () => {
  const { asSystem, caseKeys, stamp } = house.running.service
  const her = await aPerson('ክፍሌ', 'Kifle')
  const tells = (latin: string) =>
    asSystem((tx) => {
      const { id, now } = stamp()
      const content = { names: { latin }, sex: 'female' }
      return insertSection(tx, caseKeys, { id, owner: her, category: 'identity', at: now, part: 'identity', content })
    })
  await tells('Yohannes Unique')
  await tells('Yohanna Unique')
  expect([idsOf(await finds('Kifle')), idsOf(await finds('Yohanna Unique'))]).toEqual([[], [her]])
})
