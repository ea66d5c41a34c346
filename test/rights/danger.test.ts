import { randomUUID } from 'node:crypto'
import type { AlertList, DangerReferral, ReferralDetail, ReferralPage, StaffRole, TaskList } from '@ihala/contract'
import { heldGrantOf } from '@ihala/kit'
import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let network: AttackedNetwork
let union: Attacked
let shelter: Attacked
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison'])
  union = network.of('union-liaison')
  shelter = network.of('shelter')
}, 60_000)
afterAll(() => network?.stop())

/** She works with people at night too: what keeps her from confirming her own word is not her role. */
const MORE: Readonly<Record<string, readonly StaffRole[]>> = { nora: ['duty-officer'] }
/** One request of one member, who signs in for it. */
const asks = (at: Attacked, who: string, role: StaffRole, method: 'GET' | 'POST', url: string, body?: object) =>
  at.lone.asks(who, [role, ...(MORE[who] ?? [])], {
    method,
    url,
    ...(body === undefined ? {} : { body }),
    ...(method === 'POST' ? { headers: { 'idempotency-key': randomUUID() } } : {}),
  })
const inTime = (ms: number): string => new Date(Date.now() + ms).toISOString()
const danger = (change: Partial<DangerReferral['consent']> = {}): DangerReferral => ({
  to: shelter.entityId,
  step: 'request',
  need: needFor('shelter'),
  consent: {
    basis: { kind: 'danger', reason: 'danger-to-life' },
    purposes: ['shelter', 'protection'],
    categories: ['need', 'identity'],
    until: inTime(2 * DAY),
    eraseAt: inTime(90 * DAY),
    excluded: [],
    ...change,
  },
  relatesTo: [],
})
const aPerson = async (name: string): Promise<string> => {
  const sections = { identity: { names: { latin: name }, sex: 'female', nationality: 'ET' } }
  return (await (await handsOf(union)).ask<{ id: string }>('POST', '/people', { sections })).id
}
const asked = async (personId: string): Promise<string> => {
  const answer = await asks(union, 'nora', 'liaison-officer', 'POST', `/people/${personId}/danger`, danger())
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body.id
}
const confirms = (id: string, who = 'omar') => asks(union, who, 'duty-officer', 'POST', `/second-person/${id}/confirm`, {})
const alertsAt = async (at: Attacked): Promise<Static<typeof AlertList>['alerts']> =>
  (await asks(at, 'dina', 'data-protection-officer', 'GET', '/alerts')).body.alerts
/** What there is at both ends: rows that a referral, an envelope or an alert would add to. */
const counted = async (at: Attacked): Promise<readonly number[]> => {
  const [row] = await at.admin<{ counts: number[] }[]>`
    select array[(select count(*)::int from desk.referral), (select count(*)::int from exchange.outbox), (select count(*)::int from exchange.event),
      (select count(*)::int from desk.task), (select count(*)::int from desk.person)] as counts`
  return row?.counts ?? []
}
const leavesAbout = async (at: Attacked, subject: string): Promise<string[]> => {
  const rows = await at.admin<
    { event: string }[]
  >`select event from ledger.leaf_content where event like ${`%"subject":"${subject}"%`} order by leaf_id`
  return rows.map(({ event }) => JSON.parse(event)).flatMap(({ kind, action }) => (kind === 'decision' ? [action] : []))
}
const received = async (known: ReadonlySet<string>): Promise<ReferralPage['items'][number] | undefined> => {
  const { items } = (await asks(shelter, 'grace', 'shelter-worker', 'GET', '/referrals?box=received')).body as ReferralPage
  return items.find(({ id }) => !known.has(id))
}
const knownAtShelter = async (): Promise<ReadonlySet<string>> => {
  const { items } = (await asks(shelter, 'grace', 'shelter-worker', 'GET', '/referrals?box=received')).body as ReferralPage
  return new Set(items.map(({ id }) => id))
}
/** A table that refuses one kind of row, as a full disk or a wrong migration would. What is rolled back counts too. */
const failing = async ({ admin }: Attacked, table: string, when: string) => {
  await admin.unsafe(`
    create sequence public.planted;
    create function public.planted() returns trigger language plpgsql security definer as $$
      begin perform nextval('public.planted'); raise exception 'planted'; end $$;
    create trigger planted before insert on ${table} for each row when (${when}) execute function public.planted()`)
  return {
    wasTried: async () => (await admin`select from public.planted where is_called`).count > 0 || undefined,
    repair: () => admin.unsafe(`drop trigger planted on ${table}; drop function public.planted(); drop sequence public.planted`),
  }
}

