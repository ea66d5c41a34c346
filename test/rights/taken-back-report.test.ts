import { hash } from 'node:crypto'
import type { ReferralDetail, ReferralPage, ReportContent, ReportOpened, ReportSeen, TaskView } from '@ihala/contract'
import { actAlone, type Job } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkerDoor } from '../../services/ministry-intake/src/reports/report-desk.ts'
import { workerDoor } from '../../services/ministry-intake/src/reports/worker-door.ts'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

let network: AttackedNetwork
let ministry: Attacked
let shelter: Attacked
let mariam: Hands
let grace: Hands
let door: WorkerDoor
beforeAll(async () => {
  network = await attackedNetwork(['ministry-intake', 'shelter'])
  ;[ministry, shelter] = [network.of('ministry-intake'), network.of('shelter')]
  mariam = await handsOf(ministry, 'mariam', ['intake-officer'])
  grace = await handsOf(shelter, 'grace', ['shelter-worker'])
  // In the place of argon2id, which takes its time.
  door = workerDoor(ministry.lone.running.service, async (digits) => hash('sha256', digits, 'base64url'))
}, 120_000)
afterAll(() => network?.stop())

const NAME = 'Nasrin Akter'
const STORY = 'They keep my passport since March.'
const NUMBER = '+97455500001'
const report: ReportContent = {
  language: 'ben',
  wrongs: ['papers-kept'],
  about: 'me',
  answers: [{ question: 'papers-kept', answer: 'yes' }],
  story: STORY,
}
const seenBy = async (code: string): Promise<ReportSeen> => {
  const seen = await door.open(code)
  if (typeof seen === 'string') throw new Error(seen)
  return seen
}
const holdersOf = async (code: string) =>
  (await seenBy(code)).holders.map(({ names, own, ...how }) => ({ who: names.en, ...how, ...(own ? { own } : {}) }))
const day = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)

/** Does what waits in the queue under a name, as the worker does when its time has come. */
async function done(at: Attacked, name: string): Promise<number> {
  const { service } = at.lone.running
  const job: Job | undefined = service.features.find((feature) => feature.name === 'desk')?.jobs?.[name]
  if (!job) throw new Error(`nobody does ${name}`)
  const rows = await at.admin<{ payload: Record<string, string> }[]>`
    select payload from graphile_worker._private_jobs where starts_with(key, ${`${name}/`})`
  for (const { payload } of rows) await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
  await at.admin`delete from graphile_worker._private_jobs where starts_with(key, ${`${name}/`})`
  return rows.length
}

/** Somebody tells, says who they are, and a file is made of it. */
async function identified() {
  const { code } = await door.file({ plain: report }, { kind: 'slow' })
  const { reports } = await mariam.ask<{ reports: { id: string; step: string }[] }>('GET', '/reports')
  const id = reports.find(({ step }) => step === 'received')?.id ?? ''
  await mariam.ask('POST', `/reports/${id}/opening`)
  await door.identify(code, { name: NAME, sex: 'female', telephone: NUMBER, mayCall: true })
  const opened = () => mariam.ask<ReportOpened>('GET', `/reports/${id}`)
  await mariam.ask('POST', `/reports/${id}/person`, undefined, (await opened()).report.version)
  return { code, id, personId: (await opened()).personId ?? '' }
}

