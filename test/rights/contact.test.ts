import { randomUUID } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serviceOf } from '../adversary/http/network.ts'
import { type LoneService, loneService } from '../kit/lone-service.ts'

let office: LoneService
let admin: Sql
// Noon where the network works.
const clock = { now: new Date('2026-11-22T09:00:00.000Z') }
beforeAll(async () => {
  office = await loneService(await serviceOf('union-liaison'), { slug: 'itf', clock: () => clock.now })
  admin = postgres(office.database.adminUrl, { max: 1, onnotice: () => undefined })
}, 60_000)
afterAll(async () => {
  await admin?.end({ timeout: 1 })
  await office?.stop()
})

const post = (url: string, body: object) =>
  office.asks('officer', ['liaison-officer'], { method: 'POST', url, body, headers: { 'idempotency-key': randomUUID() } })
const aPerson = async (plan?: object): Promise<string> => {
  const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female' }
  const { body } = await post('/people', { sections: { identity, ...(plan ? { 'safe-contact': plan } : {}) } })
  return body.id
}
const call = (person: string, codeWordGiven = true) =>
  post(`/people/${person}/contacts`, { channel: 'telephone', purpose: 'news', codeWordGiven })
const rows = async () =>
  (await admin<{ personId: string }[]>`select person_id as "personId" from desk.contact`).map(({ personId }) => personId)

test('R-3, C8: a contact by the person’s plan is written down, and any other refused and not', async () => {
  const plan = { mayContact: true, telephone: '+97400004130', hours: { from: '11:00', until: '13:00' }, codeWord: 'jasmine' }
  const [planned, silent, none] = [await aPerson(plan), await aPerson({ mayContact: false }), await aPerson()]
  expect((await call(planned)).status).toBe(201)
  expect((await call(planned, false)).body.code).toBe('contact-not-safe')
  expect((await call(silent)).body.code).toBe('contact-not-safe')
  expect((await call(none)).body.code).toBe('contact-not-safe')
  clock.now = new Date('2026-11-22T18:00:00.000Z')
  expect(await call(planned)).toMatchObject({ status: 422, body: { code: 'contact-not-safe' } })
  expect(await rows()).toEqual([planned])
})
