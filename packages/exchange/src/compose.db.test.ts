import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, NEED } from '../test/requests.ts'
import { randomId } from './index.ts'

const { body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

describe('after an enquiry the request is about the person the grant names, already at its sender', () => {
  const respondBy = new Date(Date.now() + 7_200_000).toISOString()
  const enquired = async (person: string) => {
    const caseId = randomId()
    await send(union, shelter, caseId, { type: 'referral-enquired', data: { person, need: NEED, respondBy } }, grantDraft())
    await settled()
    await send(shelter, union, caseId, { type: 'capacity-answered', data: { answer: 'capacity', conditions: [] } })
    await settled()
    return caseId
  }
  const requests = (caseId: string, data: { person: string; need?: typeof NEED }) =>
    send(union, shelter, caseId, { type: 'referral-requested', data: { need: NEED, respondBy, relatesTo: [], ...data } })

  test('another person, or one of an age that needs a guardian, is refused before anything is signed', async () => {
    const person = randomId()
    const caseId = await enquired(person)
    await expect(requests(caseId, { person: randomId() })).rejects.toMatchObject({ code: 'grant-wrong-person' })
    await expect(requests(caseId, { person, need: { ...NEED, ageBand: 'under-18' } })).rejects.toMatchObject({ code: 'guardian-required' })
    expect([...(await union.db`select seq from exchange.event where case_id = ${caseId} and iss = ${union.entityId}`)]).toEqual([
      { seq: 1 },
    ])
    await requests(caseId, { person })
    await settled()
    expect([...(await shelter.db`select evt from test.effect where case_id = ${caseId} order by ctid`)].map(({ evt }) => evt)).toEqual([
      'referral-enquired',
      'referral-requested',
    ])
    expect([...union.refused, ...union.faults, ...shelter.faults]).toEqual([])
  })
})
