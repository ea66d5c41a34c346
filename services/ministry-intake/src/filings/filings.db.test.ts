import { FILING_TYP, FILINGS_STEP } from '@ihala/contract'
import { actAlone } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneMinistry, loneMinistry } from '../../../../test/kit/lone-ministry.ts'
import { workerDoor } from '../reports/worker-door.ts'
import { service } from '../service.ts'
import { listFilings } from './filing.jobs.ts'

let at = Date.parse('2026-11-22T09:30:00.000Z')
let lone: LoneMinistry['lone']
let anchor: LoneMinistry['anchor']

beforeAll(async () => {
  ;({ lone, anchor } = await loneMinistry(service, { clock: () => new Date(at) }))
}, 60_000)
afterAll(() => lone?.stop())

const look = () => actAlone(lone.running.service, (tx, _send, stamp) => listFilings({ tx, stamp, service: lone.running.service }))
const claimsOf = (jws: string | undefined) => JSON.parse(Buffer.from(jws?.split('.')[1] ?? '', 'base64url').toString())

test('c1: the day’s filings stand among random ones on a signed list, whose hash is a leaf, once the day is over', async () => {
  const door = workerDoor(lone.running.service)
  const { statement: jws } = await door.file(
    { plain: { language: 'eng', wrongs: ['wages-not-paid'], about: 'me', answers: [] } },
    { kind: 'slow' },
  )
  await look()
  expect(await door.filings('2026-11-22')).toBeUndefined()
  // Midnight in Qatar is 21:00 in UTC; a quarter of an hour later all of the day is there.
  at = Date.parse('2026-11-22T21:14:00.000Z')
  await look()
  expect(await door.filings('2026-11-22')).toBeUndefined()
  at = Date.parse('2026-11-22T21:15:00.000Z')
  await look()
  await look()
  const list = await door.filings('2026-11-22')
  expect(JSON.parse(Buffer.from(list?.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ typ: FILING_TYP.list })
  const { filings, ...more } = claimsOf(list)
  expect(more).toEqual({ iss: 'https://ministry-of-labour.ihala.test', date: '2026-11-22' })
  expect(filings).toHaveLength(FILINGS_STEP)
  expect(filings).toContain(claimsOf(jws).filing)
  const leaves = await lone.running.service.asSystem(
    (tx) => tx<{ event: string }[]>`select event from ledger.leaf_content where event like '%list-filings%' order by leaf_id`,
  )
  // The day before was listed first, when the service was new.
  expect(leaves).toHaveLength(2)
})

test('c1: everybody may have the list of a day with the anchor’s word for the key that signed it', async () => {
  const answer = await lone.running.app.inject({ method: 'GET', url: '/filing-lists/2026-11-22' })
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({ format: 'ihala-filing/1', anchors: [{ iss: anchor.anchor.iss }] })
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect((await lone.running.app.inject({ method: 'GET', url: '/filing-lists/2026-11-30' })).statusCode).toBe(404)
})

test('c1: days on which nobody reported, or nobody was here, have their list too', async () => {
  const door = workerDoor(lone.running.service)
  at = Date.parse('2026-11-26T06:00:00.000Z')
  await look()
  const lists = await Promise.all(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((date) => door.filings(date)))
  expect(lists.map((list) => (list === undefined ? 0 : claimsOf(list).filings.length))).toEqual([32, 32, 32, 0])
})
