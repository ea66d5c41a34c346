import { STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { bar, defineService, uuidv7 } from '@ihala/kit'
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

const waits = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000)
}
const gets = (who: string, role: StaffRole, url: string) => house.asks(who, [role], { method: 'GET', url })
const posts = (who: string, role: StaffRole, url: string, body: object = {}) =>
  house.asks(who, [role], { method: 'POST', url, body, headers: { 'idempotency-key': uuidv7() } })
const NAME = 'Hirut Bekele'
const aPerson = async (): Promise<string> => {
  const identity = { names: { latin: NAME }, sex: 'female', nationality: 'ET' }
  const made = await posts('grace', 'shelter-worker', '/people', { sections: { identity, contact: { telephone: '+97400004130' } } })
  expect(made.status).toBe(201)
  return made.body.id
}
const decisions = (subject: string): Promise<string[]> =>
  house.running.service.asSystem(async (tx) => {
    const rows = await tx<
      { event: string }[]
    >`select event from ledger.leaf_content where event like ${`%"subject":"${subject}"%`} order by leaf_id`
    return rows.map(({ event }) => JSON.parse(event)).flatMap(({ kind, action }) => (kind === 'decision' ? [action] : []))
  })
const openTasks = async (who: string, role: StaffRole) =>
  (await gets(who, role, '/tasks')).body.tasks.map(({ id, code }: { id: string; code: string }) => ({ id, code }))

test('M6, T35: who a sealed person is shows to nobody of any role, until two people open it to the one who asked, for an hour', async () => {
  const id = await aPerson()
  const shows = async (who: string, role: StaffRole) => {
    const [list, file] = [await gets(who, role, '/people'), await gets(who, role, `/people/${id}`)]
    return [list, file].map(({ status, body }) => [status, JSON.stringify(body).includes(NAME) || JSON.stringify(body).includes('+974')])
  }
  expect(await shows('grace', 'shelter-worker')).toEqual([
    [200, true],
    [200, true],
  ])
  expect((await posts('dina', 'data-protection-officer', `/people/${id}/seal`, { sealed: true })).status).toBe(200)
  for (const role of STAFF_ROLES) {
    const seen = await shows(`of ${role}`, role)
    expect(seen.map(([, isShown]) => isShown)).toEqual([false, false])
  }
  // Those who may come in at all are told the same, to the byte; what they cannot see they do not overwrite.
  const answers = await Promise.all(
    (['shelter-worker', 'clinician', 'duty-officer', 'legal-coordinator'] as const).map((role) =>
      gets(`of ${role}`, role, `/people/${id}`),
    ),
  )
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  const change = { sections: { identity: { names: { latin: 'Somebody' }, sex: 'female', nationality: 'ET' } } }
  const overwritten = await house.running.app.inject({
    method: 'PUT',
    url: `/people/${id}`,
    headers: { ...(await house.signIn('grace', ['shelter-worker'])), 'if-match': '"1"' },
    payload: change,
  })
  expect([overwritten.statusCode, overwritten.json().code]).toEqual([403, 'second-person-required'])

  const release = (await posts('grace', 'shelter-worker', `/people/${id}/release`, { reason: 'court-day' })).body.id
  expect((await shows('grace', 'shelter-worker')).map(([, isShown]) => isShown)).toEqual([false, false])
  expect((await posts('omar', 'duty-officer', `/second-person/${release}/confirm`)).body).toEqual({ id: release, referralId: null })
  expect((await shows('grace', 'shelter-worker')).map(([, isShown]) => isShown)).toEqual([true, true])
  // Not to the one who confirmed, nor to a third.
  expect((await shows('omar', 'duty-officer')).map(([, isShown]) => isShown)).toEqual([false, false])
  expect((await shows('of lawyer', 'lawyer')).map(([, isShown]) => isShown)).toEqual([false, false])
  expect(await decisions(release)).toEqual(['release-identity'])
  waits(60)
  expect((await shows('grace', 'shelter-worker')).map(([, isShown]) => isShown)).toEqual([false, false])
  expect((await posts('omar', 'duty-officer', `/second-person/${release}/told`)).body.code).toBe('state-forbids')
  expect(await decisions(id)).toEqual(['seal-person'])
  expect((await posts('dina', 'data-protection-officer', `/people/${id}/seal`, { sealed: false })).status).toBe(200)
  expect((await shows('grace', 'shelter-worker')).map(([, isShown]) => isShown)).toEqual([true, true])
})

test('T36: not the same one, not twice, not after 15 minutes, not on the word of somebody suspended since', async () => {
  const id = await aPerson()
  const asks = async (who: string) => (await posts(who, 'duty-officer', `/people/${id}/release`, { reason: 'medical-care' })).body.id
  const confirms = async (who: string, act: string) =>
    (await posts(who, 'duty-officer', `/second-person/${act}/confirm`)).body.code ?? 'done'
  const first = await asks('omar')
  expect(await confirms('omar', first)).toBe('second-person-required')
  expect(await confirms('lina', first)).toBe('done')
  expect(await confirms('sami', first)).toBe('state-forbids')
  const late = await asks('omar')
  waits(15.1)
  expect(await confirms('lina', late)).toBe('state-forbids')
  const orphan = await asks('omar')
  expect((await posts('root', 'admin', `/staff/${house.staffId('omar')}/suspension`, { suspended: true })).status).toBe(200)
  expect(await confirms('lina', orphan)).toBe('state-forbids')
  // The database itself knows no act that one person did alone.
  const alone = house.running.service.asSystem(
    (tx) => tx`update desk.second_person set confirmed_by = asked_by, confirmed_at = now() where id = ${orphan}`,
  )
  await expect(alone).rejects.toThrow(/check/)
})

