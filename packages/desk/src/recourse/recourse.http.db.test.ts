import type { DraftList, HoldList, MyDataProgress, OpenRights, RightsList, StaffRole } from '@ihala/contract'
import { defineService, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'

const NOW = '2026-11-22T09:30:00.000Z'
let house: LoneService
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => new Date(NOW),
  })
}, 60_000)
afterAll(() => house?.stop())

const gets = (who: string, role: StaffRole, url: string) => house.asks(who, [role], { method: 'GET', url })
const posts = (who: string, role: StaffRole, url: string, body: object = {}) =>
  house.asks(who, [role], { method: 'POST', url, body, headers: { 'idempotency-key': uuidv7() } })
async function aPerson(): Promise<string> {
  const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' }
  return (await posts('grace', 'shelter-worker', '/people', { sections: { identity } })).body.id
}
const looks = async (subject: string): Promise<number> =>
  house.running.service.asSystem(
    async (tx) => (await tx<{ n: number }[]>`select count(*)::int as n from kit.access where subject = ${subject}`)[0]?.n ?? 0,
  )

test('C11: what is to be answered is listed by its clock until it is; of a colleague’s case only that it is there', async () => {
  const [one, colleagues] = [await aPerson(), await aPerson()]
  await posts('grace', 'shelter-worker', `/people/${one}/objections`, { category: 'contact', because: 'not-safe-for-me', by: 'person' })
  await posts('grace', 'shelter-worker', `/people/${colleagues}/corrections`, { category: 'identity', because: 'wrong', by: 'guardian' })
  // Whoever writes somebody down works for them; the first is nobody's again.
  await house.running.service.asSystem((tx) => tx`delete from kit.assignment where case_id = ${one}`)
  const open = async (who: string, role: StaffRole) => ((await gets(who, role, '/rights')).body as OpenRights).rights
  expect((await open('grace', 'shelter-worker')).map(({ personId, right }) => [personId, right?.right, right?.because])).toEqual([
    [one, 'objection', 'not-safe-for-me'],
    [colleagues, 'correction', 'wrong'],
  ])
  // A house shares its residents among those who work there; an intake officer would not share them.
  const before = await looks(colleagues)
  const seen = await open('ida', 'intake-officer')
  expect(seen.map(({ personId, right, overdue }) => [personId, right?.category, overdue])).toEqual([
    [one, 'contact', false],
    [colleagues, undefined, false],
  ])
  expect(await looks(colleagues)).toBe(before)
  const { rights } = (await gets('grace', 'shelter-worker', `/people/${one}/rights`)).body as RightsList
  expect((await posts('grace', 'shelter-worker', `/rights/${rights[0]?.id}/answer`, { answer: 'done' })).status).toBe(200)
  expect((await open('grace', 'shelter-worker')).map(({ personId }) => personId)).toEqual([colleagues])
  expect((await gets('adam', 'admin', '/rights')).status).toBe(403)
})

test('C9: how far the answers are is asked without looking at the file', async () => {
  const person = await aPerson()
  const before = await looks(person)
  const { body } = await gets('grace', 'shelter-worker', `/people/${person}/my-data/progress`)
  expect(body as MyDataProgress).toEqual({ heard: 0 })
  expect(await looks(person)).toBe(before)
  expect((await gets('grace', 'shelter-worker', `/people/${uuidv7()}/my-data/progress`)).status).toBe(404)
})

test('L3, M1: holds of one person, and what waits of them, are read without a look at anybody else; the law says what may be held', async () => {
  const [one, other] = [await aPerson(), await aPerson()]
  const hold = { basis: 'ordered-by-court', parts: ['own'], until: '2027-03-01' }
  for (const person of [one, other]) expect((await posts('grace', 'shelter-worker', `/people/${person}/holds`, hold)).status).toBe(201)
  const before = await looks(other)
  const { holds, bases, retention } = (await gets('grace', 'shelter-worker', `/holds?person=${one}`)).body as HoldList
  expect(holds.map(({ personId }) => personId)).toEqual([one])
  expect(bases.map(({ code, article }) => [code, article])).toContainEqual(['ordered-by-court', '260'])
  expect(retention.find(({ category }) => category === 'exposure')?.days).toBe(30)
  const { drafts } = (await gets('grace', 'shelter-worker', `/drafts?person=${one}`)).body as DraftList
  expect(drafts).toEqual([])
  expect(await looks(other)).toBe(before)
  expect(((await gets('grace', 'shelter-worker', '/holds')).body as HoldList).holds.length).toBeGreaterThan(1)
})
