import { hash } from 'node:crypto'
import { FILING_TYP, type ReportContent, readReceiptCode } from '@ihala/contract'
import { actAlone, openReport, randomId, sealReport } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LoneMinistry, loneMinistry } from '../../../../test/kit/lone-ministry.ts'
import { service } from '../service.ts'
import { filingValue } from './receipt-code.ts'
import { lookAfterReports } from './report.jobs.ts'
import type { WorkerDoor } from './report-desk.ts'
import { workerDoor } from './worker-door.ts'

const START = Date.parse('2026-11-22T09:30:00.000Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const MINISTRY = 'https://ministry-of-labour.ihala.test'
let at = START
let lone: LoneMinistry['lone']
let door: WorkerDoor

beforeAll(async () => {
  ;({ lone } = await loneMinistry(service, { clock: () => new Date(at) }))
  door = workerDoor(lone.running.service, quick)
}, 60_000)
afterAll(() => lone?.stop())
beforeEach(() => {
  at = START
})

const report: ReportContent = {
  language: 'ben',
  wrongs: ['papers-kept', 'wages-not-paid'],
  about: 'me',
  answers: [{ question: 'papers-kept', answer: 'yes' }],
  story: 'They keep my passport since March.',
}
/** In the place of argon2id, which takes its time. */
const quick = async (digits: string): Promise<string> => hash('sha256', digits, 'base64url')
const slowly = { kind: 'slow' } as const
const worked = () => {
  const { puzzle, bits } = door.puzzle()
  for (let solution = 0; ; solution += 1) {
    if (hash('sha256', `${puzzle}.${solution}`, 'buffer').readUInt32BE(0) >>> (32 - bits) === 0)
      return { kind: 'worked', puzzle, solution: String(solution) } as const
  }
}
const asSystem = <T>(work: Parameters<LoneMinistry['lone']['running']['service']['asSystem']>[0]): Promise<T> =>
  lone.running.service.asSystem(work) as Promise<T>
const mariam = (method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}) =>
  lone.asks('mariam', ['intake-officer'], { method, url, headers, ...(body === undefined ? {} : { body }) })
const rowOf = async (code: string): Promise<{ id: string; version: number; caseId: string; sealed: string | null; sealedTo: string }> => {
  const seen = await door.open(code)
  if (typeof seen === 'string') throw new Error(seen)
  const claims = JSON.parse(Buffer.from(seen.filing.statement.split('.')[1] ?? '', 'base64url').toString())
  const rows = await asSystem<{ id: string; version: number; caseId: string; sealed: string | null; sealedTo: string }[]>(
    (tx) => tx`select id, version, case_id, sealed, sealed_to from reports.report where filing = ${claims.filing}`,
  )
  if (rows[0] === undefined) throw new Error('no row')
  return rows[0]
}
const seen = async (code: string) => {
  const found = await door.open(code)
  if (typeof found === 'string') throw new Error(found)
  return found
}
const opened = async (code: string): Promise<string> => {
  const { id } = await rowOf(code)
  expect((await mariam('POST', `/reports/${id}/opening`)).status).toBe(200)
  return id
}
const change = async (code: string, verb: string, body?: object) => {
  const { id, version } = await rowOf(code)
  return mariam('POST', `/reports/${id}/${verb}`, body, { 'if-match': `"${version}"` })
}
const duress = (code: string): string => `${code.slice(0, 14)}${String(Number(code.slice(14)) + 1).padStart(2, '0')}`

test('A4: the key that browsers seal to stands in the word of the trust anchor', async () => {
  const { kid, jwk, until, statement: word } = await door.key()
  const said = JSON.parse(Buffer.from(word.split('.')[1] ?? '', 'base64url').toString())
  expect(said.jwks.keys).toContainEqual(expect.objectContaining({ kid, x: jwk.x, use: 'portal' }))
  expect(until).toBe('2026-12-22T09:30:00.000Z')
})

