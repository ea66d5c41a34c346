import type { StaffRole } from '@ihala/contract'
import { bar, type Running, randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const NOW = '2026-11-22T09:30:00.000Z'
let lone: LoneService
let itf: Running

beforeAll(async () => {
  lone = await loneService(service, { slug: 'itf', clock: () => new Date(NOW) })
  itf = lone.running
}, 60_000)
afterAll(() => lone?.stop())

const asks = (who: string, roles: readonly StaffRole[], method: 'GET' | 'POST', url: string, body?: object) =>
  lone.asks(who, roles, {
    method,
    url,
    ...(body === undefined ? {} : { body }),
    ...(method === 'POST' ? { headers: { 'idempotency-key': uuidv7() } } : {}),
  })

const marlon = (method: 'GET' | 'POST', url: string, body?: object) => asks('marlon', ['liaison-officer'], method, url, body)

/** Files of a crew, known to the desk by nothing but their ids. */
const aCrewOf = async (count: number): Promise<string[]> => {
  const people = Array.from({ length: count }, () => uuidv7())
  await itf.service.asSystem((tx) => tx`insert into desk.person (id, created_at) select id, ${NOW} from unnest(${people}::uuid[]) as id`)
  return people
}

/** A referral of one of them, as the desk keeps it. */
const aReferral = async (
  personId: string | undefined,
  row: { state: string; needs?: string[]; stage?: string; dueAt?: string; receivedAt?: string },
): Promise<string> => {
  const id = uuidv7()
  await itf.service.asSystem(
    (tx) => tx`
    insert into desk.referral (id, case_id, side, partner, state, urgency, needs, person_id, pseudonym, consent, received_at, due_at, business_status, need)
    values (${id}, ${randomId()}, 'sender', 'https://ministry-of-labour.ihala.test', ${row.state}, 'planned', ${row.needs ?? ['complaint-handling']}, ${personId ?? null}, ${randomId()},
      '{}'::text::jsonb, ${row.receivedAt ?? NOW}, ${row.dueAt ?? 'infinity'}, ${row.stage ?? null}, 'sealed')`,
  )
  return id
}

const complaint = (people: readonly string[], over: object = {}) => ({
  channel: 'in-person',
  people,
  heads: ['wages', 'fees'],
  firstContactOn: '2026-11-08',
  ...over,
})
const shownOf = async (id: string, who = marlon) =>
  (await who('GET', '/complaints')).body.items.find((one: { id: string }) => one.id === id)

test('J-1: a crew of three is one complaint; of each the stage and the clock are seen', async () => {
  const [suman, nazmul, jomar] = await aCrewOf(3)
  const created = await marlon('POST', '/complaints', complaint([suman ?? '', nazmul ?? '', jomar ?? '']))
  expect(created.status).toBe(201)
  await aReferral(suman, { state: 'cancelled', receivedAt: '2026-11-20T09:00:00Z' })
  const referralId = await aReferral(suman, { state: 'accepted', stage: 'registered', dueAt: '2026-11-29T20:59:59Z' })
  await aReferral(suman, { state: 'accepted', needs: ['shelter'], stage: 'in-care' })
  const rejected = await aReferral(nazmul, { state: 'rejected' })
  expect(await shownOf(created.body.id)).toEqual({
    id: created.body.id,
    channel: 'in-person',
    heads: ['wages', 'fees'],
    firstContactOn: '2026-11-08',
    createdAt: NOW,
    people: [
      { personId: suman, referralId, stage: 'registered', dueAt: '2026-11-29T20:59:59.000Z' },
      { personId: nazmul, referralId: rejected, stage: 'rejected', dueAt: null },
      { personId: jomar, referralId: null, stage: null, dueAt: null },
    ],
  })
})

test('nobody who is unknown here can be in a complaint, and then nothing is kept', async () => {
  const [one] = await aCrewOf(1)
  const before = (await marlon('GET', '/complaints')).body.items.length
  expect(await marlon('POST', '/complaints', complaint([one ?? '', uuidv7()]))).toMatchObject({ status: 404, body: { code: 'not-found' } })
  expect(await marlon('POST', '/complaints', complaint([one ?? ''], { firstContactOn: '2026-11-23' }))).toMatchObject({
    status: 400,
    body: { code: 'body-invalid' },
  })
  expect((await marlon('GET', '/complaints')).body.items).toHaveLength(before)
})

test('only liaison officers read and write complaints', async () => {
  const [one] = await aCrewOf(1)
  const elin = (method: 'GET' | 'POST', body?: object) => asks('elin', ['admin', 'data-protection-officer'], method, '/complaints', body)
  expect((await elin('GET')).body).toMatchObject({ code: 'not-allowed' })
  expect((await elin('POST', complaint([one ?? '']))).body).toMatchObject({ code: 'not-allowed' })
})

test('a person on an officer’s conflict list is not in the complaint that officer sees, nor can they be put there', async () => {
  const [uncle, other] = await aCrewOf(2)
  const { body } = await marlon('POST', '/complaints', complaint([uncle ?? '', other ?? '']))
  const sunita = (method: 'GET' | 'POST', url: string, given?: object) => asks('sunita', ['liaison-officer'], method, url, given)
  expect((await shownOf(body.id, sunita)).people).toHaveLength(2)
  await itf.service.asSystem((tx) => bar(tx, lone.staffId('sunita'), uncle ?? ''))
  expect((await shownOf(body.id, sunita)).people.map(({ personId }: { personId: string }) => personId)).toEqual([other])
  expect((await sunita('POST', '/complaints', complaint([uncle ?? '']))).body).toMatchObject({ code: 'not-found' })
  // A complaint of nobody this officer may see is no complaint to them: not even its heads and its day.
  await itf.service.asSystem((tx) => bar(tx, lone.staffId('sunita'), other ?? ''))
  expect(await shownOf(body.id, sunita)).toBeUndefined()
  expect((await shownOf(body.id)).people).toHaveLength(2)
})

test('C8, L3: who is in a complaint is told by name, to whoever may see them, and each finds who looked', async () => {
  const made = await marlon('POST', '/people', {
    sections: { identity: { names: { latin: 'Tika Invented', own: 'टीका' }, sex: 'female' } },
  })
  const [nameless, hidden] = await aCrewOf(2)
  const { body } = await marlon('POST', '/complaints', complaint([made.body.id, nameless ?? '', hidden ?? '']))
  const looked = () => itf.service.asSystem((tx) => tx`select 1 from kit.access where action = 'list-people' and subject = ${made.body.id}`)
  const before = (await looked()).count
  expect((await marlon('GET', `/complaints/${body.id}/people`)).body.people).toEqual(
    expect.arrayContaining([
      { id: made.body.id, name: 'टीका', otherName: 'Tika Invented', birthYear: null, nationality: null, version: 1 },
      { id: nameless, name: '', otherName: null, birthYear: null, nationality: null, version: 1 },
    ]),
  )
  expect((await looked()).count).toBe(before + 1)
  const sunita = (url: string) => asks('sunita', ['liaison-officer'], 'GET', url)
  await itf.service.asSystem((tx) => bar(tx, lone.staffId('sunita'), hidden ?? ''))
  expect((await sunita(`/complaints/${body.id}/people`)).body.people.map(({ id }: { id: string }) => id)).not.toContain(hidden)
  expect(await marlon('GET', `/complaints/${uuidv7()}/people`)).toMatchObject({ status: 404, body: { code: 'not-found' } })
})

test('complaints are read page by page, newest first, none twice and none left out', async () => {
  const [one] = await aCrewOf(1)
  const made: string[] = []
  for (let count = 0; count < 51; count += 1) made.push((await marlon('POST', '/complaints', complaint([one ?? '']))).body.id)
  const first = (await marlon('GET', '/complaints')).body
  expect([first.items.length, first.next]).toEqual([50, first.items.at(-1).id])
  const second = (await marlon('GET', `/complaints?cursor=${first.next}`)).body
  const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
  expect(ids.slice(0, 51)).toEqual(made.toReversed())
  expect(new Set(ids).size).toBe(ids.length)
  expect(second.next).toBeNull()
})
