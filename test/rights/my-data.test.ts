import type { MyData, ReferralCounts, ReferralDetail, ReferralPage, RightsList, TaskView } from '@ihala/contract'
import { actAlone, type Job } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

let network: AttackedNetwork
let union: Hands
let house: Hands
let lawyers: Hands
/** Somebody whom the union referred to the house, and the house to the lawyers. */
let story: Awaited<ReturnType<typeof passedOn>>
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison', 'legal-aid'])
  union = await handsOf(network.of('union-liaison'))
  house = await handsOf(network.of('shelter'))
  lawyers = await handsOf(network.of('legal-aid'))
  story = await passedOn()
}, 120_000)
afterAll(() => network?.stop())

/** Does what is due in the queues, as each service does it by itself. */
async function work(): Promise<void> {
  for (const { lone, admin } of network.all) {
    const { service } = lone.running
    const due = await admin<{ id: string; task: string; payload: Record<string, string> }[]>`
      select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= now() order by j.id`
    for (const { id, task, payload } of due) {
      await admin`delete from graphile_worker._private_jobs where id = ${id}`
      const job: Job | undefined = service.features.find(({ jobs }) => jobs?.[task])?.jobs?.[task]
      if (!job) throw new Error(`nobody does ${task}`)
      await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
    }
  }
}
/** Until something is so, while the queues are worked on. */
const untilSo = <T>(what: string, look: () => Promise<T | undefined>): Promise<T> =>
  until(what, async () => {
    await work()
    return look()
  })

type Box = 'received' | 'sent'
const boxOf = async (hands: Hands, box: Box) => (await hands.ask<ReferralPage>('GET', `/referrals?box=${box}`)).items
const detailOf = (hands: Hands, id: string) => hands.ask<ReferralDetail>('GET', `/referrals/${id}`)
const tasksOf = async (hands: Hands, referral: string) =>
  (await hands.ask<{ tasks: TaskView[] }>('GET', '/tasks')).tasks
    .filter(({ referralId }) => referralId === referral)
    .map(({ code }) => code)
const dataOf = (hands: Hands, person: string) => hands.ask<MyData>('GET', `/people/${person}/my-data`)
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
const identity = (latin: string) => ({ names: { latin }, sex: 'female' })

/** Refers somebody, who is taken on and whose identity is told; the referral and the person at both ends. */
async function refer(from: Hands, person: string, to: Hands, kind: string) {
  const known = new Set((await boxOf(to, 'received')).map(({ id }) => id))
  const draft = referralOf(person, network.of(kind).entityId, needFor(kind))
  // The second is narrower than the first: whoever passes something on can give no more than they got.
  const narrowed = { until: inDays(60), eraseAt: inDays(120), onward: { kinds: [], categories: [], depth: 0 } }
  const first = { purposes: [...new Set([...draft.consent.purposes, 'legal-aid' as const])] }
  const consent = { ...draft.consent, categories: ['need', 'identity'], ...(kind === 'shelter' ? first : narrowed) }
  const { id: sent } = await from.ask<{ id: string }>('POST', '/referrals', { ...draft, consent })
  const line = await untilSo(`the ${kind} has it`, async () => (await boxOf(to, 'received')).find(({ id }) => !known.has(id)))
  await to.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  const there = await untilSo(`the ${kind} knows who it is`, async () => {
    const detail = await detailOf(to, line.id)
    return detail.sections.some(({ category }) => category === 'identity') ? (detail.personId ?? undefined) : undefined
  })
  return { sent, came: line.id, there }
}

async function passedOn() {
  const { id: person } = await union.ask<{ id: string }>('POST', '/people', { sections: { identity: identity('Hirut Bekele') } })
  const toHouse = await refer(union, person, house, 'shelter')
  const toLawyers = await refer(house, toHouse.there, lawyers, 'legal-aid')
  return { person, toHouse, toLawyers }
}