test('A1, A4: what was sealed in a browser stays sealed until somebody reads it; its code opens it, any other is unknown', async () => {
  const { jwk, kid } = await door.key()
  const sealed = sealReport(jwk, Buffer.from(JSON.stringify({ report })))
  const { code, statement: proof } = await door.file({ sealed }, worked())
  expect(readReceiptCode(code)?.kind).toBe('real')
  const row = await rowOf(code)
  expect(row).toMatchObject({ sealed, sealedTo: kid, version: 1 })
  // What opens it is the private half, not the row.
  expect(openReport(row.sealed ?? '', { encryption: [], agree: () => Buffer.alloc(32) })).toBeUndefined()
  expect(await door.open(code)).toEqual({
    step: 'received',
    steps: [{ step: 'received', at: '2026-11-22T00:00:00.000Z' }],
    outcome: null,
    contradicted: null,
    messages: [],
    holders: [
      { names: { ar: 'وزارة العمل', en: 'Ministry of Labour' }, categories: ['testimony'], own: false, stands: 'holds', until: null },
    ],
    looks: [],
    filing: { date: '2026-11-22', statement: proof },
    certificate: true,
    identified: false,
    withdrawn: false,
    hears: true,
  })
  expect(await door.open(`${code.slice(0, 15)}${(Number(code[15]) + 5) % 10}`)).toBe('unknown')
  expect(await door.open('0000000000000098')).toBe('unknown')
})

test('c1: the statement is signed by the ministry, names a day, and says argon2id of the code and nothing else', async () => {
  const { code, statement: jws } = await workerDoor(lone.running.service).file({ plain: report }, slowly)
  const [head, body] = jws.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  expect(head).toEqual({ alg: 'Ed25519', typ: FILING_TYP.statement, kid: lone.running.service.keyring.signing.kid })
  expect(body).toEqual({ iss: MINISTRY, iat: Date.parse('2026-11-22T00:00:00Z') / 1000, evt: 'filed', filing: expect.any(String) })
  expect(body.filing).toBe(await filingValue(MINISTRY, code.slice(0, 14)))
  expect(jws.length).toBeLessThan(600)
})

test('A4, A5: what was typed without script is sealed at once; nothing of it and no code lies anywhere, and no row says the hour', async () => {
  at = Date.parse('2026-11-22T14:47:13.000Z')
  const secret = `wages ${randomId()}`
  const { code } = await door.file({ plain: { ...report, story: secret } }, slowly)
  const { id } = await rowOf(code)
  const dump = await asSystem<{ all: string }[]>((tx) => tx`select row_to_json(report)::text as all from reports.report where id = ${id}`)
  expect(dump[0]?.all).not.toContain(secret)
  expect(dump[0]?.all).not.toContain(code.slice(0, 14))
  expect(dump[0]?.all).not.toContain('14:47')
  // The time of a UUIDv7 is its first 48 bits.
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-22T00:00:00Z'))
  expect((await seen(code)).steps).toEqual([{ step: 'received', at: '2026-11-22T00:00:00.000Z' }])
})

test('A1: a report has no field for who somebody is, and says which field is wrong', async () => {
  const named = { ...report, name: 'Nasrin' }
  await expect(door.file({ plain: named }, slowly)).rejects.toMatchObject({ code: 'body-invalid', facts: { field: '/name' } })
  await expect(door.file({ plain: { ...report, story: 'x'.repeat(3001) } }, slowly)).rejects.toMatchObject({ facts: { field: '/story' } })
  await expect(door.file({ sealed: 'x' }, slowly)).rejects.toMatchObject({ code: 'report-unreadable' })
  const other = sealReport({ kty: 'OKP', crv: 'X25519', x: 'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo' }, Buffer.from('{}'))
  await expect(door.file({ sealed: other }, slowly)).rejects.toMatchObject({ code: 'report-unreadable' })
})

