import { randomUUID } from 'node:crypto'
import type { AlertList, DangerReferral, ReferralDetail, ReferralPage, StaffRole, TaskList } from '@ihala/contract'
import { actAlone, heldGrantOf } from '@ihala/kit'
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
let law: Attacked
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison', 'legal-aid'])
  union = network.of('union-liaison')
  shelter = network.of('shelter')
  law = network.of('legal-aid')
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

/** What was asked of the duty officer of legal aid and not answered yet. */
const asksAt = async (who = 'lina', role: StaffRole = 'duty-officer') => (await asks(law, who, role, 'GET', '/second-asks')).body.asks
const answers = (id: string, answer: string, who = 'lina') =>
  asks(law, who, 'duty-officer', 'POST', `/second-asks/${id}/answer`, { answer })
const openAsk = (act: string) =>
  until('legal aid was asked', async () => {
    const [row] = await union.admin<{ act: string }[]>`select second_act as act from desk.second_person where id = ${act}`
    const [ask] = await law.admin<{ id: string }[]>`select id from desk.second_ask where act = ${row?.act ?? ''}`
    return ask?.id
  })
const asksLaw = (personId: string, more: object = {}) =>
  asks(union, 'sami', 'liaison-officer', 'POST', `/people/${personId}/danger`, { ...danger(), second: law.entityId, ...more })
/** Runs the job that begins the referral, which no timer runs here. */
const begins = async (act: string): Promise<void> => {
  const { service } = union.lone.running
  const job = service.features.find(({ name }) => name === 'desk')?.jobs?.['begin-on-second-word']
  const task = await until('they have answered', async () => {
    const [row] = await union.admin<{ id: string }[]>`select id from desk.task where code = 'second-person-agreed' and done_at is null`
    return row?.id
  })
  await actAlone(service, async (tx, send, stamp) => job?.({ act, task }, { tx, send, stamp, service }))
}

test('R-1a, T36: the second person is the duty officer of another member, who hears a reason and a need and never of whom', async () => {
  const name = 'Abena Mensah'
  const personId = await aPerson(name)
  const before = [await counted(union), await counted(shelter)]
  const known = await knownAtShelter()
  const made = await asksLaw(personId)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const act = made.body.id
  const ask = await openAsk(act)
  await network.idle()
  // One alone moves nothing, and both officers for data protection know that it was asked.
  expect((await counted(union))[0]).toBe(before[0]?.[0])
  expect(await counted(shelter)).toEqual(before[1])
  for (const at of [union, law]) {
    const alert = (await alertsAt(at)).find(({ code }) => code === 'danger-asked')
    expect(Date.parse(alert?.dueAt ?? '') - Date.parse(alert?.createdAt ?? '')).toBe(60_000)
  }
  expect((await asks(law, 'yusuf', 'lawyer', 'GET', '/second-asks')).status).toBe(403)
  const [shown] = await asksAt()
  expect(shown).toMatchObject({ id: ask, partner: union.entityId, reason: 'danger-to-life', needs: ['shelter'], answer: null })
  expect(Date.parse(shown.until) - Date.now()).toBeLessThanOrEqual(HOUR)
  // Nothing else of her is anywhere in that house.
  const tables = await law.admin<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('desk', 'kit', 'ledger') and table_type = 'BASE TABLE'`
  for (const { name: table } of tables) {
    const rows = await law.admin.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${table} t`)
    for (const secret of [name, personId, shelter.entityId])
      expect(
        rows.some(({ row }) => row.includes(secret)),
        table,
      ).toBe(false)
  }
  const asked = await law.lone.running.service.asSystem(
    (tx) => tx<{ evt: string }[]>`select distinct evt from exchange.event where iss = ${union.entityId}`,
  )
  expect(asked.map(({ evt }) => evt)).toContain('second-person-asked')

  expect((await answers(ask, 'confirmed')).status).toBe(200)
  expect((await answers(ask, 'confirmed')).body.code).toBe('state-forbids')
  await begins(act)
  const line = await until('the shelter receives it', () => received(known))
  const grant = await shelter.lone.running.service.asSystem(async (tx) => {
    const [row] = await tx<{ caseId: string }[]>`select case_id from desk.referral where id = ${line.id}`
    return heldGrantOf(tx, shelter.lone.running.service.caseKeys, row?.caseId ?? '')
  })
  const pseudonymAt = async (at: Attacked, who: string) =>
    (await at.admin<{ pseudonym: string }[]>`select pseudonym from kit.staff where id = ${at.lone.staffId(who)}`)[0]?.pseudonym
  expect(grant.basis).toEqual({
    kind: 'danger',
    reason: 'danger-to-life',
    staff: [await pseudonymAt(union, 'sami'), await pseudonymAt(law, 'lina')],
  })
  expect(grant.exp - grant.iat).toBeLessThanOrEqual(3600)
  // A second run of the job, and the same word again, begin nothing.
  const [ours] = [await counted(union)]
  const { service } = union.lone.running
  const job = service.features.find(({ name: one }) => one === 'desk')?.jobs?.['begin-on-second-word']
  await actAlone(service, async (tx, send, stamp) => job?.({ act, task: ask }, { tx, send, stamp, service }))
  expect((await counted(union))[0]).toBe(ours?.[0])
  const tasks = (await asks(union, 'sami', 'liaison-officer', 'GET', '/tasks')).body.tasks as { id: string; code: string }[]
  expect(tasks).toContainEqual(expect.objectContaining({ id: act, code: 'tell-person-danger' }))
  expect(tasks.map(({ code }) => code)).not.toContain('second-person-agreed')
  expect(await leavesAbout(law, ask)).toEqual(['danger-asked', 'second-person-confirmed'])
})