test('T36: danger goes on the word of two, for an hour; both data-protection officers hear of it within a minute, and the person is told', async () => {
  const personId = await aPerson('Hirut Bekele')
  const before = [await counted(union), await counted(shelter)]
  const known = await knownAtShelter()
  const act = await asked(personId)
  await network.idle()
  // One person alone moves nothing: not by asking, nor by confirming their own word.
  expect([await counted(union), await counted(shelter)]).toEqual(before)
  expect((await confirms(act, 'nora')).body.code).toBe('second-person-required')
  expect([await counted(union), await counted(shelter)]).toEqual(before)

  const confirmedAt = Date.now()
  const { status, body } = await confirms(act)
  expect(status, JSON.stringify(body)).toBe(200)
  const sent = body.referralId
  const line = await until('the shelter receives it', () => received(known))
  const [ours, theirs] = [await alertsAt(union), await alertsAt(shelter)]
  expect(ours.map(({ code, referralId }) => [code, referralId])).toEqual([['danger-used', sent]])
  expect(theirs.map(({ code, referralId }) => [code, referralId])).toEqual([['danger-received', line.id]])
  for (const { createdAt, dueAt } of [...ours, ...theirs]) {
    expect(Date.parse(createdAt) - confirmedAt).toBeLessThan(60_000)
    expect(Date.parse(dueAt ?? '') - Date.parse(createdAt)).toBe(60_000)
  }
  expect([await leavesAbout(union, sent), await leavesAbout(shelter, line.id)]).toEqual([['danger-used'], ['danger-received']])

  // The grant, as the receiver holds it.
  const grant = await shelter.lone.running.service.asSystem(async (tx) => {
    const [row] = await tx<{ caseId: string }[]>`select case_id from desk.referral where id = ${line.id}`
    return heldGrantOf(tx, shelter.lone.running.service.caseKeys, row?.caseId ?? '')
  })
  const two = await union.admin<{ pseudonym: string }[]>`
    select pseudonym from kit.staff where id in (${union.lone.staffId('nora')}, ${union.lone.staffId('omar')})`
  expect(grant.basis).toMatchObject({ kind: 'danger', reason: 'danger-to-life' })
  expect(grant.basis.kind === 'danger' && [...grant.basis.staff].sort()).toEqual(two.map(({ pseudonym }) => pseudonym).sort())
  expect(grant.exp - grant.iat).toBeLessThanOrEqual(3600)
  expect(Date.parse(grant.eraseAt)).toBeLessThanOrEqual(grant.iat * 1000 + 14 * DAY)
  expect([grant.wayBack, grant.onward.depth]).toEqual([false, 0])
  const detail = (await asks(shelter, 'grace', 'shelter-worker', 'GET', `/referrals/${line.id}`)).body as ReferralDetail
  expect([detail.consent.basis, detail.personId]).toEqual(['danger', null])

  // The alert is no task of the workers; they tell the person, and only by telling.
  const tasks = async () => ((await asks(union, 'nora', 'liaison-officer', 'GET', '/tasks')).body as Static<typeof TaskList>).tasks
  expect((await tasks()).map(({ id, code }) => [id, code])).toEqual([[act, 'tell-person-danger']])
  const alert = ours[0]?.id ?? ''
  expect((await asks(union, 'nora', 'liaison-officer', 'POST', `/tasks/${alert}/done`, {})).status).toBe(404)
  expect((await asks(union, 'nora', 'liaison-officer', 'POST', `/alerts/${alert}/done`, {})).status).toBe(403)
  expect((await asks(union, 'nora', 'liaison-officer', 'POST', `/tasks/${act}/done`, {})).body.code).toBe('state-forbids')
  expect((await asks(union, 'dina', 'data-protection-officer', 'POST', `/alerts/${act}/done`, {})).status).toBe(404)
  expect((await asks(union, 'dina', 'data-protection-officer', 'POST', `/alerts/${alert}/done`, {})).status).toBe(200)
  expect(await alertsAt(union)).toEqual([])
  expect((await asks(union, 'nora', 'liaison-officer', 'POST', `/second-person/${act}/told`, {})).status).toBe(200)
  expect(await tasks()).toEqual([])
  expect((await confirms(act, 'lina')).body.code).toBe('state-forbids')
})