test('A8: a puzzle files one report; without one there is a bucket for everybody', async () => {
  const work = worked()
  await door.file({ plain: report }, work)
  await expect(door.file({ plain: report }, work)).rejects.toMatchObject({ code: 'token-used' })
  await expect(door.file({ plain: report }, { ...work, solution: 'no' })).rejects.toMatchObject({ code: 'puzzle-unsolved' })
  const own = workerDoor(lone.running.service, quick)
  const sealed = { sealed: sealReport((await door.key()).jwk, Buffer.from(JSON.stringify({ report }))) }
  const filed = await Promise.allSettled(Array.from({ length: 22 }, () => own.file(sealed, slowly)))
  const refused = filed.filter((one) => one.status === 'rejected')
  expect(refused).toHaveLength(2)
  expect(refused[0]).toMatchObject({ reason: { code: 'too-many-requests' } })
  expect(await asSystem<{ count: number }[]>((tx) => tx`select count(*)::int from reports.spent_puzzle`)).toEqual([
    { count: expect.any(Number) },
  ])
})

test('A2, C9: staff read, ask and are answered; whoever holds the receipt sees who looked, and what was said', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const { id } = await rowOf(code)
  expect((await mariam('GET', `/reports/${id}`)).body).toMatchObject({ code: 'state-forbids', rule: 'not-read' })
  await opened(code)
  const { body, headers } = await mariam('GET', `/reports/${id}`)
  expect(body).toMatchObject({
    content: report,
    indicators: ['retention-of-identity-documents'],
    messages: [],
    identity: null,
    personId: null,
    unreadable: false,
    report: { step: 'read', acknowledged: true, unread: 0 },
  })
  expect(headers.etag).toBe(`"${body.report.version}"`)
  const afterReading = await asSystem<{ sealed: string | null; content: Buffer }[]>(
    (tx) => tx`select sealed, content from reports.report where id = ${id}`,
  )
  expect(afterReading[0]?.sealed).toBeNull()
  expect(afterReading[0]?.content.includes('passport')).toBe(false)

  expect((await change(code, 'questions', { text: 'Are you safe tonight?' })).status).toBe(200)
  await door.answer(code, { plain: 'Yes.' })
  const { jwk } = await door.key()
  await door.answer(code, { sealed: sealReport(jwk, Buffer.from(JSON.stringify({ message: 'They come at 9.' }))) })
  const talk = [
    { from: 'ministry', text: 'Are you safe tonight?' },
    { from: 'you', text: 'Yes.' },
    { from: 'you', text: 'They come at 9.' },
  ]
  const back = await seen(code)
  expect(back.messages.map(({ from, text }) => ({ from, text }))).toEqual(talk)
  expect(back.step).toBe('read')
  expect(back.looks).toEqual([{ at: '2026-11-22T09:00:00.000Z', role: 'intake-officer' }])
  expect((await mariam('GET', '/reports')).body.reports.find((line: { id: string }) => line.id === id)).toMatchObject({ unread: 2 })
  expect((await mariam('GET', `/reports/${id}`)).body.messages).toHaveLength(3)
  expect((await mariam('GET', '/reports')).body.reports.find((line: { id: string }) => line.id === id)).toMatchObject({ unread: 0 })
  const reads = await asSystem<{ count: number }[]>(
    (tx) => tx`select count(*)::int from kit.access where action = 'open-report' and subject = ${id}`,
  )
  expect(reads).toEqual([{ count: 2 }])
})

test('C9: that somebody read it is never told without the role that did, also when they saw no more of it than that', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  expect((await seen(code)).looks).toEqual([])
  await opened(code)
  const { step, looks } = await seen(code)
  expect([step, looks]).toEqual(['read', [{ at: '2026-11-22T09:00:00.000Z', role: 'intake-officer' }]])
})

test('C9: whoever reported is told the role that let somebody look, and none of their others', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  at += HOUR
  const joseph = await lone.asks('joseph', ['case-worker', 'duty-officer'], { method: 'GET', url: `/reports/${id}` })
  expect([joseph.status, (await seen(code)).looks.map(({ role }) => role)]).toEqual([200, ['duty-officer', 'intake-officer']])
})