/** They are referred to the shelter, which takes them on and learns who they are. */
async function referred(personId: string) {
  const known = new Set((await grace.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  const { id: sent } = await mariam.ask<{ id: string }>('POST', '/referrals', referralOf(personId, shelter.entityId, needFor('shelter')))
  const line = await until('the house has it', async () =>
    (await grace.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
  )
  await grace.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  const detail = () => grace.ask<ReferralDetail>('GET', `/referrals/${line.id}`)
  await until('the house knows who it is', async () => ((await detail()).sections.length === 2 ? true : undefined))
  return { sent, came: line.id, detail }
}

/** What a body could still read of a case or a file: keys that open something, and rows that hold something. */
async function readableAt({ admin }: Attacked, owners: readonly string[]) {
  const [row] = await admin<{ sections: number; events: number; needs: number; keys: string[] }[]>`
    select (select count(*)::int from desk.section where owner = any(${[...owners]})) as sections,
      (select count(*)::int from exchange.event where case_id = any(${[...owners]}) and part <> '' and octet_length(inner_jws) > 0) as events,
      (select count(*)::int from desk.referral where case_id = any(${[...owners]}) and octet_length(need) > 0) as needs,
      (select coalesce(array_agg(part order by part), '{}') from kit.case_key
        where case_id = any(${[...owners]}) and part <> '' and wrapped is not null and withheld_at is null) as keys`
  return row
}
const caseOf = async ({ admin }: Attacked, referral: string): Promise<string> => {
  const [row] = await admin<{ caseId: string }[]>`select case_id as "caseId" from desk.referral where id = ${referral}`
  return row?.caseId ?? ''
}

test('c2, C7: a report that became a case and went to a shelter is taken back with one tap everywhere; the page says who had it and how far it is', async () => {
  const { code, id, personId } = await identified()
  const { sent, came, detail } = await referred(personId)
  // C9, D8: until then they see who has what of the file as well, and that it was looked at.
  expect(await holdersOf(code)).toEqual([
    { who: 'ministry-intake', categories: ['need', 'identity', 'contact', 'safe-contact', 'testimony'], stands: 'holds', until: null },
    { who: 'shelter', categories: ['need', 'identity', 'contact'], stands: 'holds', until: day },
  ])
  const joseph = await handsOf(ministry, 'joseph', ['admin', 'duty-officer'])
  expect((await seenBy(code)).looks.map(({ role }) => role)).toEqual(['intake-officer'])
  await joseph.ask('GET', `/people/${personId}`)
  const { looks } = await seenBy(code)
  expect(new Set(looks.map(({ role }) => role))).toEqual(new Set(['intake-officer', 'duty-officer']))
  expect(looks.every(({ at }) => /:00:00\.000Z$/.test(at))).toBe(true)
  await door.withdraw(code)

  // Here at once; nobody of the staff had to do anything.
  const { sections } = await mariam.ask<{ sections: object }>('GET', `/people/${personId}`)
  expect(sections).toEqual({})
  const { content, identity, messages } = await mariam.ask<ReportOpened>('GET', `/reports/${id}`)
  expect([content, identity, messages]).toEqual([null, null, []])
  const inHouse = { who: 'shelter', categories: ['need', 'identity', 'contact'] }
  expect(await holdersOf(code)).toEqual([
    { who: 'ministry-intake', categories: ['need', 'identity', 'contact'], stands: 'copy', until: null },
    { ...inHouse, stands: 'told-to-erase', until: null },
  ])
  // Staff are told that something was taken back, and of whom it was only where that may be read.
  const { tasks } = await mariam.ask<{ tasks: TaskView[] }>('GET', '/tasks')
  const told = tasks.filter(({ code: what }) => what === 'report-taken-back')
  expect(told).toMatchObject([{ referralId: null }])
  expect(JSON.stringify(told)).not.toMatch(new RegExp(`${NAME}|passport|${personId}`))

  expect(await done(ministry, 'withdraw-referral')).toBe(1)
  await until('the house erased it', async () => ((await detail()).sections.length === 0 ? true : undefined))
  expect(await holdersOf(code)).toEqual([
    { who: 'ministry-intake', categories: ['need', 'identity', 'contact'], stands: 'copy', until: null },
    { ...inHouse, stands: 'told-to-erase', until: day },
  ])
  const there = await caseOf(shelter, came)
  expect(await readableAt(shelter, [there])).toMatchObject({ sections: 0, needs: 0 })

  await done(shelter, 'state-erasure')
  await until('the ministry heard it', async () => ((await holdersOf(code)).some(({ stands }) => stands === 'erased') ? true : undefined))
  expect(await holdersOf(code)).toEqual([{ who: 'shelter', categories: [], stands: 'erased', until: null }])
  const left = await readableAt(ministry, [personId, await caseOf(ministry, sent)])
  expect(left).toEqual({ sections: 0, events: 0, needs: 0, keys: [] })
  expect(JSON.stringify(await mariam.ask('GET', `/referrals/${sent}`))).not.toMatch(new RegExp(`${NAME}|passport|\\${NUMBER}`))
  // The referral goes on: help does not depend on it (R-2).
  expect((await detail()).referral.state).toBe('accepted')
  // Pressed again nothing more happens.
  await door.withdraw(code)
  expect(await done(ministry, 'withdraw-referral')).toBe(0)
})

test('c2: what an order keeps although it was taken back shows to nobody who works there, and the page says until when', async () => {
  const { code, personId } = await identified()
  const lastDay = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const order = { basis: 'ordered-by-court', parts: ['identity'], until: lastDay }
  const { id } = await mariam.ask<{ id: string }>('POST', `/people/${personId}/holds`, order)
  await (await handsOf(ministry, 'omar', ['duty-officer'])).ask('POST', `/holds/${id}/confirm`, {})
  await door.withdraw(code)
  expect(await holdersOf(code)).toEqual([{ who: 'ministry-intake', categories: ['identity'], stands: 'kept-by-law', until: lastDay }])
  expect((await mariam.ask<{ sections: object }>('GET', `/people/${personId}`)).sections).toEqual({})
  expect(await readableAt(ministry, [personId])).toMatchObject({ keys: [] })
})