test.each([
  ['the alert', 'desk.task', `new.code = 'danger-used'`],
  ['its leaf', 'ledger.leaf_content', `new.event like '%danger-used%'`],
  ['the task to tell the person', 'desk.task', `new.code = 'tell-person-danger'`],
])('T36: where %s cannot be written, nothing is sent', async (_what, table, when) => {
  const act = await asked(await aPerson('Suman Rai'))
  const before = [await counted(union), await counted(shelter)]
  const { repair } = await failing(union, table, when)
  try {
    expect((await confirms(act)).status).toBe(500)
  } finally {
    await repair()
  }
  await network.idle()
  expect([await counted(union), await counted(shelter)]).toEqual(before)
  // Repaired, the same word of the same two goes: nothing of the first attempt stayed.
  const known = await knownAtShelter()
  const again = await confirms(act)
  expect(again.status, JSON.stringify(again.body)).toBe(200)
  await until('the shelter receives it', () => received(known))
})

test.each([
  ['the alert', 'desk.task', `new.code = 'danger-received'`],
  ['its leaf', 'ledger.leaf_content', `new.event like '%danger-received%'`],
])('T36: where %s cannot be written there, nothing is stored there, and it comes again', async (_what, table, when) => {
  const act = await asked(await aPerson('Nazmul Islam'))
  const [known, before] = [await knownAtShelter(), await counted(shelter)]
  const { repair, wasTried } = await failing(shelter, table, when)
  try {
    expect((await confirms(act)).status).toBe(200)
    await until('it was tried there', wasTried)
    await network.idle()
    expect(await counted(shelter)).toEqual(before)
  } finally {
    await repair()
  }
  await until('the shelter receives it', () => received(known))
  expect((await counted(shelter))[0]).toBe((before[0] ?? 0) + 1)
})

test('point 6: no other door takes the ground of danger, whatever role knocks', async () => {
  const personId = await aPerson('Jomar Reyes')
  const before = await counted(union)
  const { consent, ...rest } = referralOf(personId, shelter.entityId, needFor('shelter'))
  const staff = ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Qm1xr0bT6yJc3hKd9WfNsg']
  const body = { ...rest, consent: { ...consent, basis: { kind: 'danger', reason: 'danger-to-life', staff } } }
  for (const role of ['liaison-officer', 'duty-officer', 'approver'] as const) {
    const refused = await asks(union, `of ${role}`, role, 'POST', '/referrals', body)
    expect([refused.status, refused.body.code]).toEqual([403, 'second-person-required'])
  }
  const wide = [danger({ categories: ['need', 'exposure'] }), danger({ excluded: [shelter.entityId] }), { ...danger(), wayBack: true }]
  const codes = []
  for (const one of wide) codes.push((await asks(union, 'nora', 'liaison-officer', 'POST', `/people/${personId}/danger`, one)).body.code)
  expect(codes).toEqual(['grant-not-covering', 'recipient-excluded', 'body-invalid'])
  expect(await counted(union)).toEqual(before)
})