test('who works elsewhere in the house reads no report, and nobody changes one from an old version', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  for (const role of ['admin', 'analyst', 'data-protection-officer'] as const)
    expect((await lone.asks('latifa', [role], { method: 'GET', url: `/reports/${id}` })).status).toBe(403)
  const old = await mariam('POST', `/reports/${id}/step`, { step: 'working' }, { 'if-match': '"1"' })
  expect(old.body).toMatchObject({ code: 'version-conflict' })
  expect((await change(code, 'step', { step: 'working' })).status).toBe(200)
  expect((await seen(code)).step).toBe('working')
  expect((await change(code, 'closing', { outcome: 'became-case' })).body).toMatchObject({ code: 'state-forbids' })
  expect((await change(code, 'closing', { outcome: 'inspected' })).status).toBe(200)
  expect(await seen(code)).toMatchObject({ step: 'closed', outcome: 'inspected' })
  expect((await change(code, 'step', { step: 'working' })).body).toMatchObject({ code: 'report-closed' })
  expect((await seen(code)).hears).toBe(true)
  await door.answer(code, { plain: 'Thank you.' })
  const late = sealReport((await door.key()).jwk, Buffer.from('{"message":"Still there?"}'))
  at += 31 * DAY
  await expect(door.answer(code, { sealed: late })).rejects.toMatchObject({ code: 'report-closed' })
  expect((await seen(code)).hears).toBe(false)
})

test('T40: a duress code looks like another receipt; nothing done with it is done', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  expect(await door.open(duress(code))).toBe('decoy')
  await door.answer(duress(code), { plain: 'forced to write this' })
  await door.identify(duress(code), { name: 'Forced', sex: 'female', mayCall: true })
  await door.withdraw(duress(code))
  expect(await door.proof(duress(code))).toBeUndefined()
  expect(await seen(code)).toMatchObject({ messages: [], identified: false, withdrawn: false, step: 'received' })
})

test('A6: only who holds the receipt says who they are; then a file is made of what they told, once', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  await opened(code)
  expect((await change(code, 'person')).body).toMatchObject({ code: 'state-forbids', rule: 'not-identified' })
  await expect(door.identify(code, { name: '', sex: 'female', mayCall: true })).rejects.toMatchObject({ facts: { field: '/name' } })
  await door.identify(code, { name: 'Nasrin Akter', sex: 'female', telephone: '+97455500001', mayCall: true })
  expect(await seen(code)).toMatchObject({ identified: true, holders: [{ categories: ['identity', 'contact', 'testimony'] }] })
  expect((await change(code, 'person')).status).toBe(200)
  expect((await change(code, 'person')).body).toMatchObject({ code: 'state-forbids', rule: 'has-person' })
  const { id } = await rowOf(code)
  const { personId } = (await mariam('GET', `/reports/${id}`)).body
  const person = await mariam('GET', `/people/${personId}`)
  expect(person.body.sections).toMatchObject({
    identity: { names: { latin: 'Nasrin Akter' }, sex: 'female' },
    'safe-contact': { mayContact: true, telephone: '+97455500001' },
    testimony: { text: report.story, approvedByPerson: false },
  })
  expect((await change(code, 'closing', { outcome: 'became-case' })).status).toBe(200)
})

test('D8: what was closed can be said not to be so: it is open again, staff have a task, and it shows what it had been closed as', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  const tasks = async (): Promise<number> =>
    (await mariam('GET', '/tasks')).body.tasks.filter((task: { code: string }) => task.code === 'report-contradicted').length
  // Nothing is closed yet: words are kept, and nothing is opened again.
  await door.contradict(code, { plain: 'Not yet.' })
  expect([(await seen(code)).step, await tasks()]).toEqual(['read', 0])
  expect((await change(code, 'closing', { outcome: 'inspected' })).status).toBe(200)
  await door.contradict(duress(code), undefined)
  expect(await seen(code)).toMatchObject({ step: 'closed', contradicted: null })
  await door.contradict(code, { plain: 'Nobody came.' })
  await door.contradict(code, undefined)
  const back = await seen(code)
  expect(back).toMatchObject({ step: 'working', outcome: null, contradicted: 'inspected' })
  expect([back.steps.map(({ step }) => step), back.messages.map(({ text }) => text)]).toEqual([
    ['received', 'read', 'working'],
    ['Not yet.', 'Nobody came.'],
  ])
  expect(await tasks()).toBe(1)
  expect((await mariam('GET', `/reports/${id}`)).body.report).toMatchObject({ step: 'working', outcome: null, contradicted: 'inspected' })
  expect((await change(code, 'closing', { outcome: 'advice-given' })).status).toBe(200)
  expect(await seen(code)).toMatchObject({ step: 'closed', outcome: 'advice-given', contradicted: 'inspected' })
  at += 31 * DAY
  await expect(door.contradict(code, undefined)).rejects.toMatchObject({ code: 'report-closed' })
})

