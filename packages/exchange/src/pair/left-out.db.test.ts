import type { Event } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Body, bodies } from '../../test/bodies.ts'
import { backup, rebuild } from '../../test/rebuilt.ts'
import { grantDraft, request } from '../../test/requests.ts'
import { type Exchange, randomId } from '../index.ts'
import { NEVER } from '../store/unit.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
let lawyers: Body
let leftOut: string[]
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
  lawyers = await body('lawyers', 'legal-aid')
  leftOut = union.leftOut
})
afterAll(end)

const CANCEL: Event = { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } }
const ACCEPT: Event = { type: 'referral-accepted', data: { transfer: true, conditions: [] } }

const lifeAt = async ({ db }: Body, caseId: string) => {
  const [row] = await db<{ state: string; responsible: string; mySeq: number; myReceipted: number }[]>`
    select state, responsible, my_seq as "mySeq", my_receipted as "myReceipted" from exchange.conversation where case_id = ${caseId}`
  return row
}
/** The committee suspends the shelter, or lets it in again, and the union has heard of it. */
const suspend = async (suspended: boolean) => {
  await shelter.suspend(suspended)
  const heard = () => union.registry.lastKnown(shelter.entityId)?.metadata.ihala_member.status === (suspended ? 'suspended' : 'live')
  for (let look = 0; look < 200 && !heard(); look += 1) await isOpen()
  expect(heard()).toBe(true)
}
const isOpen = async () => (await union.db`select from exchange.recovery where ended_at is null`).length > 0
const waitedFor = async () =>
  [...(await union.db<{ partner: string }[]>`select partner from exchange.recovering_partner where done_at is null order by partner`)].map(
    ({ partner }) => partner,
  )
/** Whether a receipt is still asked for again, of what came back. */
const asks = async () => (await union.db`select from exchange.outbox where status = 'waiting' and expires_at = ${NEVER}`).length > 0
/** Lets the rebuilt one have its rounds, and the others theirs. */
const rounds = async (exchange: Exchange, until: () => Promise<boolean>, others: readonly Body[] = [shelter, lawyers]) => {
  for (let round = 0; round < 30 && (!(await until()) || (await asks())); round += 1) {
    for (const { db } of [union, ...others])
      await db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
    await exchange.tick()
    for (const other of others) await other.exchange.tick()
    await hub.idle()
  }
  expect(await until()).toBe(true)
}
const over = async () => !(await isOpen())

test('c24: while we recover, people at a suspended partner are taken back, and it is waited for no more; it is told when it is live and was asked', async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, ACCEPT)
  await settled()
  const kept = await backup(union)
  const exchange = await rebuild(union, kept)
  await suspend(true)
  await rounds(exchange, over)
  expect(union.faults).not.toContain('recovering')
  expect(await lifeAt(union, caseId)).toMatchObject({ state: 'taken-back', responsible: 'sender', mySeq: 2, myReceipted: 1 })
  expect(leftOut).toEqual([shelter.entityId])
  expect(await waitedFor()).toEqual([shelter.entityId])
  // DESIGN §10: nothing goes to it before it answered, though the recovery has ended.
  expect(await lifeAt(shelter, caseId)).toMatchObject({ state: 'accepted' })

  await suspend(false)
  await rounds(exchange, async () => (await waitedFor()).length === 0)
  await rounds(exchange, async () => (await lifeAt(shelter, caseId))?.state === 'taken-back')
  await settled()
  expect(await lifeAt(union, caseId)).toMatchObject({ state: 'taken-back', mySeq: 2, myReceipted: 2 })
  expect(union.refused).toEqual([])
})

