import type { StaffRole } from '@ihala/contract'
import { bar, type Running, randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'
import { referToCommittee } from './matter.jobs.ts'
import { matterEnded, matterHeld, matterRegistered, matterReopened } from './matter.written.ts'

const START = Date.parse('2026-11-22T09:30:00.000Z')
let lone: LoneService
let ministry: Running
let at = START
const now = (): string => new Date(at).toISOString()

beforeAll(async () => {
  lone = await loneService(service, { slug: 'ministry-of-labour', clock: () => new Date(at) })
  ministry = lone.running
}, 60_000)
afterAll(() => lone?.stop())
beforeEach(() => {
  at = START
})

const asks = (
  who: string,
  roles: readonly StaffRole[],
  method: 'GET' | 'POST',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
) => lone.asks(who, roles, { method, url, headers, ...(body === undefined ? {} : { body }) })

const mariam = (method: 'GET' | 'POST', url: string, body?: object, headers?: Record<string, string>) =>
  asks('mariam', ['intake-officer'], method, url, body, headers)
const matterOf = async (referralId: string) => (await mariam('GET', `/matters?referralId=${referralId}`)).body.matters[0]
const change = async (referralId: string, verb: string, body?: object) => {
  const { id, version } = await matterOf(referralId)
  return mariam('POST', `/matters/${id}/${verb}`, body, { 'if-match': `"${version}"` })
}
const trained = (who: string, validUntil: string) =>
  asks('hamad', ['admin'], 'POST', '/staff-marks', { sub: who, mark: 'interviewing-victims', validUntil }, { 'idempotency-key': uuidv7() })

/** A complaint another body referred and we accepted; its person agreed to nothing coming back, so nothing is sent. */
async function accepted(needs: readonly string[] = ['complaint-handling']): Promise<{ referralId: string; caseId: string }> {
  const [referralId, caseId] = [uuidv7(), randomId()]
  await ministry.service.asSystem(async (tx) => {
    await ministry.service.caseKeys.create(tx, caseId, ['', 'need'])
    await tx`
      insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need)
      values (${referralId}, ${caseId}, 'recipient', 'https://itf.ihala.test', 'accepted', 'planned', ${[...needs]}, ${randomId()}, '{"wayBack": false}'::text::jsonb, ${now()}, 'sealed')`
  })
  await follows(matterRegistered, caseId)
  return { referralId, caseId }
}

const follows = (what: typeof matterRegistered, caseId: string): Promise<void> =>
  ministry.service.asSystem((tx) => what({ caseId }, { tx, send: nothingIsSent, stamp: ministry.service.stamp, service: ministry.service }))
const bellRings = (matterId: string): Promise<void> =>
  ministry.service.asSystem((tx) =>
    referToCommittee({ matterId }, { tx, send: nothingIsSent, stamp: ministry.service.stamp, service: ministry.service }),
  )
const nothingIsSent = (): void => {
  throw new Error('the person agreed to nothing coming back')
}
const referralRow = (id: string) =>
  ministry.service.asSystem(async (tx) => (await tx`select business_status, due_at from desk.referral where id = ${id}`)[0])
const tasksOf = (id: string) =>
  ministry.service.asSystem(async (tx) =>
    (await tx<{ code: string }[]>`select code from desk.task where referral_id = ${id} order by id`).map(({ code }) => code),
  )
const bells = (id: string) =>
  ministry.service.asSystem((tx) => tx<{ runAt: string }[]>`select run_at from graphile_worker.jobs where key = ${`conciliation/${id}`}`)

const found = {
  indicators: [
    { indicator: 'retention-of-identity-documents', confidence: 'strong' },
    { indicator: 'isolation', confidence: 'absent' },
  ],
  victimStatus: 'presumed',
}
const confirmed = { notifyOn: '2026-11-23', toldWhatFollows: true, safetyPlan: { bed: true, papers: true, phone: true, contact: true } }
const terms = {
  minorUnits: 620_000,
  currency: 'QAR',
  payBy: '2026-12-01',
  ifUnpaid: 'enforcement',
  readBack: true,
  nightToThink: true,
  waivesCriminal: false,
  tradesPassportExitOrTransfer: false,
}

test('D-2: what is accepted is registered, and its clock runs without anybody remembering', async () => {
  const { referralId } = await accepted()
  const matter = await matterOf(referralId)
  expect(matter).toMatchObject({
    referralId,
    registeredAt: now(),
    conciliation: 'running',
    conciliationDueAt: '2026-11-29T20:59:59.000Z',
    indicators: [],
    victimStatus: 'not-assessed',
    version: 1,
  })
  expect(await referralRow(referralId)).toEqual({ businessStatus: 'registered', dueAt: '2026-11-29T20:59:59.000Z' })
  expect(await bells(matter.id)).toEqual([{ runAt: '2026-11-29T20:58:59.000Z' }])
})

test('what was taken on for another need is no complaint', async () => {
  const { referralId } = await accepted(['interpretation'])
  expect(await matterOf(referralId)).toBeUndefined()
})

test('D-3: unsettled it goes to a committee by itself, once, and the person is asked before the employer hears', async () => {
  const { referralId } = await accepted()
  const { id } = await matterOf(referralId)
  await expect(bellRings(id)).rejects.toThrow('ahead of the clock')
  at = Date.parse('2026-11-29T20:59:00.000Z')
  await bellRings(id)
  await bellRings(id)
  expect(await matterOf(referralId)).toMatchObject({ conciliation: 'referred-to-committee', version: 2 })
  expect(await referralRow(referralId)).toEqual({ businessStatus: 'referred-to-committee', dueAt: '2026-12-20T20:59:59.000Z' })
  expect(await tasksOf(referralId)).toEqual(['confirm-with-worker-before-hearing'])
})

test('D-3: a bell that rang too late leaves a breach to be seen', async () => {
  const { referralId } = await accepted()
  const { id } = await matterOf(referralId)
  at = Date.parse('2026-11-30T06:00:00.000Z')
  await bellRings(id)
  expect(await tasksOf(referralId)).toEqual(['confirm-with-worker-before-hearing', 'clock-breached'])
})

test('the bell twice at once, and a settlement at that moment: one of them has it', async () => {
  const { referralId } = await accepted()
  const { id } = await matterOf(referralId)
  await trained('mariam', '2027-11-23')
  await change(referralId, 'screening', found)
  await change(referralId, 'worker-confirmation', { ...confirmed, notifyOn: '2026-11-22' })
  await change(referralId, 'employer-notification')
  at = Date.parse('2026-11-29T20:59:10.000Z')
  const { version } = await matterOf(referralId)
  const [settled] = await Promise.all([
    mariam('POST', `/matters/${id}/settlement`, terms, { 'if-match': `"${version}"` }),
    bellRings(id),
    bellRings(id),
  ])
  const { conciliation } = await matterOf(referralId)
  expect([settled.status, conciliation, await tasksOf(referralId)]).toEqual(
    settled.status === 200 ? [200, 'settled', ['confirm-settlement-paid']] : [409, 'referred-to-committee', ['set-committee-hearing']],
  )
})

test('D-3: what is before a committee may still be settled', async () => {
  const { referralId } = await accepted()
  await trained('mariam', '2027-11-23')
  await change(referralId, 'screening', found)
  at = Date.parse('2026-11-29T20:59:10.000Z')
  await bellRings((await matterOf(referralId)).id)
  expect((await change(referralId, 'settlement', terms)).body).toMatchObject({ code: 'state-forbids' })
  expect((await change(referralId, 'worker-confirmation', { ...confirmed, notifyOn: '2026-11-29' })).status).toBe(200)
  expect((await change(referralId, 'employer-notification', {})).status).toBe(200)
  expect(await referralRow(referralId)).toMatchObject({ businessStatus: 'referred-to-committee' })
  expect((await change(referralId, 'settlement', terms)).status).toBe(200)
  expect(await matterOf(referralId)).toMatchObject({ conciliation: 'settled' })
})

test('D-12: nobody screens without the mark, or after it ran out, and only an admin gives it', async () => {
  const { referralId } = await accepted()
  const joseph = (method: 'GET' | 'POST', url: string, body?: object, headers?: Record<string, string>) =>
    asks('joseph', ['intake-officer'], method, url, body, headers)
  const screens = async () => {
    const { id, version } = await matterOf(referralId)
    return joseph('POST', `/matters/${id}/screening`, found, { 'if-match': `"${version}"` })
  }
  expect(await screens()).toMatchObject({ status: 403, body: { code: 'mark-missing' } })
  const mark = { sub: 'joseph', mark: 'interviewing-victims', validUntil: '2027-11-23' }
  expect((await joseph('POST', '/staff-marks', mark, { 'idempotency-key': uuidv7() })).body).toMatchObject({ code: 'not-allowed' })
  expect((await trained('joseph', '2026-11-23')).status).toBe(201)
  expect((await screens()).status).toBe(200)
  at = Date.parse('2026-11-24T09:00:00.000Z')
  expect((await screens()).body).toMatchObject({ code: 'mark-missing' })
  expect((await trained('joseph', '2027-11-23')).body).toMatchObject({ version: 2 })
  expect((await screens()).status).toBe(200)
  const { marks, staff } = (await asks('hamad', ['admin'], 'GET', '/staff-marks')).body
  expect(staff).toContainEqual({ sub: 'joseph', names: { ar: expect.any(String), en: expect.any(String) } })
  expect(marks).toContainEqual(expect.objectContaining({ sub: 'joseph', validUntil: '2027-11-23', version: 2 }))
})

test('R-11, R-15, R-16: screening, confirmation, notification, session, settlement', async () => {
  await trained('mariam', '2027-11-23')
  const { referralId, caseId } = await accepted()
  expect((await change(referralId, 'screening', found)).status).toBe(200)
  expect(await matterOf(referralId)).toMatchObject({
    indicators: [{ indicator: 'retention-of-identity-documents', confidence: 'strong' }],
    victimStatus: 'presumed',
  })
  expect(await referralRow(referralId)).toEqual({ businessStatus: 'screened', dueAt: '2026-11-29T20:59:59.000Z' })

  expect((await change(referralId, 'employer-notification')).body).toMatchObject({ code: 'employer-not-safe-to-notify' })
  expect((await change(referralId, 'joint-session', { at: '2026-11-25T08:00:00Z', personAsked: false })).body).toMatchObject({
    code: 'joint-session-forbidden',
  })
  expect((await change(referralId, 'settlement', terms)).body).toMatchObject({ code: 'state-forbids' })

  expect(
    (await change(referralId, 'worker-confirmation', { ...confirmed, safetyPlan: { ...confirmed.safetyPlan, papers: false } })).status,
  ).toBe(200)
  at = Date.parse('2026-11-23T06:00:00.000Z')
  expect((await change(referralId, 'employer-notification')).body).toMatchObject({ code: 'employer-not-safe-to-notify' })
  expect((await change(referralId, 'worker-confirmation', { ...confirmed, notifyOn: '2026-11-24' })).status).toBe(200)
  expect((await change(referralId, 'employer-notification')).body).toMatchObject({ code: 'employer-not-safe-to-notify' })
  at = Date.parse('2026-11-24T06:00:00.000Z')
  expect((await change(referralId, 'employer-notification')).status).toBe(200)
  expect(await matterOf(referralId)).toMatchObject({ workerConfirmedOn: '2026-11-23', employerNotifiedAt: now() })
  expect(await referralRow(referralId)).toMatchObject({ businessStatus: 'conciliation-started' })
  expect((await change(referralId, 'employer-notification')).body).toMatchObject({ code: 'state-forbids' })

  expect((await change(referralId, 'joint-session', { at: '2026-11-25T08:00:00Z', personAsked: true })).status).toBe(200)
  expect((await change(referralId, 'settlement', { ...terms, waivesCriminal: true })).body).toMatchObject({ code: 'body-invalid' })
  expect((await change(referralId, 'settlement', terms)).status).toBe(200)
  const settled = await matterOf(referralId)
  expect(settled).toMatchObject({ conciliation: 'settled', jointSessionAt: '2026-11-25T08:00:00.000Z' })
  expect(await referralRow(referralId)).toEqual({ businessStatus: 'settled', dueAt: '2026-12-01T20:59:59.000Z' })
  expect(await tasksOf(referralId)).toEqual(['confirm-settlement-paid'])
  expect(await bells(settled.id)).toHaveLength(0)
  expect((await change(referralId, 'screening', found)).body).toMatchObject({ code: 'state-forbids' })

  at = Date.parse('2026-12-05T06:00:00.000Z')
  await bellRings(settled.id)
  expect(await matterOf(referralId)).toMatchObject({ conciliation: 'settled' })
  const [row] = await ministry.service.asSystem(
    (tx) => tx<{ sealed: string }[]>`
    select encode(matter.confirmation, 'escape') || encode(matter.settlement, 'escape') || encode(screening.content, 'escape') as sealed
    from matters.matter join matters.screening on matter.id = matter_id where matter.case_id = ${caseId}`,
  )
  expect(row?.sealed).not.toMatch(/papers|QAR|retention|presumed/)
})

test('two officers at once: the second sees that it changed', async () => {
  const { referralId } = await accepted()
  const { id, version } = await matterOf(referralId)
  const both = await Promise.all(
    [1, 2].map(() => mariam('POST', `/matters/${id}/worker-confirmation`, confirmed, { 'if-match': `"${version}"` })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('a clerk of another office and a barred officer see nothing', async () => {
  const { referralId, caseId } = await accepted()
  const { id } = await matterOf(referralId)
  expect((await asks('latifa', ['analyst'], 'GET', '/matters')).body).toMatchObject({ code: 'not-allowed' })
  const khalid = (method: 'GET' | 'POST', url: string, body?: object) =>
    asks('khalid', ['intake-officer'], method, url, body, { 'if-match': '"1"' })
  const seen = async () => (await khalid('GET', '/matters')).body.matters.some((one: { id: string }) => one.id === id)
  expect(await seen()).toBe(true)
  await ministry.service.asSystem((tx) => bar(tx, lone.staffId('khalid'), caseId))
  expect(await seen()).toBe(false)
  expect((await khalid('POST', `/matters/${id}/worker-confirmation`, confirmed)).body).toMatchObject({ code: 'not-found' })
})

test('a referral that ended takes its clock along; open again, the clock is where it was', async () => {
  const { referralId, caseId } = await accepted()
  const { id } = await matterOf(referralId)
  await follows(matterEnded, caseId)
  expect(await bells(id)).toHaveLength(0)
  expect((await mariam('GET', '/matters')).body.matters.map((one: { id: string }) => one.id)).not.toContain(id)
  expect((await change(referralId, 'worker-confirmation', confirmed)).body).toMatchObject({ code: 'state-forbids' })
  await follows(matterReopened, caseId)
  expect(await bells(id)).toEqual([{ runAt: '2026-11-29T20:58:59.000Z' }])
  expect((await change(referralId, 'worker-confirmation', confirmed)).status).toBe(200)
})

test('D-2: a review date does not hide the legal clock', async () => {
  const { referralId, caseId } = await accepted()
  await ministry.service.asSystem(
    (tx) => tx`update desk.referral set state = 'on-hold', due_at = '2026-12-31T00:00:00Z' where id = ${referralId}`,
  )
  await follows(matterHeld, caseId)
  expect(await referralRow(referralId)).toEqual({ businessStatus: 'registered', dueAt: '2026-11-29T20:59:59.000Z' })
})