test('A6: whoever mistyped a number says once more who they are, and the newest counts', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  await door.identify(code, { name: 'Nasrin Akter', sex: 'female', telephone: '+97455500010', mayCall: true })
  await door.identify(code, { name: 'Nasrin Akter', sex: 'female', telephone: '+97455500001', mayCall: true })
  expect((await mariam('GET', `/reports/${id}`)).body.identity).toMatchObject({ telephone: '+97455500001' })
})

test('A6, T41: said anew after a file was made, it is a task; staff see both, and take it over by one press; another number is held', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  const first = { name: 'Nasrin Akter', sex: 'female', telephone: '+97455500010', mayCall: true } as const
  await door.identify(code, first)
  await change(code, 'person')
  const { personId } = (await mariam('GET', `/reports/${id}`)).body
  const sections = async () => (await mariam('GET', `/people/${personId}`)).body.sections
  const correction = async () => (await mariam('GET', `/reports/${id}`)).body.correction
  const tasks = async (): Promise<number> =>
    (await mariam('GET', '/tasks')).body.tasks.filter((task: { code: string }) => task.code === 'report-said-anew').length
  const before = await tasks()
  // The same once more is nothing to decide, and nor is what somebody was made to say.
  await door.identify(code, first)
  await door.identify(duress(code), { ...first, name: 'Forced' })
  expect([await correction(), await tasks()]).toEqual([null, before])
  expect((await change(code, 'correction', { file: 'stays' })).body).toMatchObject({ code: 'state-forbids', rule: 'not-corrected' })

  await door.identify(code, { ...first, name: 'Nasrin Akhter' })
  await door.identify(code, { ...first, name: 'Nasrin Akhter', telephone: '+97455500001' })
  expect(await correction()).toEqual({
    at: '2026-11-22T09:00:00.000Z',
    inFile: { names: { latin: 'Nasrin Akter' }, telephone: '+97455500010', mayCall: true },
  })
  expect(await tasks()).toBe(before + 1)
  // Nothing is written over by itself.
  expect((await sections()).identity.names).toEqual({ latin: 'Nasrin Akter' })
  const looks = await asSystem<{ n: number }[]>(
    (tx) => tx`select count(*)::int as n from kit.access where action = 'read-person' and subject = ${personId}`,
  )
  expect(looks[0]?.n).toBeGreaterThan(0)

  expect((await change(code, 'correction', { file: 'takes-over' })).status).toBe(200)
  expect([await correction(), await tasks()]).toEqual([null, before])
  const now = await sections()
  expect(now).toMatchObject({
    identity: { names: { latin: 'Nasrin Akhter' }, sex: 'female' },
    'safe-contact': { telephone: '+97455500010' },
    testimony: { text: report.story },
  })
  const { changes } = (await mariam('GET', `/people/${personId}/contact-changes`)).body
  expect(changes.map(({ category, state, section }: never) => ({ category, state, section }))).toEqual(
    expect.arrayContaining([
      { category: 'safe-contact', state: 'held', section: { mayContact: true, telephone: '+97455500001' } },
      { category: 'contact', state: 'held', section: { telephone: '+97455500001' } },
    ]),
  )

  // That nobody may call counts at once, when it is taken over; what is left stays.
  await door.identify(code, { ...first, name: 'Somebody Else', mayCall: false })
  expect((await change(code, 'correction', { file: 'stays' })).status).toBe(200)
  expect(await sections()).toEqual(now)
  await door.identify(code, { name: 'Nasrin Akhter', sex: 'female', mayCall: false })
  expect((await change(code, 'correction', { file: 'takes-over' })).status).toBe(200)
  expect((await sections())['safe-contact']).toEqual({ mayContact: false })

  // Taken back with all the rest, nothing is left to decide.
  await door.identify(code, first)
  await door.withdraw(code)
  expect([await correction(), await tasks()]).toEqual([null, before])
})

