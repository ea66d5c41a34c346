import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { randomId } from './index.ts'

const { hub, body, send, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

const expired = async (caseId: string) =>
  [...(await union.db`select from exchange.outbox where case_id = ${caseId} and status = 'expired'`)].length

test('DESIGN §4: a case of which much was not receipted in time is told once, and one that cannot be told keeps no other', async () => {
  const [broken, whole] = [randomId(), randomId()]
  await shelter.exchange.stop()
  for (const caseId of [broken, whole]) {
    await send(union, shelter, caseId, request(), grantDraft())
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
  }
  await hub.idle()
  await union.db`update exchange.outbox set expires_at = now() - interval '1 second'`
  const told: (string | null)[] = []
  union.also.expired = async (_tx, { caseId }) => {
    if (caseId === broken) throw new Error('the desk fails on this one')
    told.push(caseId)
  }
  await union.exchange.tick()
  expect(told).toEqual([whole])
  expect([await expired(whole), await expired(broken)]).toEqual([2, 0])
  expect(union.faults).toContain('the desk fails on this one')

  union.also.expired = async (_tx, { caseId }) => void told.push(caseId)
  await union.exchange.tick()
  await union.exchange.tick()
  expect(told).toEqual([whole, broken])
  expect(await expired(broken)).toBe(2)
})
