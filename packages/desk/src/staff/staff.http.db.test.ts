import type { StaffRole } from '@ihala/contract'
import { assign, assigneesOf, bar, defineService, randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { consent, NEED } from '../../test/office.ts'
import { desk } from '../desk.ts'
import { insertReferral } from '../referral/referral.store.ts'

const NOW = '2026-11-22T09:30:00.000Z'
let house: LoneService
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => new Date(NOW),
  })
}, 60_000)
afterAll(() => house?.stop())
beforeEach(async () => {
  for (const [who, role] of ROLES) await house.signIn(who, [role])
})

const ROLES: ReadonlyMap<string, StaffRole> = new Map([
  ['root', 'admin'],
  ['grace', 'shelter-worker'],
  ['omar', 'shelter-worker'],
  ['lina', 'shelter-worker'],
])
const gets = (who: string, url: string) => house.asks(who, [], { method: 'GET', url })
const posts = (who: string, url: string, body: object) =>
  house.asks(who, [], { method: 'POST', url, body, headers: { 'idempotency-key': uuidv7() } })
const staff = (who: string, verb: string) => `/staff/${house.staffId(who)}/${verb}`

/** A referral that is somebody's, with its person. */
const aCaseOf = async (...members: readonly string[]) => {
  const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' }
  const personId: string = (await posts('grace', '/people', { sections: { identity } })).body.id
  const [id, caseId] = [uuidv7(), randomId()]
  const { caseKeys, asSystem } = house.running.service
  const row = { id, caseId, side: 'sender', partner: 'https://itf.ihala.test', state: 'accepted', personId, narrows: null } as const
  await asSystem(async (tx) => {
    const more = { pseudonym: randomId(), consent: consent(), dueAt: 'infinity', receivedAt: NOW }
    await insertReferral(tx, caseKeys, { ...row, ...more, needs: ['shelter'], urgency: 'tonight' }, NEED)
    for (const member of members) await assign(tx, house.staffId(member), caseId)
  })
  return { id, caseId, personId }
}
const assignees = (caseId: string) => house.running.service.asSystem((tx) => assigneesOf(tx, caseId))
/** What a member with an open session sees at once: how many referrals and people, whatever the doors say. */
const rowsOf = (who: string) =>
  house.running.service.pools.requests.begin(async (tx) => {
    const [entered] = await tx<{ works: boolean }[]>`select kit.enter(${house.staffId(who)}) as works`
    const [row] = await tx<
      { rows: number }[]
    >`select (select count(*)::int from desk.referral) + (select count(*)::int from desk.person) as rows`
    return { works: entered?.works, rows: row?.rows }
  })
const leaves = (action: string): Promise<number> =>
  house.running.service.asSystem(
    async (tx) =>
      (await tx`select from ledger.leaf_content where event like ${`%"action":"${action}"%`} and event like '%"kind":"decision"%'`).count,
  )

test('M5: who leaves sees nothing at once, and the taker has every case, each with its task and its leaf, also one the admin may not see', async () => {
  const [one, two] = [await aCaseOf('grace'), await aCaseOf('grace', 'omar')]
  await house.running.service.asSystem((tx) => bar(tx, house.staffId('root'), two.caseId))
  const open = await house.signIn('grace', ['shelter-worker'])
  expect((await rowsOf('grace')).rows).toBeGreaterThan(0)

  const answer = await posts('root', staff('grace', 'hand-over'), { to: house.staffId('omar') })
  expect([answer.status, answer.body.cases]).toEqual([200, 2])
  expect(await rowsOf('grace')).toEqual({ works: false, rows: 0 })
  const after = await house.running.app.inject({ url: '/referrals?box=sent', headers: open })
  expect(after.statusCode).toBe(401)
  for (const { caseId } of [one, two]) expect(await assignees(caseId)).toEqual([house.staffId('omar')])
  // The files she wrote down go with them.
  for (const { personId } of [one, two]) expect(await assignees(personId)).toEqual([house.staffId('omar')])
  const tasks = (await gets('omar', '/tasks')).body.tasks.filter(({ code }: { code: string }) => code === 'case-handed-over')
  expect(tasks.map(({ referralId }: { referralId: string }) => referralId).sort()).toEqual([one.id, two.id].sort())
  expect([await leaves('hand-over-case'), await leaves('hand-over-file'), await leaves('suspend-member')]).toEqual([2, 2, 1])
  // What the admin may not see, the hand-over does not show.
  expect(JSON.stringify(answer.body)).not.toContain(two.id)
  expect((await posts('root', staff('grace', 'suspension'), { suspended: false })).status).toBe(200)
  expect((await rowsOf('grace')).works).toBe(true)
})