test('C9, J-6: the question goes down the tree, and one step up; each answers in codes, and every shared line has a signed receipt behind it', async () => {
  const { person, toHouse, toLawyers } = story
  const before = await dataOf(union, person)
  expect(before.others.map(({ stands, direction }) => [stands, direction])).toEqual([['not-asked', 'below']])
  const told = before.own.filter(({ line }) => line.is === 'passed-on')
  expect(told.map(({ line }) => (line.is === 'passed-on' ? line.part : ''))).toEqual(['need', 'identity'])
  for (const { proof } of told)
    expect(proof).toMatchObject({ event: expect.any(String), receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) })

  expect(await union.ask('POST', `/people/${person}/my-data`, { by: 'person' })).toEqual({ asked: 1, suspended: 0 })
  const answered = await untilSo('both answered', async () => {
    const data = await dataOf(union, person)
    return data.others[0]?.statements.length === 2 ? data : undefined
  })
  expect(answered.missing).toBe(0)
  // Read here, by what roles, and how often; which member of staff it was, no line says.
  expect(answered.own.find(({ line }) => line.is === 'opened')?.line).toMatchObject({ roles: expect.arrayContaining(['liaison-officer']) })
  const [body] = answered.others
  expect(body).toMatchObject({ stands: 'answered', direction: 'below' })
  const [own, below] = body?.statements ?? []
  expect(own).toMatchObject({ steps: 0, kind: 'shelter', body: network.of('shelter').entityId })
  expect(below).toMatchObject({ steps: 1, kind: 'legal-aid', body: network.of('legal-aid').entityId })
  const says = (lines: readonly { readonly is: string; readonly part?: string }[] | undefined, is: string) =>
    (lines ?? []).filter((line) => line.is === is).map(({ part }) => part)
  expect(says(own?.lines, 'held')).toEqual(expect.arrayContaining(['need', 'identity']))
  expect(says(own?.lines, 'passed-on')).toEqual(expect.arrayContaining(['need', 'identity']))
  expect(says(below?.lines, 'held')).toEqual(expect.arrayContaining(['need', 'identity']))
  // The hash of what went between the two is in both files; of what went further, nobody says it.
  const hashes = new Set(told.map(({ proof }) => proof?.event))
  for (const line of own?.lines ?? []) if (line.is === 'received') expect(hashes.has(line.event ?? '')).toBe(true)
  for (const line of below?.lines ?? []) expect(line).not.toHaveProperty('event')
  expect(own?.proof.receipt).toEqual(expect.any(String))
  // Nothing that crossed names her.
  expect(JSON.stringify(body)).not.toMatch(/Hirut|Bekele/)

  // Asked at the end of the tree: one step up, and no further.
  expect(await lawyers.ask('POST', `/people/${toLawyers.there}/my-data`, { by: 'person' })).toEqual({ asked: 1, suspended: 0 })
  const up = await untilSo('the house answered', async () => {
    const [above] = (await dataOf(lawyers, toLawyers.there)).others
    return above?.stands === 'answered' ? above : undefined
  })
  expect(up).toMatchObject({ direction: 'above' })
  expect(up.statements.map(({ steps, kind }) => [steps, kind])).toEqual([[0, 'shelter']])
  // Whom else the house told, the house tells the person.
  expect(says(up.statements[0]?.lines, 'passed-on')).toEqual([])
  expect(toHouse.came).not.toBe('')
})

test('C9: asked again it is answered afresh; without end it is not', async () => {
  const { person } = story
  // Once it was asked already.
  for (let time = 2; time <= 4; time += 1) {
    await union.ask('POST', `/people/${person}/my-data`, { by: 'person' })
    await untilSo(`answer ${time}`, async () => ((await dataOf(union, person)).others[0]?.stands === 'answered' ? true : undefined))
  }
  await expect(union.ask('POST', `/people/${person}/my-data`, { by: 'person' })).rejects.toThrow('429')
})

test('C11: what was wrong is put right at every body that has it, and the wrong is there no more', async () => {
  const { person, toHouse, toLawyers } = story
  const { version } = await union.ask<{ version: number }>('GET', `/people/${person}`)
  await union.ask('PUT', `/people/${person}`, { sections: { identity: identity('Hirut Bekele Tola') } }, version)
  const wrong = { category: 'identity', because: 'wrong', by: 'person' }
  expect(await union.ask('POST', `/people/${person}/corrections`, wrong)).toMatchObject({ corrected: 1, asked: 0 })
  for (const [hands, id] of [
    [house, toHouse.came],
    [lawyers, toLawyers.came],
  ] as const)
    await untilSo('it is right there', async () =>
      JSON.stringify((await detailOf(hands, id)).sections).includes('Tola') ? true : undefined,
    )
  for (const kind of ['shelter', 'legal-aid']) {
    const [row] = await network.of(kind).admin<{ n: number }[]>`
      select count(*)::int as n from desk.section s join desk.referral r on r.case_id = s.owner
      where s.category = 'identity' and r.id = any(${[toHouse.came, toLawyers.came]}::uuid[])`
    expect(row?.n, kind).toBe(1)
  }
})

