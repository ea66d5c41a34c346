import type { LogState } from '@ihala/contract'
import { defineService, openPool } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'

const DAY = 86_400_000
const LEAVES = 4_500
/** Leaves of one turn of the running service. */
const A_TURN = 2_000
/** Key of the advisory lock under which one replica verifies. */
const LOCK = 0x1ea5_ec

let house: LoneService
let superuser: ReturnType<typeof openPool>
let now = Date.parse('2026-11-22T09:30:00.000Z')

beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => new Date(now),
  })
  superuser = openPool(house.database.adminUrl, { max: 2, name: 'administrator', actor: 'system' })
  await superuser`
    with made as (select uuidv7() as id, sha256(n::text::bytea) as salt, '{"act":"sent","n":' || n || '}' as event from generate_series(1, ${LEAVES}) n),
      content as (insert into ledger.leaf_content select id, substring(salt from 1 for 16), event from made)
    insert into ledger.leaf (id, hash) select id, sha256('\\x00'::bytea || sha256(substring(salt from 1 for 16) || convert_to(event, 'UTF8'))) from made`
  await numbered()
}, 60_000)
afterAll(async () => {
  await superuser?.end({ timeout: 5 })
  await house?.stop()
})

/** Lets the service number its leaves. */
async function numbered(): Promise<number> {
  for (;;) {
    await house.running.service.exchange.tick()
    const [row] = await superuser<{ size: number; waiting: number }[]>`
      select count(position)::int as size, count(*) filter (where position is null)::int as waiting from ledger.leaf`
    if (row?.waiting === 0) return row.size
  }
}
const asked = async (method: 'GET' | 'POST', url: string, role: 'admin' | 'data-protection-officer' | 'shelter-worker' = 'admin') =>
  house.running.app.inject({
    method,
    url,
    headers: { ...(await house.signIn(role, [role])), ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) },
  })
const state = async () => (await asked('GET', '/log-state')).json<LogState>()
const round = (signal = new AbortController().signal) => house.running.service.verifyLog(signal)
const tasks = async () => (await superuser<{ code: string }[]>`select code from desk.task`).map(({ code }) => code)
const figures = async () =>
  Object.fromEntries(
    (await house.running.app.inject({ url: '/metrics' })).payload
      .split('\n')
      .filter((line) => line.startsWith('ihala_log_'))
      .map((line) => line.split(' ')),
  )

test('T28: a service that was never verified does it by itself, in turns; stopped in the middle, it goes on from there', async () => {
  const size = await numbered()
  expect((await state()).check).toEqual({ askedAt: null, running: null, last: null })
  const stop = new AbortController()
  const underWay = round(stop.signal)
  await expect.poll(async () => (await state()).check.running?.leaves ?? 0).toBeGreaterThan(0)
  stop.abort()
  await underWay
  const { running, last } = (await state()).check
  expect([(running?.leaves ?? 1) % A_TURN, last]).toEqual([0, null])
  await round()
  const { check } = await state()
  expect(check).toMatchObject({ running: null, last: { leaves: expect.any(Number), broken: null } })
  expect(check.last?.leaves).toBeGreaterThanOrEqual(size)
  expect(check.last?.begunAt).toBe(running?.begunAt)
  expect(await figures()).toMatchObject({
    ihala_log_whole: '1',
    ihala_log_verified_leaves: String(check.last?.leaves),
    ihala_log_verified_at_seconds: String(Date.parse(check.last?.endedAt ?? '') / 1000),
  })
}, 30_000)

test('once a night, and not again before the next one', async () => {
  const first = (await state()).check.last
  now += 3_600_000
  await round()
  expect((await state()).check.last).toEqual(first)
  now += DAY
  await round()
  expect((await state()).check.last?.begunAt).toBe(new Date(now).toISOString())
})

test('the admin has it verified now, nobody else; of two replicas one does it', async () => {
  expect((await asked('POST', '/log-checks', 'shelter-worker')).statusCode).toBe(403)
  expect((await asked('POST', '/log-checks', 'data-protection-officer')).statusCode).toBe(403)
  now += 60_000
  const answer = await asked('POST', '/log-checks')
  expect([answer.statusCode, answer.json().askedAt]).toEqual([202, new Date(now).toISOString()])
  await numbered()
  const before = (await state()).check
  expect(before.askedAt).toBe(new Date(now).toISOString())
  await superuser.begin(async (other) => {
    await other`select pg_advisory_xact_lock(${LOCK})`
    await round()
    expect((await state()).check).toEqual(before)
  })
  await Promise.all([round(), round()])
  await round()
  const { check } = await state()
  expect([check.askedAt, check.running, check.last?.begunAt]).toEqual([null, null, new Date(now).toISOString()])
})

test('T28: what a superuser edits is found at the very place, told to a person once, and shown; mended, it is over', async () => {
  const again = async () => {
    now += 60_000
    await asked('POST', '/log-checks')
    await numbered()
    await round()
    return state()
  }
  const [{ event }] = (await superuser`
    select event from ledger.leaf_content where leaf_id = (select id from ledger.leaf where position = 3210)`) as [{ event: string }]
  const edit = (text: string) =>
    superuser`update ledger.leaf_content set event = ${text} where leaf_id = (select id from ledger.leaf where position = 3210)`
  await edit(event.replace('sent', 'never'))
  for (const _ of [1, 2]) {
    const { check, evidence } = await again()
    expect(check.last).toMatchObject({ leaves: 3210, broken: { index: 3210, fault: 'content-changed' } })
    expect(evidence.lines.map(({ kind, member }) => [kind, member])).toEqual([['own-log-altered', 'https://care-house.ihala.test']])
  }
  expect(await tasks()).toEqual(['own-log-altered'])
  expect(await figures()).toMatchObject({ ihala_log_whole: '0', ihala_log_verified_leaves: '3210' })
  const settled = async () =>
    (await superuser<{ settled: boolean }[]>`select settled_at is not null as settled from ledger.evidence order by at`).map(
      (one) => one.settled,
    )
  expect(await settled()).toEqual([false])
  await edit(event)
  expect((await again()).check.last?.broken).toBeNull()
  expect(await settled()).toEqual([true])
  // Done again it is another doubt, and another task.
  await edit(event.replace('sent', 'never'))
  expect((await again()).evidence.total).toBe(2)
  expect(await settled()).toEqual([true, false])
  expect(await tasks()).toEqual(['own-log-altered', 'own-log-altered'])
  await edit(event)
  await again()
}, 30_000)

test('who can write into the database cannot say that the log was verified: what nobody here sealed counts for nothing', async () => {
  const [kept] = await superuser<{ state: Buffer }[]>`select state from ledger.log_check`
  const forged = Buffer.from(kept?.state ?? '')
  forged.writeUInt8(forged.readUInt8(forged.length - 1) ^ 1, forged.length - 1)
  await superuser`update ledger.log_check set state = ${forged}`
  expect((await state()).check.last).toBeNull()
  await superuser`update ledger.leaf set hash = sha256(hash) where position = 7`
  await round()
  expect((await state()).check.last?.broken).toMatchObject({ index: 7 })
})