test('M5: a taker who may not see one of the cases takes none, nor one who is suspended, nor the leaver', async () => {
  const { caseId } = await aCaseOf('lina')
  await house.running.service.asSystem((tx) => bar(tx, house.staffId('omar'), caseId))
  const codeOf = async (to: string) => (await posts('root', staff('lina', 'hand-over'), { to })).body.code
  expect(await codeOf(house.staffId('omar'))).toBe('conflict-unresolved')
  expect(await codeOf(house.staffId('lina'))).toBe('state-forbids')
  expect(await codeOf(uuidv7())).toBe('not-found')
  await posts('root', staff('grace', 'suspension'), { suspended: true })
  expect(await codeOf(house.staffId('grace'))).toBe('state-forbids')
  await posts('root', staff('grace', 'suspension'), { suspended: false })
  expect(await assignees(caseId)).toEqual([house.staffId('lina')])
  expect((await rowsOf('lina')).works).toBe(true)
})

test('T33: who is barred from a person sees nothing of them from the commit on, and again once it is lifted', async () => {
  const { id, personId } = await aCaseOf('omar')
  const sees = async () => [(await gets('omar', `/people/${personId}`)).status, (await gets('omar', `/referrals/${id}`)).status]
  const bars = (about: string, of: string, barred: boolean) => posts('root', staff('omar', 'barred'), { about, id: of, barred })
  expect(await sees()).toEqual([200, 200])
  expect((await bars('person', personId, true)).status).toBe(200)
  expect(await sees()).toEqual([404, 404])
  expect((await bars('person', personId, false)).status).toBe(200)
  expect((await bars('referral', id, true)).status).toBe(200)
  expect(await sees()).toEqual([200, 404])
  expect((await bars('referral', uuidv7(), true)).status).toBe(404)
  expect([await leaves('bar-member'), await leaves('unbar-member')]).toEqual([2, 1])
})

test('the last admin who works can neither be suspended nor hand over: nobody could lift it', async () => {
  const suspends = async (who: string) => (await posts('root', staff(who, 'suspension'), { suspended: true })).body.code ?? 'done'
  expect(await suspends('root')).toBe('state-forbids')
  expect((await posts('root', staff('root', 'hand-over'), { to: house.staffId('omar') })).body.code).toBe('state-forbids')
  await house.signIn('second', ['admin'])
  expect(await suspends('second')).toBe('done')
  expect(await suspends('root')).toBe('state-forbids')
  const { staff: listed } = (await gets('root', '/staff')).body
  expect(listed.find(({ id }: { id: string }) => id === house.staffId('second'))).toMatchObject({
    roles: ['admin'],
    suspendedAt: NOW,
    cases: 0,
  })
  expect((await gets('omar', '/staff')).status).toBe(403)
})

test('T33: who works on a case is told, and who works for its person by their file; whom one may ask onto it are those who work with people', async () => {
  const { id } = await aCaseOf('omar')
  const namesOf = (some: readonly { id: string }[]) => some.map((one) => one.id)
  const { body } = await gets('grace', `/referrals/${id}/assignees`)
  expect([namesOf(body.assignees), namesOf(body.forPerson)]).toEqual([[house.staffId('omar')], [house.staffId('grace')]])
  const given = await posts('grace', `/referrals/${id}/assignees`, { staff: house.staffId('grace'), assigned: true })
  expect([namesOf(given.body.assignees), given.body.forPerson]).toEqual([[house.staffId('omar'), house.staffId('grace')], []])

  await posts('root', staff('lina', 'suspension'), { suspended: true })
  const { colleagues } = (await gets('grace', '/colleagues')).body
  expect(namesOf(colleagues).sort()).toEqual([house.staffId('grace'), house.staffId('omar')].sort())
  await posts('root', staff('lina', 'suspension'), { suspended: false })
  expect(namesOf((await gets('grace', '/colleagues')).body.colleagues)).toContain(house.staffId('lina'))
})