test('R-1a: declined, or asked of the wrong body, nothing goes', async () => {
  const personId = await aPerson('Lakshmi Devi')
  const codes = []
  for (const second of [union.entityId, shelter.entityId, 'https://nobody.ihala.test'])
    codes.push((await asksLaw(personId, { second })).body.code)
  const { consent } = danger()
  codes.push((await asksLaw(personId, { consent: { ...consent, excluded: [law.entityId] } })).body.code)
  expect(codes).toEqual(['second-person-required', 'second-person-required', 'recipient-unknown', 'recipient-excluded'])
  const before = await counted(shelter)
  const ask = await openAsk((await asksLaw(personId)).body.id)
  expect((await answers(ask, 'declined')).status).toBe(200)
  await until('it is known that they declined', async () => {
    const found = await union.admin`select from desk.task where code = 'second-person-declined'`
    return found.count > 0 || undefined
  })
  await network.idle()
  expect(await counted(shelter)).toEqual(before)
})

test('R-1a: where the alert of the body that is asked cannot be written, nothing is stored there', async () => {
  const { repair, wasTried } = await failing(law, 'desk.task', `new.code = 'danger-asked'`)
  const asked = async () => (await law.admin`select from desk.second_ask`).count
  const before = await asked()
  try {
    expect((await asksLaw(await aPerson('Rosa Diaz'))).status).toBe(201)
    await until('it was tried there', wasTried)
    expect(await asked()).toBe(before)
  } finally {
    await repair()
  }
  await until('it is there in the end', async () => (await asked()) > before || undefined)
})

test('R-1a: who came by a partner’s grant reaches a hospital too, with who they are; nobody they excluded learns of it', async () => {
  const hands = await handsOf(union)
  const theirs = await handsOf(law)
  const known = new Set((await hands.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  const sections = { identity: { names: { latin: 'Marisol Cruz' }, sex: 'female', nationality: 'PH' } }
  const { id: there } = await theirs.ask<{ id: string }>('POST', '/people', { sections })
  const asked = referralOf(there, union.entityId, needFor('union-liaison'))
  const closed = { ...asked.consent, onward: { kinds: [], categories: [], depth: 0 }, categories: ['need', 'identity'] }
  await theirs.ask('POST', '/referrals', { ...asked, consent: closed })
  const line = await until('the union receives her', async () =>
    (await hands.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
  )
  await hands.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  const personId = await until('the union knows who she is', async () => {
    const { personId: id } = await hands.ask<ReferralDetail>('GET', `/referrals/${line.id}`)
    return id ?? undefined
  })
  // By consent there is no way on; by danger there is, and it tells who she is.
  const onward = await asks(union, 'omar', 'duty-officer', 'POST', '/referrals', referralOf(personId, shelter.entityId, needFor('shelter')))
  expect(onward.body.code).toBe('grant-wider-than-parent')
  const atShelter = await knownAtShelter()
  const { body } = await asks(union, 'nora', 'liaison-officer', 'POST', `/people/${personId}/danger`, danger())
  expect((await confirms(body.id)).status).toBe(200)
  const arrived = await until('the shelter receives it', () => received(atShelter))
  const grace = await handsOf(shelter, 'grace', ['shelter-worker'])
  await grace.ask('POST', `/referrals/${arrived.id}/accept`, { transfer: true, conditions: [] }, arrived.version)
  const told = await until('the shelter knows who she is', async () => {
    const detail = await grace.ask<ReferralDetail>('GET', `/referrals/${arrived.id}`)
    return detail.sections.find(({ category }) => category === 'identity')
  })
  expect(told.content).toEqual(sections.identity)
})
