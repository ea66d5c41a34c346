import type { StaffRole } from '@ihala/contract'
import { defineService, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'
import { REASONS_A_DAY, REFUSED_AN_HOUR } from './reading.ts'

let office: LoneService
let now = new Date('2026-11-22T09:30:00.000Z')
beforeAll(async () => {
  office = await loneService(defineService({ kind: 'union-liaison', features: [desk], serves: [] }), { slug: 'itf', clock: () => now })
}, 60_000)
afterAll(() => office?.stop())

const waits = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000)
}
const gets = (who: string, url: string, role: StaffRole = 'liaison-officer') => office.asks(who, [role], { method: 'GET', url })
const posts = (who: string, url: string, body: object = {}, role: StaffRole = 'liaison-officer') =>
  office.asks(who, [role], { method: 'POST', url, body, headers: { 'idempotency-key': uuidv7() } })
const puts = async (who: string, url: string, version: number, body: object) => {
  const headers = { ...(await office.signIn(who, ['liaison-officer'])), 'if-match': `"${version}"` }
  const answer = await office.running.app.inject({ method: 'PUT', url, headers, payload: body })
  return { status: answer.statusCode, body: answer.json() }
}
const NAME = 'Hirut Bekele'
const identity = { names: { latin: NAME }, sex: 'female', nationality: 'ET' }
const aPersonOf = async (who: string, sections: object = {}): Promise<string> =>
  (await posts(who, '/people', { sections: { identity, ...sections } })).body.id
const alerts = async (): Promise<string[]> =>
  (await gets('dina', '/alerts', 'data-protection-officer')).body.alerts.map(({ code }: { code: string }) => code)
const leavesOf = (like: string): Promise<number> =>
  office.running.service.asSystem(async (tx) => (await tx`select from ledger.leaf_content where event like ${like}`).count)
const openAs = (who: string, id: string, reason = 'person-is-here') => posts(who, `/people/${id}/reading-reason`, { reason })

test('T33, T34: a colleague’s case opens to who says why, for an hour; the officer hears of it at once, and the person finds it', async () => {
  const id = await aPersonOf('nora')
  const look = async () => {
    const { status, body } = await gets('sami', `/people/${id}`)
    return [status, body.code ?? JSON.stringify(body).includes(NAME)]
  }
  expect(await look()).toEqual([403, 'reason-required'])
  const before = await alerts()
  expect((await openAs('sami', id, 'curious')).body.code).toBe('body-invalid')
  expect((await openAs('sami', id, 'offered')).body.code).toBe('body-invalid')
  expect(await alerts()).toEqual(before)
  const said = await openAs('sami', id)
  expect([said.status, Date.parse(said.body.until) - now.getTime()]).toEqual([201, 3_600_000])
  expect(await alerts()).toEqual([...before, 'read-with-reason'])
  expect(await leavesOf('%"action":"say-why"%person-is-here%')).toBe(1)
  expect(await look()).toEqual([200, true])
  expect(await leavesOf('%"action":"read-person"%person-is-here%')).toBe(1)
  const { accesses } = (await gets('dina', `/people/${id}/accesses`, 'data-protection-officer')).body
  const lines = accesses.map(({ action, reason }: { action: string; reason: string | null }) => [action, reason])
  expect(lines).toContainEqual(['read-person', 'person-is-here'])
  expect(lines).toContainEqual(['refused-read', null])
  // Not to a third, and not for longer.
  expect((await gets('omar', `/people/${id}`)).body.code).toBe('reason-required')
  waits(60)
  expect(await look()).toEqual([403, 'reason-required'])
  // Whose it is says no reason, and alerts nobody.
  expect((await openAs('nora', id)).body).toMatchObject({ code: 'state-forbids' })
})

test('T33, R-3: of a colleague’s case nothing is shown, changed, begun or added without a reason; a list tells no name', async () => {
  const id = await aPersonOf('nora', { contact: { telephone: '+97400004130' } })
  const refused = await Promise.all([
    gets('sami', `/people/${id}/exclusions`),
    puts('sami', `/people/${id}`, 1, { sections: { identity } }),
    puts('sami', `/people/${id}/exclusions`, 1, { excluded: [] }),
    posts('sami', `/people/${id}/contacts`, { channel: 'in-person', purpose: 'news', codeWordGiven: true }),
  ])
  expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'reason-required'))
  const nameIn = async (who: string, role: StaffRole) =>
    (await gets(who, '/people', role)).body.items.find((one: { id: string }) => one.id === id).name
  expect([await nameIn('nora', 'liaison-officer'), await nameIn('sami', 'liaison-officer')]).toEqual([NAME, ''])
  expect(await nameIn('joseph', 'duty-officer')).toBe(NAME)
})

test('M3, R-5: what somebody may not see they neither take away nor write over', async () => {
  const exposure = { summary: 'what nobody else reads', disclosedAt: '2026-11-20T08:00:00.000Z' }
  const id = await aPersonOf('nora', { exposure })
  const seen = (await gets('nora', `/people/${id}`)).body
  expect(seen.sections.exposure).toBeUndefined()
  const health = { summary: 'asthma' }
  expect((await puts('nora', `/people/${id}`, seen.version, { sections: { ...seen.sections, health } })).status).toBe(200)
  const over = await puts('nora', `/people/${id}`, seen.version + 1, {
    sections: { identity, exposure: { ...exposure, summary: 'other' } },
  })
  expect([over.status, over.body.code]).toEqual([403, 'not-allowed'])
  await office.running.service.asSystem(
    (tx) => tx`insert into kit.assignment (case_id, staff_id) values (${id}, ${office.staffId('yusuf')}) on conflict do nothing`,
  )
  const hers = (await gets('yusuf', `/people/${id}`, 'lawyer')).body.sections
  expect([hers.exposure, hers.health]).toEqual([exposure, health])
})

test('T34: the hundredth look is alerted like the first, of ten members who may say ten reasons a day', async () => {
  const before = (await alerts()).length
  const people = await Promise.all(Array.from({ length: REASONS_A_DAY + 1 }, () => aPersonOf('nora')))
  for (let member = 0; member < 10; member += 1)
    for (const id of people.slice(0, REASONS_A_DAY)) expect((await openAs(`snoop-${member}`, id)).status).toBe(201)
  expect((await alerts()).length - before).toBe(Math.min(100, 200 - before))
  const more = await openAs('snoop-0', people.at(-1) ?? '')
  expect([more.status, more.body.code]).toEqual([429, 'too-many-requests'])
  waits(24 * 60 + 1)
  expect((await openAs('snoop-0', people.at(-1) ?? '')).status).toBe(201)
}, 30_000)

test('T34: whoever tries one colleague’s case after the other is told on, once an hour', async () => {
  const people = await Promise.all(Array.from({ length: REFUSED_AN_HOUR + 2 }, () => aPersonOf('nora')))
  const told = async () => (await alerts()).filter((code) => code === 'reads-refused').length
  const before = await told()
  for (const [at, id] of people.entries()) {
    await gets('tries', `/people/${id}`)
    expect(await told()).toBe(before + (at + 1 >= REFUSED_AN_HOUR ? 1 : 0))
  }
})