test('C11: said where it came to, it goes up to who wrote it, is answered in time, and what is right comes down', async () => {
  const { person, toHouse } = story
  const wrong = { category: 'identity', because: 'out-of-date', by: 'person' }
  expect(await house.ask('POST', `/people/${toHouse.there}/corrections`, wrong)).toMatchObject({ asked: 1 })
  const asked = await untilSo('the union is asked', async () => {
    const { rights } = await union.ask<RightsList>('GET', `/people/${person}/rights`)
    return rights.find((right) => right.with !== null)
  })
  expect(asked).toMatchObject({ right: 'correction', category: 'identity', answers: 'us', answer: null, overdue: false })
  expect(Date.parse(asked.dueAt) - Date.parse(asked.at)).toBeGreaterThan(29 * 86_400_000)
  expect(await tasksOf(union, toHouse.sent)).toContain('answer-right')
  const { version } = await union.ask<{ version: number }>('GET', `/people/${person}`)
  await union.ask('PUT', `/people/${person}`, { sections: { identity: identity('Hirut Alemu') } }, version)
  await union.ask('POST', `/rights/${asked.id}/answer`, { answer: 'done' })
  expect(await tasksOf(union, toHouse.sent)).not.toContain('answer-right')
  await untilSo('the house has it right', async () =>
    JSON.stringify((await detailOf(house, toHouse.came)).sections).includes('Alemu') ? true : undefined,
  )
  const heard = await untilSo('the house heard the answer', async () => {
    const { rights } = await house.ask<RightsList>('GET', `/people/${toHouse.there}/rights`)
    return rights.find(({ answer }) => answer !== null)
  })
  expect(heard).toMatchObject({ answers: 'them', answer: 'done', refusal: null })
  expect(await tasksOf(house, toHouse.came)).toContain('tell-person-answer')
})

test('C11: an objection is answered with a reason; a complaint about a member is told to nobody by this service, and it says so', async () => {
  const { person, toHouse } = story
  const objection = { category: 'identity', because: 'shared-too-widely', by: 'person' }
  await union.ask('POST', `/referrals/${toHouse.sent}/objections`, objection)
  const asked = await untilSo('the house is asked', async () => {
    const { rights } = await house.ask<RightsList>('GET', `/people/${toHouse.there}/rights`)
    return rights.find(({ right }) => right === 'objection')
  })
  await house.ask('POST', `/rights/${asked.id}/answer`, { answer: 'refused', because: 'needed-for-a-claim' })
  const heard = await untilSo('the union heard', async () => {
    const { rights } = await union.ask<RightsList>('GET', `/people/${person}/rights`)
    return rights.find(({ right, answer }) => right === 'objection' && answer !== null)
  })
  expect(heard).toMatchObject({ right: 'objection', answer: 'refused', refusal: 'needed-for-a-claim' })
  await expect(house.ask('POST', `/rights/${asked.id}/answer`, { answer: 'done' })).rejects.toThrow('409')

  const about = network.of('shelter').entityId
  const sentBefore = await network.of('union-liaison').admin`select from exchange.outbox`
  const recorded = await union.ask('POST', `/people/${person}/member-complaints`, {
    about,
    what: 'treated-badly',
    answer: true,
    by: 'person',
  })
  // Nobody in this network takes complaints.
  expect(recorded).toMatchObject({ road: 'by-hand', number: null, addresses: ['national-human-rights-committee', 'national-committee'] })
  expect(await network.of('union-liaison').admin`select from exchange.outbox`).toHaveLength(sentBefore.length)
  const { complaints } = await union.ask<RightsList>('GET', `/people/${person}/rights`)
  expect(complaints).toMatchObject([{ about, what: 'treated-badly', stands: 'by-hand' }])
})

