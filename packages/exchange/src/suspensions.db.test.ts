import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { randomId } from './index.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
let ministry: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
  ministry = await body('ministry', 'ministry-intake')
})
afterAll(end)

const lifeAt = async ({ db }: Body, caseId: string) => {
  const [row] = await db<{ state: string; responsible: string }[]>`
    select state, responsible from exchange.conversation where case_id = ${caseId}`
  return row
}
const accept = async (from: Body, to: Body) => {
  const caseId = randomId()
  await send(from, to, caseId, request(), grantDraft())
  await settled()
  await send(to, from, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  return caseId
}

test('c24: the counterparts of a suspended member take back or keep; it hears of it when it is live again', async () => {
  const given = await accept(union, shelter)
  const taken = await accept(shelter, ministry)
  expect(await lifeAt(union, given)).toEqual({ state: 'accepted', responsible: 'recipient' })

  await shelter.suspend(true)
  await union.exchange.tick()
  await ministry.exchange.tick()
  await union.exchange.tick()
  await hub.idle()
  expect(union.suspended).toEqual(['take-back accepted'])
  expect(await lifeAt(union, given)).toEqual({ state: 'taken-back', responsible: 'sender' })
  expect(ministry.suspended).toEqual(['ours accepted'])
  expect(await lifeAt(ministry, taken)).toEqual({ state: 'accepted', responsible: 'recipient' })
  // Nothing goes to a suspended member.
  expect(await lifeAt(shelter, given)).toEqual({ state: 'accepted', responsible: 'recipient' })
  await expect(send(union, shelter, randomId(), request(), grantDraft())).rejects.toMatchObject({ code: 'recipient-suspended' })

  await shelter.suspend(false)
  await union.db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
  await union.exchange.tick()
  await settled()
  expect(await lifeAt(shelter, given)).toEqual({ state: 'taken-back', responsible: 'sender' })
})
