import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { smuggle } from '../test/smuggle.ts'
import { writeDossier } from './dossier.ts'
import { randomId } from './index.ts'
import { claimsOf } from './inner.ts'
import { receiptGiver, settler } from './receipts.ts'
import { takeEnvelope } from './receive.ts'
import { reissue } from './reissue.ts'
import { storer } from './store-together.ts'
import { unsignedKeeper } from './unsigned.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

const effects = async (caseId: string) =>
  (await shelter.db<{ evt: string }[]>`select evt from test.effect where case_id = ${caseId} order by ctid`).map(({ evt }) => evt)
const outbox = async (caseId: string) => [
  ...(await union.db<{ jti: string; status: string; seq: number; receipt: string | null }[]>`
    select jti, status, seq, receipt from exchange.outbox where case_id = ${caseId} order by seq`),
]
const again = async (caseId: string) => {
  const dispatch = await union.transaction((tx) => union.exchange.reissue(tx, caseId))
  union.exchange.dispatch(dispatch)
}
/** Nothing reaches the bus; two events wait, the second for the first. */
const twoWaiting = async () => {
  hub.setUp(false)
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
  return caseId
}
const heads = async (caseId: string) => {
  const [mine] = await union.db<{ head: string; receipted: number }[]>`
    select my_head as head, my_receipted as receipted from exchange.conversation where case_id = ${caseId}`
  const [theirs] = await shelter.db<{ head: string; seq: number }[]>`
    select their_head as head, their_seq as seq from exchange.conversation where case_id = ${caseId}`
  return { mine, theirs }
}