test('c25, R-12: they say completed, she got nothing: a task at both, in its own words, and two figures side by side', async () => {
  const { toHouse } = story
  const line = (await boxOf(house, 'received')).find(({ id }) => id === toHouse.came)
  await house.ask('POST', `/referrals/${toHouse.came}/complete`, { outcome: 'sheltered' }, line?.version ?? 0)
  const done = await untilSo('the union knows', async () => {
    const sent = (await boxOf(union, 'sent')).find(({ id }) => id === toHouse.sent)
    return sent?.state === 'completed' ? sent : undefined
  })
  await union.ask('POST', `/referrals/${toHouse.sent}/contradict`, { says: 'nothing-received' }, done.version)
  expect(await tasksOf(union, toHouse.sent)).toContain('follow-contradiction')
  await untilSo('the house has a task', async () =>
    (await tasksOf(house, toHouse.came)).includes('answer-contradiction') ? true : undefined,
  )
  const figures = async (hands: Hands, side: 'sender' | 'recipient') =>
    (await hands.ask<ReferralCounts>('GET', '/referral-counts')).completions.find((one) => one.side === side)
  // a count by which somebody could be recognised is only said to be small.
  expect(await figures(union, 'sender')).toEqual({ side: 'sender', reported: 'few', confirmed: 0, contradicted: 'few' })
  expect(await figures(house, 'recipient')).toEqual({ side: 'recipient', reported: 'few', confirmed: 0, contradicted: 'few' })
  const { referral } = await detailOf(union, toHouse.sent)
  await union.ask('POST', `/referrals/${toHouse.sent}/confirm`, {}, referral.version)
  expect(await figures(union, 'sender')).toEqual({ side: 'sender', reported: 'few', confirmed: 'few', contradicted: 0 })
  expect(await tasksOf(union, toHouse.sent)).not.toContain('follow-contradiction')
})

/** What was erased is stated when no process can have its key in memory any more: nobody here waits so long. */
async function tenMinutesPass(kind: string): Promise<void> {
  const { admin } = network.of(kind)
  await admin`
    update graphile_worker._private_jobs set run_at = now()
    where task_id = (select id from graphile_worker._private_tasks where identifier = 'state-erasure')`
}

test('J-6, C7: asked again after all was taken back, the ones further on are awaited until they have said what they erased, through the one that erased it', async () => {
  const { person, toHouse, toLawyers } = await passedOn()
  const { version } = (await detailOf(union, toHouse.sent)).referral
  await union.ask('POST', `/referrals/${toHouse.sent}/withdraw`, { categories: 'all', by: 'person' }, version)
  for (const [hands, id] of [
    [house, toHouse.came],
    [lawyers, toLawyers.came],
  ] as const)
    await untilSo('it is gone there', async () => ((await detailOf(hands, id)).sections.length === 0 ? true : undefined))
  for (const kind of ['shelter', 'legal-aid']) await tenMinutesPass(kind)
  await untilSo('both have stated it', async () => {
    const told = [await dataOf(union, person), await dataOf(house, toHouse.there)].flatMap(({ others }) =>
      others.flatMap((one) => one.told),
    )
    return told.length === 2 && told.every(({ complete }) => complete) ? true : undefined
  })

  await union.ask('POST', `/people/${person}/my-data`, { by: 'person' })
  // The house answers of itself at once, and asks the lawyers only when it comes to it.
  const first = await until('the house has answered', async () => {
    const data = await dataOf(union, person)
    return data.missing === 0 ? data : undefined
  })
  const [one] = first.others
  expect(one?.statements.map(({ steps }) => steps)).toEqual([0])
  // The person agreed no longer that the union hears how it goes on: of what kind, and not which.
  expect(one?.further).toEqual([{ steps: 1, kind: 'legal-aid', body: null }])
  expect(await union.ask('GET', `/people/${person}/my-data/progress`)).toEqual({ heard: first.heard })
  // Whoever looks from time to time how much was heard, sees that there is more.
  await untilSo('there is more to hear', async () => {
    const { heard } = await union.ask<{ heard: number }>('GET', `/people/${person}/my-data/progress`)
    return heard > first.heard ? true : undefined
  })
  const all = (await dataOf(union, person)).others[0]
  expect(all?.further).toEqual([])
  expect(all?.statements.map(({ steps, kind, body }) => [steps, kind, body])).toEqual([
    [0, 'shelter', network.of('shelter').entityId],
    [1, 'legal-aid', null],
  ])
  for (const { lines } of all?.statements ?? [])
    expect(lines.flatMap((line) => (line.is === 'erased' ? [line.part] : []))).toEqual(expect.arrayContaining(['need', 'identity']))
})