test('R-1: a compelled disclosure is a record of its own, of two people; it sends nothing, and the person is told', async () => {
  const id = await aPerson()
  const at = '2026-11-20T08:00:00.000Z'
  const paper = 'Order 114/2026 of the Court of First Instance'
  const what = ['identity', 'testimony']
  const act = (await posts('lina', 'lawyer', `/people/${id}/compelled`, { authority: 'court', paper, what, at })).body.id
  const stored = await house.running.service.asSystem(
    (tx) => tx<{ content: Buffer }[]>`select content from desk.second_person where id = ${act}`,
  )
  expect(stored[0]?.content.toString()).not.toContain('Court')
  const listed = (await gets('lina', 'lawyer', '/second-person')).body.acts.find((one: { id: string }) => one.id === act)
  expect(listed).toMatchObject({ kind: 'compelled', personId: id, reason: 'court', askedByMe: true, categories: what, paper, to: null })
  expect(await decisions(act)).toEqual([])
  expect(await openTasks('lina', 'lawyer')).not.toContainEqual({ id: act, code: 'tell-person-compelled' })
  expect((await posts('lina', 'lawyer', `/second-person/${act}/told`)).body.code).toBe('state-forbids')

  expect((await posts('dina', 'data-protection-officer', `/second-person/${act}/confirm`)).status).toBe(200)
  expect(await decisions(act)).toEqual(['compelled-disclosure'])
  const sent = await house.running.service.asSystem((tx) => tx`select from exchange.outbox`)
  expect(sent.count).toBe(0)
  // Nobody ticks it off; the day it should have been told stays on it.
  expect(await openTasks('lina', 'lawyer')).toContainEqual({ id: act, code: 'tell-person-compelled' })
  expect((await posts('lina', 'lawyer', `/tasks/${act}/done`)).body.code).toBe('state-forbids')
  waits(25 * 60)
  const overdue = (await gets('lina', 'lawyer', '/tasks')).body.tasks.find((one: { id: string }) => one.id === act)
  expect(Date.parse(overdue.dueAt)).toBeLessThan(now.getTime())
  expect((await posts('lina', 'lawyer', `/second-person/${act}/told`)).status).toBe(200)
  expect((await posts('lina', 'lawyer', `/second-person/${act}/told`)).body.code).toBe('state-forbids')
  expect(await openTasks('lina', 'lawyer')).not.toContainEqual({ id: act, code: 'tell-person-compelled' })
  expect(await decisions(act)).toEqual(['compelled-disclosure', 'tell-person'])
})

test('T33: whoever may not see the person sees neither the act nor its task, and cannot confirm it', async () => {
  const id = await aPerson()
  const body = { authority: 'police', paper: 'Letter 7', what: ['identity'], at: '2026-11-20T08:00:00.000Z' }
  const act = (await posts('lina', 'lawyer', `/people/${id}/compelled`, body)).body.id
  await house.signIn('nadia', ['duty-officer'])
  await house.running.service.asSystem((tx) => bar(tx, house.staffId('nadia'), id))
  const sees = async (url: string) => JSON.stringify((await gets('nadia', 'duty-officer', url)).body).includes(act)
  expect([await sees('/second-person'), await sees('/second-person/waiting')]).toEqual([false, false])
  expect((await posts('nadia', 'duty-officer', `/second-person/${act}/confirm`)).status).toBe(404)
  expect((await posts('sami', 'duty-officer', `/second-person/${act}/confirm`)).status).toBe(200)
  expect(await openTasks('nadia', 'duty-officer')).not.toContainEqual({ id: act, code: 'tell-person-compelled' })
  expect(await openTasks('sami', 'duty-officer')).toContainEqual({ id: act, code: 'tell-person-compelled' })
})

test('T36: what waits for a second word is on the first screen by codes alone; looking there is no look at a file', async () => {
  const id = await aPerson()
  const act = (await posts('grace', 'shelter-worker', `/people/${id}/release`, { reason: 'medical-care' })).body.id
  const waiting = async (who: string, role: StaffRole) => {
    const { body } = await gets(who, role, '/second-person/waiting')
    return { of: body.waiting.filter((one: { id: string }) => one.id === act), text: JSON.stringify(body) }
  }
  const [hers, theirs] = [await waiting('grace', 'shelter-worker'), await waiting('sami', 'duty-officer')]
  const until = new Date(now.getTime() + 15 * 60_000).toISOString()
  expect(theirs.of).toEqual([
    { id: act, kind: 'release', reason: 'medical-care', askedAt: now.toISOString(), confirmBy: until, askedByMe: false },
  ])
  expect(hers.of).toMatchObject([{ askedByMe: true }])
  for (const secret of [NAME, id]) expect(theirs.text).not.toContain(secret)
  const { accesses } = (await gets('dina', 'data-protection-officer', `/people/${id}/accesses`)).body
  expect(accesses.map(({ action }: { action: string }) => action)).not.toContain('read-second-person')
  expect((await posts('sami', 'duty-officer', `/second-person/${act}/confirm`)).status).toBe(200)
  expect((await waiting('sami', 'duty-officer')).of).toEqual([])
  const late = (await posts('grace', 'shelter-worker', `/people/${id}/release`, { reason: 'court-day' })).body.id
  waits(15.1)
  expect((await waiting('sami', 'duty-officer')).text).not.toContain(late)
})