describe('reissue (DESIGN §4)', () => {
  test('what nobody receipted in its time stops; signed again by a person’s decision it arrives once, in order', async () => {
    const caseId = await twoWaiting()
    const first = await outbox(caseId)
    await union.db`update exchange.outbox set expires_at = now() - interval '1 second' where case_id = ${caseId}`
    await union.exchange.tick()
    expect((await outbox(caseId)).map(({ status }) => status)).toEqual(['expired', 'expired'])
    hub.setUp(true)
    await union.exchange.tick()
    await hub.idle()
    expect(await effects(caseId)).toEqual([])

    await again(caseId)
    await settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    const second = await outbox(caseId)
    expect(second.map(({ status }) => status)).toEqual(['closed', 'closed'])
    expect(second.map(({ jti }) => jti)).not.toEqual(first.map(({ jti }) => jti))
    expect(second.map(({ receipt }) => claimsOf(receipt ?? '').reissues)).toEqual(first.map(({ jti }) => jti))
    const { mine, theirs } = await heads(caseId)
    expect(theirs).toEqual({ head: mine?.head, seq: 2 })
    expect(mine?.receipted).toBe(2)
    expect([...(await union.db`select from exchange.issue where case_id = ${caseId}`)]).toHaveLength(2)
  })

  test('what was stored, and whose receipt was lost, has no second effect; the receipt names both, and the chain goes on', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const [first] = await outbox(caseId)
    // The receipt never came.
    await union.db`update exchange.outbox set status = 'waiting', sealed = 'lost', next_at = now() + interval '1 hour' where case_id = ${caseId}`
    await union.db`update exchange.conversation set my_receipted = 0 where case_id = ${caseId}`
    await again(caseId)
    await settled()
    expect(await effects(caseId)).toEqual(['referral-requested'])
    const [second] = await outbox(caseId)
    expect(claimsOf(second?.receipt ?? '')).toMatchObject({ of: second?.jti, reissues: first?.jti, outcome: 'stored' })
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
    await settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    const { mine, theirs } = await heads(caseId)
    expect(theirs?.head).toBe(mine?.head)
  })

  test('L5: who gave a receipt, asks for the event once more and then is silent, takes no proof away', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const [first] = await outbox(caseId)
    expect(claimsOf(first?.receipt ?? '')).toMatchObject({ outcome: 'stored' })
    // From here on nothing comes from the other end.
    hub.setUp(false)
    await union.transaction((tx) => reissue(union.ports, tx, caseId, 1))
    expect(await outbox(caseId)).toMatchObject([{ status: 'waiting', receipt: null }])
    const ports = { ...union.ports, anchors: [] }
    const { receipts } = await union.transaction((tx) => writeDossier(ports, tx, caseId, new Date().toISOString()))
    expect(receipts).toEqual([first?.receipt])
    hub.setUp(true)
    await union.exchange.tick()
    await settled()
  })

  test('what is sealed to a key that the recipient has no more is signed and sealed again by itself', async () => {
    const caseId = await twoWaiting()
    const first = await outbox(caseId)
    await union.db`update exchange.outbox set enc_to = ${'A'.repeat(43)}, sealed = 'for another key', next_at = now() - interval '1 second' where case_id = ${caseId}`
    hub.setUp(true)
    await union.exchange.tick()
    await settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect((await outbox(caseId)).map(({ receipt }) => claimsOf(receipt ?? '').reissues)).toEqual(first.map(({ jti }) => jti))
  })

  test('a copy that comes after its time takes no place: signed again, the event is stored', async () => {
    const caseId = await twoWaiting()
    const [row] = await union.db<{ sealed: string }[]>`select sealed from exchange.outbox where case_id = ${caseId} and seq = 1`
    const late = {
      ...shelter.ports,
      storeOpened: storer(shelter.ports),
      keepUnsigned: unsignedKeeper(shelter.ports),
      settleStored: settler(shelter.ports),
      give: receiptGiver(shelter.ports),
      isBack: () => undefined,
      owe: () => undefined,
      hasRoom: () => undefined,
      isFull: () => undefined,
      now: () => new Date(Date.now() + 15 * 86_400_000),
    }
    expect(await takeEnvelope(late, union.tag, Buffer.from(row?.sealed ?? '', 'latin1'))).toBe('quarantined')
    expect([...(await shelter.db`select code, receipt from exchange.quarantine where case_id = ${caseId}`)]).toEqual([
      { code: 'event-expired', receipt: null },
    ])
    hub.setUp(true)
    await again(caseId)
    await settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect((await outbox(caseId)).map(({ status }) => status)).toEqual(['closed', 'closed'])
  })

  test('another content under the word “again” is an equivocation', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const [row] = await outbox(caseId)
    const jti = await smuggle(hub, union, shelter, {
      caseId,
      evt: 'referral-requested',
      data: request().data,
      reissues: row?.jti ?? '',
      at: { seq: 1 },
    })
    await hub.idle()
    expect([...(await shelter.db`select code from exchange.quarantine where jti = ${jti}`)]).toEqual([{ code: 'chain-equivocation' }])
    expect(await effects(caseId)).toEqual(['referral-requested'])
  })

  test('T38: what the grant no longer covers is not signed again, and nothing of the tail is', async () => {
    const caseId = await twoWaiting()
    const before = await outbox(caseId)
    await union.db`update exchange.grant_held set withdrawn_at = now() where case_id = ${caseId}`
    await expect(again(caseId)).rejects.toMatchObject({ code: 'grant-missing' })
    expect(await outbox(caseId)).toEqual(before)
    await union.db`update exchange.outbox set status = 'expired' where case_id = ${caseId}`
    hub.setUp(true)
  })

  test('an answer to more of our chain than we have waits until it is back', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await send(shelter, union, caseId, { type: 'referral-opened', data: {} })
    await settled()
    // The sender's disk went back in time: it knows the case and nothing of what it sent.
    await union.db`update exchange.conversation set my_seq = 0, their_seq = 0, their_head = null, state = 'requested' where case_id = ${caseId}`
    await union.db`delete from exchange.event where case_id = ${caseId} and iss = ${shelter.entityId}`
    await union.db`delete from test.effect where case_id = ${caseId}`
    await shelter.db`update exchange.outbox set status = 'waiting' where case_id = ${caseId}`
    await shelter.db`update exchange.conversation set my_receipted = 0 where case_id = ${caseId}`
    const [head] = await shelter.transaction((tx) => shelter.exchange.reissue(tx, caseId))
    expect(await union.exchange.take(shelter.tag, Buffer.from(head?.sealed ?? '', 'latin1'))).toBe('ahead')
    expect([...(await union.db`select from exchange.event where case_id = ${caseId} and iss = ${shelter.entityId}`)]).toHaveLength(0)
    expect([...(await union.db`select from exchange.quarantine where case_id = ${caseId}`)]).toHaveLength(0)
  })
})
