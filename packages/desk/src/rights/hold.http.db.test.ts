import type { HolderList, HoldList, KeptHere, KeptList, PersonDetail, StaffRole } from '@ihala/contract'
import { actAlone, defineService, type Job, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'

let house: LoneService
let now = new Date('2026-11-22T09:30:00.000Z')
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => now,
  })
}, 60_000)
afterAll(() => house?.stop())

const gets = (who: string, role: StaffRole, url: string) => house.asks(who, [role], { method: 'GET', url })
const posts = (who: string, role: StaffRole, url: string, body: object = {}, version?: number) =>
  house.asks(who, [role], {
    method: 'POST',
    url,
    body,
    headers: { 'idempotency-key': uuidv7(), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
  })
const answered = async (asked: ReturnType<typeof posts>): Promise<[number, string | undefined]> => {
  const { status, body } = await asked
  return [status, body.code]
}
async function aPerson(): Promise<string> {
  const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' }
  return (await posts('grace', 'shelter-worker', '/people', { sections: { identity } })).body.id
}
const knows = async (id: string): Promise<boolean> =>
  ((await gets('grace', 'shelter-worker', `/people/${id}`)).body as PersonDetail).sections.identity !== undefined
const ORDER = { basis: 'ordered-by-court', parts: ['own'], until: '2027-03-01' }

test('M1: a hold is asked by one and put in force by another one, by an article of the law, once; ended once', async () => {
  const person = await aPerson()
  const ask = (role: StaffRole, body: object = ORDER) => posts(`of ${role}`, role, `/people/${person}/holds`, body)
  expect(await answered(ask('analyst'))).toEqual([403, 'not-allowed'])
  expect(await answered(ask('admin'))).toEqual([403, 'not-allowed'])
  expect(await answered(ask('shelter-worker', { ...ORDER, basis: 'because-we-want-to' }))).toEqual([400, 'body-invalid'])
  expect(await answered(ask('shelter-worker', { ...ORDER, until: '2031-01-01' }))).toEqual([400, 'body-invalid'])
  expect(await answered(ask('shelter-worker', { ...ORDER, parts: [] }))).toEqual([400, 'body-invalid'])
  expect(await answered(posts('grace', 'shelter-worker', `/people/${uuidv7()}/holds`, ORDER))).toEqual([404, 'not-found'])
  const { id } = (await ask('duty-officer')).body
  const confirm = (role: StaffRole) => answered(posts(`of ${role}`, role, `/holds/${id}/confirm`))
  expect(await confirm('shelter-worker')).toEqual([403, 'not-allowed'])
  expect(await confirm('duty-officer')).toEqual([403, 'second-person-required'])
  expect(await confirm('approver')).toEqual([200, undefined])
  expect(await confirm('data-protection-officer')).toEqual([409, 'state-forbids'])
  const listed = async () =>
    ((await gets('of data-protection-officer', 'data-protection-officer', '/holds')).body as HoldList).holds.find((hold) => hold.id === id)
  expect(await listed()).toMatchObject({ personId: person, ground: 'court-order', law: 'qa-law-13-1990', article: '260', endedAt: null })
  const end = () => answered(posts('of data-protection-officer', 'data-protection-officer', `/holds/${id}/end`))
  expect(await end()).toEqual([200, undefined])
  expect(await end()).toEqual([409, 'state-forbids'])
  expect((await listed())?.endedAt).not.toBeNull()
  // Who asked yesterday and who confirms today do not speak of the same moment.
  const old = (await ask('shelter-worker')).body.id
  now = new Date(now.getTime() + 24 * 60 * 60_000 + 1)
  expect(await answered(posts('omar', 'duty-officer', `/holds/${old}/confirm`))).toEqual([409, 'state-forbids'])
})

/** Runs what waits in the queue under a name, as its worker does. */
async function runs(name: string): Promise<number> {
  const { service } = house.running
  const job: Job | undefined = service.features.find((feature) => feature.name === 'desk')?.jobs?.[name]
  const rows = await service.asSystem(
    (tx) => tx<{ payload: Record<string, string> }[]>`
      select jobs.payload from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
      where tasks.identifier = ${name}`,
  )
  for (const { payload } of rows) await actAlone(service, async (tx, send, stamp) => job?.(payload, { tx, send, stamp, service }))
  return rows.length
}

test('C7: the person takes back everything, and their own file here is gone, but what a hold keeps; that goes when it is ended', async () => {
  const [free, kept] = [await aPerson(), await aPerson()]
  const { id } = (await posts('grace', 'shelter-worker', `/people/${kept}/holds`, ORDER)).body
  await posts('omar', 'duty-officer', `/holds/${id}/confirm`)
  const withdraw = (person: string, version = 1) =>
    posts('grace', 'shelter-worker', `/people/${person}/withdraw`, { by: 'person' }, version)
  expect((await withdraw(free, 7)).status).toBe(409)
  expect((await withdraw(free)).body).toMatchObject({ id: free, referrals: 0, kept: [] })
  expect((await withdraw(kept)).body.kept).toEqual([
    { part: 'own', ground: 'court-order', law: 'qa-law-13-1990', article: '260', until: '2027-03-01' },
  ])
  // c2: what stays shows no more to those who work with them, and to whoever answers for the keeping.
  expect([await knows(free), await knows(kept)]).toEqual([false, false])
  const keptOf = async (person: string) => (await gets('dina', 'data-protection-officer', `/people/${person}/kept`)).body as KeptHere
  expect(await keptOf(kept)).toMatchObject({
    kept: [{ part: 'own', until: '2027-03-01' }],
    sections: [{ category: 'identity', content: { names: { latin: 'Hirut Bekele' } } }],
  })
  expect(await keptOf(free)).toEqual({ kept: [], need: null, sections: [], files: [], notes: [] })
  // All that stays is on one list, by codes and days; a look at it is a look at whom it is about.
  const listed = async () => (await gets('dina', 'data-protection-officer', '/kept')).body as KeptList
  const until = { ground: 'court-order', law: 'qa-law-13-1990', article: '260', until: '2027-03-01' }
  expect(await listed()).toEqual({
    lines: [{ referralId: null, personId: kept, partner: null, askedAt: expect.any(String), kept: [{ part: 'own', ...until }] }],
    more: false,
  })
  expect(await answered(gets('grace', 'shelter-worker', '/kept'))).toEqual([403, 'not-allowed'])
  const looks = await house.running.service.asSystem(
    (tx) => tx<{ subject: string }[]>`select distinct subject from kit.access where action = 'list-kept'`,
  )
  expect(looks.map(({ subject }) => subject)).toEqual([kept])
  for (const role of ['shelter-worker', 'lawyer', 'duty-officer', 'admin'] as const)
    expect(await answered(gets(`of ${role}`, role, `/people/${kept}/kept`))).toEqual([403, 'not-allowed'])
  // Nothing more is written under a name that was taken back.
  const written = await house.running.app.inject({
    method: 'PUT',
    url: `/people/${free}`,
    headers: { ...(await house.signIn('grace', ['shelter-worker'])), 'if-match': '"2"' },
    payload: { sections: { identity: { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' } } },
  })
  expect([written.statusCode, written.json().code]).toEqual([410, 'erased'])
  await posts('dina', 'data-protection-officer', `/holds/${id}/end`)
  expect(await runs('erase-rest')).toBe(1)
  expect(await listed()).toEqual({ lines: [], more: false })
  expect(await keptOf(kept)).toEqual({ kept: [], need: null, sections: [], files: [], notes: [] })
  const keys = await house.running.service.asSystem(
    (tx) => tx`select from kit.case_key where case_id = any(${[free, kept]}) and wrapped is not null`,
  )
  expect(keys.count).toBe(0)
})

test('c2: who owes a statement is counted for who reads the figures, and listed for who works with people', async () => {
  const listed = (await gets('dina', 'data-protection-officer', '/holders')).body as HolderList
  expect(listed).toEqual({ owed: 0, overdue: 0, holders: [] })
  expect((await gets('amal', 'analyst', '/holders')).status).toBe(403)
  const printed = await house.running.app.inject({ method: 'GET', url: '/metrics' })
  expect(printed.payload).toContain('ihala_erasures_owed 0')
  expect(printed.payload).toContain('ihala_erasures_overdue 0')
})

test('C7: the person takes back one category: it is gone from their own file, with its key, and may be told again; the rest stays', async () => {
  const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' }
  const sections = (summary: string) => ({ identity, health: { summary } })
  const { id } = (await posts('grace', 'shelter-worker', '/people', { sections: sections('she limps') })).body
  const known = async () => ((await gets('grace', 'shelter-worker', `/people/${id}`)).body as PersonDetail).sections
  expect(Object.keys(await known()).toSorted()).toEqual(['health', 'identity'])
  const takesBack = (version: number) =>
    posts('grace', 'shelter-worker', `/people/${id}/withdraw`, { by: 'person', categories: ['health'] }, version)
  expect((await takesBack(1)).body).toMatchObject({ id, kept: [] })
  expect(Object.keys(await known())).toEqual(['identity'])
  const keys = () =>
    house.running.service.asSystem(
      (tx) => tx<{ part: string; erased: boolean }[]>`
        select part, wrapped is null as erased from kit.case_key where case_id = ${id} and part <> 'own' order by part`,
    )
  expect([...(await keys())]).toEqual([
    { part: 'health', erased: true },
    { part: 'identity', erased: false },
  ])
  const tells = async (version: number) =>
    house.running.app.inject({
      method: 'PUT',
      url: `/people/${id}`,
      headers: { ...(await house.signIn('grace', ['shelter-worker'])), 'if-match': `"${version}"` },
      payload: { sections: sections('she walks again') },
    })
  expect((await tells(2)).statusCode).toBe(200)
  expect((await known()).health).toMatchObject({ summary: 'she walks again' })
  expect([...(await keys())].map(({ part }) => part)).toEqual(['health', 'health-2', 'identity'])
  await takesBack(3)
  expect(Object.keys(await known())).toEqual(['identity'])
  expect([...(await keys())].filter(({ erased }) => erased).map(({ part }) => part)).toEqual(['health', 'health-2'])

  // c2: what a hold keeps of it is written over by nobody, and goes when it ends; what was told since stays.
  await tells(4)
  const hold = (await posts('grace', 'shelter-worker', `/people/${id}/holds`, { ...ORDER, parts: ['health'] })).body.id
  await posts('omar', 'duty-officer', `/holds/${hold}/confirm`)
  expect((await takesBack(5)).body.kept).toMatchObject([{ part: 'health' }])
  expect(Object.keys(await known())).toEqual(['identity'])
  expect((await tells(6)).statusCode).toBe(200)
  const keptHere = async () =>
    ((await gets('dina', 'data-protection-officer', `/people/${id}/kept`)).body as KeptHere).sections.map(({ category }) => category)
  expect(await keptHere()).toEqual(['health'])
  await posts('dina', 'data-protection-officer', `/holds/${hold}/end`)
  await runs('erase-rest')
  expect(await keptHere()).toEqual([])
  expect((await known()).health).toMatchObject({ summary: 'she walks again' })
})