test('DESIGN §10: what was lost of an own chain comes back when who was left out is live again, and only then is it written on', async () => {
  const caseId = randomId()
  await send(shelter, union, caseId, request(), grantDraft())
  await settled()
  await send(union, shelter, caseId, ACCEPT)
  await settled()
  const kept = await backup(union)
  await send(union, shelter, caseId, { type: 'referral-started', data: {} })
  await settled()
  await suspend(true)
  const exchange = await rebuild(union, kept)
  await rounds(exchange, over, [lawyers])
  const say = (event: Event) =>
    union.transaction(async (tx) => {
      const out = exchange.outgoing(tx)
      out.send({ to: shelter.entityId, caseId, event })
      return out.flush()
    })
  await suspend(false)
  await expect(say({ type: 'referral-held', data: { reason: 'person-asked', reviewOn: '2027-01-01' } })).rejects.toMatchObject({
    code: 'recovering',
  })
  await rounds(exchange, async () => (await waitedFor()).length === 0)
  expect(await lifeAt(union, caseId)).toMatchObject({ state: 'in-progress', mySeq: 2 })
  exchange.dispatch(await say({ type: 'referral-completed', data: {} }))
  await settled()
  expect(union.refused).toEqual([])
})

test('a question that nobody answered in its time is asked again, and the recovery goes on', async () => {
  await lawyers.exchange.stop()
  const exchange = await rebuild(union, await backup(union))
  await rounds(exchange, async () => (await waitedFor()).length === 1, [shelter])
  expect(await waitedFor()).toEqual([lawyers.entityId])
  const asked = () =>
    union.db`select status from exchange.outbox where recipient = ${lawyers.entityId} and evt = 'chain-asked' and status <> 'closed' order by status`
  await union.db`update exchange.outbox set expires_at = now() - interval '1 second' where recipient = ${lawyers.entityId} and status = 'waiting'`
  await exchange.tick()
  expect([...(await asked())].map(({ status }) => status)).toEqual(['expired', 'waiting'])
  const back = lawyers.replica()
  await back.start()
  await rounds(exchange, over)
})

test('c24: at the place where a person was taken back, a partner that holds another event of ours keeps nobody waiting; both are told', async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, ACCEPT)
  await settled()
  const kept = await backup(union)
  await send(union, shelter, caseId, CANCEL)
  await settled()
  await suspend(true)
  const exchange = await rebuild(union, kept)
  await rounds(exchange, over, [lawyers])
  expect(await lifeAt(union, caseId)).toMatchObject({ state: 'taken-back', mySeq: 2 })
  await suspend(false)
  await rounds(exchange, async () => (await waitedFor()).length === 0)
  expect(union.differences.some(({ id, seq, kind }) => id === caseId && seq === 2 && kind === 'other-content')).toBe(true)
  await rounds(exchange, async () => union.refused.length > 0)
})

test('who has nobody to ask does not recover for ever', async () => {
  const alone = bodies()
  const one = await alone.body('charity', 'charity-funding')
  const exchange = await rebuild(one, await backup(one))
  await exchange.tick()
  expect([...(await one.db`select from exchange.recovery where ended_at is null`)]).toEqual([])
  await alone.end()
})

test('DESIGN §10: a piece of a file out of an old backup goes to nobody who has not said what it holds, and then only if it still may', async () => {
  const chunk = (file: string): Event => ({
    type: 'file-chunk',
    data: { file, index: 0, of: 1, bytes: Buffer.alloc(20).toString('base64url') },
  })
  const [kept, taken] = [randomId(), randomId()]
  // Written, and not yet on the bus.
  await union.transaction(async (tx) => {
    const out = union.exchange.outgoing(tx)
    for (const file of [kept, taken]) out.send({ to: lawyers.entityId, caseId: null, event: chunk(file) })
    await out.flush()
  })
  const before = await backup(union)
  await lawyers.exchange.stop()
  const exchange = await rebuild(union, before)
  union.pieces.find = async (_tx, { file }) => (file === kept ? Buffer.alloc(20).toString('base64url') : undefined)
  await rounds(exchange, async () => (await waitedFor()).length === 1, [shelter])
  await union.db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
  await exchange.tick()
  // The question alone.
  expect(hub.waitingFor(lawyers.tag)).toBe(1)
  await lawyers.replica().start()
  await rounds(exchange, over)
  const pieces = async () => [...(await lawyers.db`select jti from exchange.event where evt = 'file-chunk'`)].length
  await rounds(exchange, async () => (await pieces()) === 1)
  await settled()
  expect(await pieces()).toBe(1)
  expect(
    [...(await union.db`select status from exchange.outbox where evt = 'file-chunk' order by status`)].map(({ status }) => status),
  ).toEqual(['closed', 'expired', 'expired'])
})