test('c2: taken back it can be read by nobody, staff neither; that it was filed stays proven', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const id = await opened(code)
  await change(code, 'questions', { text: 'Where is it?' })
  await door.identify(code, { name: 'Nasrin', sex: 'female', mayCall: false })
  await door.withdraw(code)
  await door.withdraw(code)
  expect(await seen(code)).toMatchObject({
    withdrawn: true,
    step: 'closed',
    outcome: 'withdrawn',
    messages: [],
    holders: [],
    identified: false,
    hears: false,
  })
  expect((await mariam('GET', `/reports/${id}`)).body).toMatchObject({ content: null, identity: null, messages: [], unreadable: false })
  const { caseId } = await rowOf(code)
  expect(await asSystem<{ wrapped: null }[]>((tx) => tx`select wrapped from kit.case_key where case_id = ${caseId}`)).toEqual([
    { wrapped: null },
  ])
  await expect(door.answer(code, { plain: 'no' })).rejects.toMatchObject({ code: 'report-closed' })
  expect((await door.proof(code))?.filing).toBe((await seen(code)).filing.statement)
})

test('c2: what had been closed before it was taken back is shown as ended on the day it was taken back', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  await opened(code)
  await change(code, 'closing', { outcome: 'inspected' })
  at += DAY
  await door.withdraw(code)
  expect((await seen(code)).steps.at(-1)).toEqual({ step: 'closed', at: '2026-11-23T09:00:00.000Z' })
})

test('A9: what nobody read in its seven days is a leaf and a task, once', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const { id } = await rowOf(code)
  const look = () => actAlone(lone.running.service, (tx, _send, stamp) => lookAfterReports({ tx, stamp, service: lone.running.service }))
  const breaches = () =>
    asSystem<{ count: number }[]>(
      (tx) => tx`select count(*)::int from ledger.leaf_content where event like ${`%report-not-acknowledged%${id}%`}`,
    )
  at = Date.parse('2026-11-29T20:59:59.000Z')
  await look()
  expect(await breaches()).toEqual([{ count: 0 }])
  at += 1000
  await look()
  await look()
  expect(await breaches()).toEqual([{ count: 1 }])
  const lines = (await mariam('GET', '/reports')).body.reports
  expect(lines.find((line: { id: string }) => line.id === id)).toMatchObject({ overdue: true, acknowledged: false })
  const tasks = (await mariam('GET', '/tasks')).body.tasks
  expect(tasks.some((task: { code: string }) => task.code === 'report-not-acknowledged')).toBe(true)
})

test('ADR 0013: what is sealed to a key that ends soon is moved in time, and is there when the key is gone', async () => {
  const { code } = await door.file({ plain: report }, slowly)
  const { keyring } = lone.running.service
  const [held] = keyring.portal.encryption
  at = START + 51 * DAY
  await actAlone(lone.running.service, (tx, _send, stamp) => lookAfterReports({ tx, stamp, service: lone.running.service }))
  const { sealed } = await rowOf(code)
  expect(sealed).toBeNull()
  // What another process wrote is read within a minute.
  at += 61_000
  expect(keyring.publicKeys().filter(({ kid }) => kid === held?.kid)).toEqual([])
  const id = await opened(code)
  expect((await mariam('GET', `/reports/${id}`)).body.content).toEqual(report)
})

test('c12: how many were filed is counted by year, and no number under eleven is said', async () => {
  const counts = await lone.asks('noor', ['analyst'], { method: 'GET', url: '/report-counts' })
  expect(counts.body.rows).toEqual([{ year: '2026', count: expect.any(Number) }])
  expect(counts.body.rows[0].count).toBeGreaterThan(10)
  expect((await mariam('GET', '/report-counts')).status).toBe(403)
})
