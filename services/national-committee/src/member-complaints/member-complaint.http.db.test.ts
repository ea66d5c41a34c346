import type { ComplaintBox, StaffRole } from '@ihala/contract'
import { randomId } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { service } from '../service.ts'

const ITF = 'https://itf.ihala.test'
const HOUSE = 'https://care-house.ihala.test'
const CHARITY = 'https://charity.ihala.test'
type Complaint = ComplaintBox['complaints'][number]
let lone: LoneService
beforeAll(async () => {
  lone = await loneService(service, { slug: 'national-committee' })
})
afterAll(() => lone?.stop())

const said = (about = HOUSE, change: Partial<Complaint> = {}): Complaint => ({
  number: randomId(),
  about,
  what: 'treated-badly',
  answer: true,
  ...change,
})
/** A box as the exchange hands it over. */
const comes = (from: string, complaints: ComplaintBox['complaints']) =>
  lone.running.service.asSystem(async (tx) => {
    const { stamp } = lone.running.service
    const handler = service.features.find(({ inbox }) => inbox?.['complaint-box'])?.inbox?.['complaint-box']
    const event = { type: 'complaint-box' as const, data: { complaints }, from, fromKind: 'union-liaison', caseId: null }
    await handler?.(
      { ...event, side: null, before: null, life: null, grant: null, at: stamp().now, jti: randomId() },
      { tx, stamp, send: () => undefined, service: lone.running.service },
    )
  })
const reads = (path: string, role: StaffRole = 'data-protection-officer') => lone.asks(role, [role], { method: 'GET', url: path })
const says = (path: string, body?: object, role: StaffRole = 'data-protection-officer') =>
  lone.asks(role, [role], { method: 'POST', url: path, ...(body === undefined ? {} : { body }) })

test('D-21: what came is listed by number and code, once; it is acknowledged and then closed with what was found', async () => {
  const [first, second] = [said(), said(CHARITY, { what: 'no-answer', answer: false })]
  await comes(ITF, [first, second])
  // The box that nobody receipted in time comes again with the next.
  await comes(ITF, [first])
  const { complaints, more } = (await reads('/member-complaints')).body
  expect(more).toBe(false)
  expect(complaints).toMatchObject([
    { ...first, from: ITF, state: 'new', finding: null },
    { ...second, from: ITF, state: 'new' },
  ])
  expect((await reads(`/member-complaints?number=${second.number}`)).body.complaints).toMatchObject([{ about: CHARITY }])
  expect((await reads(`/member-complaints?about=${encodeURIComponent(HOUSE)}`)).body.complaints).toMatchObject([{ number: first.number }])

  const path = `/member-complaints/${complaints[0].id}`
  expect((await says(`${path}/close`, { finding: 'upheld' })).body).toMatchObject({ code: 'state-forbids', facts: { state: 'new' } })
  expect((await says(`${path}/acknowledge`)).status).toBe(200)
  expect((await says(`${path}/acknowledge`)).body).toMatchObject({ code: 'state-forbids' })
  expect((await says(`${path}/close`, { finding: 'upheld' })).status).toBe(200)
  expect((await says(`${path}/close`, { finding: 'not-upheld' })).body).toMatchObject({ code: 'state-forbids', facts: { state: 'closed' } })
  expect((await reads('/member-complaints?is=closed')).body.complaints).toMatchObject([{ number: first.number, finding: 'upheld' }])
  expect((await reads('/member-complaints?is=open')).body.complaints).toMatchObject([{ number: second.number }])
  expect((await says('/member-complaints/019a0000-0000-7000-8000-000000000000/acknowledge')).status).toBe(404)
})

test('D-21: one member cannot take the number of what came from another', async () => {
  const theirs = said(CHARITY)
  await comes(ITF, [theirs])
  await comes(HOUSE, [{ ...theirs, about: ITF }])
  const { complaints } = (await reads(`/member-complaints?number=${theirs.number}`)).body
  expect(complaints).toMatchObject([
    { from: ITF, about: CHARITY },
    { from: HOUSE, about: ITF },
  ])
})

test('R-12: who counts sees counts, from eleven up; who answers sees the list, and nobody else does', async () => {
  const about = 'https://ministry-of-labour.ihala.test'
  const eleven = Array.from({ length: 11 }, () => said(about, { what: 'told-somebody' }))
  await comes(ITF, [...eleven.slice(1), said(about)])
  const rows = async () =>
    (await reads('/member-complaint-counts', 'analyst')).body.rows.filter((row: { about: string }) => row.about === about)
  expect(await rows()).toEqual([
    { about, what: 'told-somebody', count: 'few' },
    { about, what: 'treated-badly', count: 'few' },
  ])
  await comes(HOUSE, eleven.slice(0, 1))
  expect(await rows()).toContainEqual({ about, what: 'told-somebody', count: 11 })
  expect((await reads('/member-complaints', 'analyst')).status).toBe(403)
  expect((await reads('/member-complaints', 'duty-officer')).status).toBe(403)
  expect((await reads('/member-complaint-counts', 'admin')).status).toBe(403)
})

test('D-21: more than a page are read on from the last', async () => {
  const all = Array.from({ length: 105 }, () => said('https://bwi.ihala.test', { what: 'no-answer' }))
  for (let at = 0; at < all.length; at += 20) await comes(ITF, all.slice(at, at + 20))
  const path = `/member-complaints?about=${encodeURIComponent('https://bwi.ihala.test')}`
  const { complaints, more } = (await reads(path)).body
  expect([complaints.length, more]).toEqual([100, true])
  const rest = (await reads(`${path}&after=${complaints.at(-1).id}`)).body
  expect([rest.complaints.length, rest.more]).toEqual([5, false])
  const numbers = [...complaints, ...rest.complaints].map(({ number }: { number: string }) => number)
  expect(numbers).toEqual(all.map(({ number }) => number))
})
