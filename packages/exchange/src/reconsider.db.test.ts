import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { randomId } from './index.ts'

const { body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

const lifeAt = async ({ db }: Body, caseId: string) => {
  const [row] = await db`select state, cancelling, responsible, my_seq, my_receipted from exchange.conversation where case_id = ${caseId}`
  return row
}
/** Until it is set right, the shelter believes that the case runs under another grant. */
const forgetGrant = async (caseId: string) => {
  const [row] = await shelter.db<{ hash: string }[]>`select request_grant as hash from exchange.conversation where case_id = ${caseId}`
  await shelter.db`update exchange.conversation set request_grant = ${'x'.repeat(43)} where case_id = ${caseId}`
  return () => shelter.db`update exchange.conversation set request_grant = ${row?.hash ?? ''} where case_id = ${caseId}`
}

describe('an event of ours that the other end refused had no effect: the life here is what it was without it', () => {
  test('what came before and after it stays', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    const before = await lifeAt(union, caseId)
    const remember = await forgetGrant(caseId)
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
    expect(await lifeAt(union, caseId)).toMatchObject({ cancelling: true })
    await settled()
    expect(union.refused.at(-1)).toBe('grant-missing')
    expect(await lifeAt(union, caseId)).toEqual({ ...before, my_seq: 2, my_receipted: 2 })
    expect(await lifeAt(shelter, caseId)).toMatchObject({ state: 'accepted', cancelling: false, responsible: 'recipient' })

    await remember()
    await send(shelter, union, caseId, { type: 'referral-started', data: {} })
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
    await settled()
    for (const one of [union, shelter]) expect(await lifeAt(one, caseId)).toMatchObject({ state: 'in-progress', cancelling: true })
  })

  test('a referral whose first event was refused never began', async () => {
    const caseId = randomId()
    const taken = shelter.registry.find(shelter.entityId)?.metadata.ihala_member
    if (!taken) throw new Error('the shelter does not know itself')
    const { takes } = taken
    // What it may take changed while the request was on its way.
    Object.assign(taken, { takes: ['need'] })
    await send(union, shelter, caseId, request(), grantDraft({ categories: ['need', 'identity', 'progress'] }))
    await settled()
    Object.assign(taken, { takes })
    expect(union.refused).toHaveLength(2)
    expect(await lifeAt(union, caseId)).toMatchObject({ state: 'entered-in-error', responsible: 'sender' })
    expect(await lifeAt(shelter, caseId)).toBeUndefined()
  })
})
