import { ACCEPTS } from '@ihala/contract'
import { encryptionKeyOf, thumbprint } from '@ihala/seal'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Body, bodies } from '../../test/bodies.ts'
import { backup, rebuild } from '../../test/rebuilt.ts'
import { grantDraft, request } from '../../test/requests.ts'
import { seconds } from '../../test/stamps.ts'
import { deliveryOf, type Exchange, randomId } from '../index.ts'
import { NEVER } from '../store/unit.ts'

const DAYS_AWAY = 15
const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
const expired: string[] = []
beforeAll(async () => {
  // The first test begins in the past; what the database calls now is the day of the return.
  vi.setSystemTime(Date.now() - DAYS_AWAY * 86_400_000)
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
  union.also.expired = async (_tx, { evt }) => void expired.push(evt)
})
beforeEach(() => void expired.splice(0))
afterEach(() => vi.useRealTimers())
afterAll(end)

/** Own events of a body, and what became of each. */
const ownEvents = async ({ db, entityId }: Body) => [
  ...(await db<{ jti: string; status: string; receipt: string | null }[]>`
    select e.jti, o.status, o.receipt from exchange.event e join exchange.outbox o on o.jti = e.jti
    where e.iss = ${entityId} and e.case_id is not null order by e.jti`),
]
/** What a body was given, and how it answered. */
const given = async ({ db }: Body) => [
  ...(await db<{ jti: string; receipt: string }[]>`
    select jti, receipt from exchange.event where receipt is not null and case_id is not null and iss = ${union.entityId} order by jti`),
]
const recovering = async () => (await union.db`select from exchange.recovery where ended_at is null`).length > 0
const waiting = async () => (await union.db`select from exchange.outbox where status = 'waiting'`).length

/** Ticks until the recovery is over, and nothing waits. */
async function recovered(exchange: Exchange, partner: Exchange): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    await hub.idle()
    await exchange.tick()
    if (!(await recovering()) && (await waiting()) === 0) return settled()
    for (const { db } of [union, shelter])
      await db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
    await partner.tick()
  }
  throw new Error(`${await waiting()} events wait: ${union.faults.join('; ')}`)
}

test('DESIGN §10: every own event has its recipient’s own receipt again, also long after its end; nobody is asked to send anything again', async () => {
  const [old, last, fresh] = [randomId(), randomId(), randomId()]
  const say = (event: Parameters<typeof send>[3], caseId = old) => send(union, shelter, caseId, event)
  await send(union, shelter, old, request(), grantDraft())
  await settled()
  await send(shelter, union, old, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  await say({ type: 'note-added', data: { text: 'she sleeps' } })
  await send(union, shelter, last, request(), grantDraft())
  const underWay = new Map([...(await union.db`select * from exchange.outbox where status = 'waiting'`)].map((row) => [row.jti, row]))
  expect(underWay.size).toBe(2)
  await settled()
  const kept = await backup(union)
  // When the backup was made their receipts were under way.
  const rows = kept.get('outbox')?.map((row) => underWay.get(row.jti) ?? row) ?? []
  const conversations = kept.get('conversation')?.map((row) => ({ ...row, my_receipted: row.my_seq - 1 })) ?? []
  await say({ type: 'note-added', data: { text: 'she eats' } })
  await send(union, shelter, fresh, request(), grantDraft())
  await say({ type: 'cancellation-requested', data: { reason: 'person-asked' } }, fresh)
  await settled()
  const [receipted, theirs] = [await ownEvents(union), await given(shelter)]
  expect(receipted).toHaveLength(6)
  expect(receipted.every(({ receipt }) => receipt !== null)).toBe(true)

  vi.useRealTimers()
  for (const one of [union, shelter]) await one.upgrade(ACCEPTS)
  await shelter.exchange.stop()
  const exchange = await rebuild(union, new Map([...kept, ['outbox', rows], ['conversation', conversations]]))
  await exchange.tick()
  const partner = shelter.replica()
  await partner.start()
  await recovered(exchange, partner)
  expect(await ownEvents(union)).toEqual(receipted)
  expect(await given(shelter)).toEqual(theirs)
  expect(theirs.map(({ receipt }) => receipt).sort()).toEqual(receipted.map(({ receipt }) => receipt).sort())
  expect(expired).toEqual([])
  expect(await union.transaction((tx) => deliveryOf(tx, old))).toMatchObject({ waitingSince: null, expired: false })

  // And the chain goes on behind what came back.
  await say({ type: 'note-added', data: { text: 'she woke' } })
  await settled()
  expect([...(await union.db`select my_seq, my_receipted from exchange.conversation where case_id = ${old}`)]).toEqual([
    { my_seq: 4, my_receipted: 4 },
  ])
  expect(union.refused).toEqual([])
})

test('DESIGN §10: until that receipt is back the person’s word counts as delivered, and goes to the key that its recipient has now', async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
  await settled()
  const receipted = await ownEvents(union)
  const lost = await union.db`
    update exchange.outbox set status = 'waiting', receipt = null, sealed = '', enc_to = 'gone', expires_at = ${NEVER}, next_at = now()
    where case_id = ${caseId} and seq = 1 returning evt`
  expect(lost).toHaveLength(1)
  expect(await union.transaction((tx) => deliveryOf(tx, caseId))).toMatchObject({ deliveredAt: expect.anything(), waitingSince: null })
  await union.exchange.stop()
  const exchange = union.replica()
  await exchange.start()
  await exchange.tick()
  await settled()
  expect(await ownEvents(union)).toEqual(receipted)
  const [row] = await union.db<{ to: string }[]>`select enc_to as to from exchange.outbox where case_id = ${caseId} and seq = 1`
  const statement = union.registry.find(shelter.entityId)
  const key = statement && encryptionKeyOf(statement, seconds())
  expect(row?.to).toBe(key && thumbprint(key))
})
