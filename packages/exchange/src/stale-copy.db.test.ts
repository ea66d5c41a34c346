import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { createExchange, randomId } from './index.ts'

const { body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

/** Of the envelope in which the sender's part of a case goes now. */
async function digestOf(caseId: string): Promise<string> {
  const [row] = await union.db<{ digest: string }[]>`select digest from exchange.outbox where case_id = ${caseId}`
  if (!row) throw new Error('nothing is to go')
  return row.digest
}

test('a copy that the bus says still waits is believed for six hours; while its recipient sends, it is sealed afresh', async () => {
  // The shelter has written to the union before, so that it is known here.
  const before = randomId()
  await send(shelter, union, before, request(), grantDraft())
  await settled()

  // A broker whose file was damaged: it keeps the place of the first copy and hands nothing over.
  const damaged = new Set<string>()
  const asked: string[] = []
  const { publish } = union.ports.bus
  const bus: Body['ports']['bus'] = {
    ...union.ports.bus,
    publish: async (tag, digest, sealed) => {
      asked.push(digest)
      if (damaged.size === 0) damaged.add(digest)
      return damaged.has(digest) ? 'waiting' : publish(tag, digest, sealed)
    },
  }
  const exchange = createExchange({ ...union.ports, bus })
  const caseId = randomId()
  await send({ ...union, exchange }, shelter, caseId, request(), grantDraft())
  const later = async (hours: number) => {
    await union.db`
      update exchange.outbox set created_at = created_at - make_interval(hours => ${hours}), sealed_at = sealed_at - make_interval(hours => ${hours})
      where case_id = ${caseId}`
    await union.db`
      update exchange.event set at = at - make_interval(hours => ${hours}), iat = iat - ${hours * 3600}::int where iss = ${shelter.entityId}`
  }
  const tick = async () => {
    await union.db`update exchange.outbox set next_at = now() - interval '1 second' where case_id = ${caseId} and status = 'waiting'`
    const times = asked.length
    const was = await digestOf(caseId)
    await exchange.tick()
    // By the time of day the two compare what they exchanged, too.
    const own = [was, await digestOf(caseId)]
    return new Set(asked.slice(times).filter((digest) => own.includes(digest))).size
  }
  const [row] = await union.db<{ jti: string; digest: string }[]>`select jti, digest from exchange.outbox where case_id = ${caseId}`
  expect([...damaged]).toEqual([row?.digest])

  // Whoever is away for days has not taken it, and is not sent it twice.
  await later(7)
  expect(await tick()).toBe(1)
  // It has sent something since, an hour ago.
  const heard = (hoursAgo: number) =>
    union.db`
      update exchange.event set at = now() - make_interval(hours => ${hoursAgo}), iat = extract(epoch from now())::int - ${hoursAgo * 3600}::int
      where iss = ${shelter.entityId}`
  await heard(0)
  expect(await tick()).toBe(1)
  await union.db`update exchange.outbox set created_at = now() - interval '5 hours' where case_id = ${caseId}`
  await heard(2)
  expect(await tick()).toBe(1)
  await union.db`update exchange.outbox set created_at = now() - interval '7 hours' where case_id = ${caseId}`
  expect(await tick()).toBe(2)

  await settled()
  const [now] = await union.db`select jti, status, digest <> ${row?.digest ?? ''} as afresh from exchange.outbox where case_id = ${caseId}`
  expect(now).toEqual({ jti: row?.jti, status: 'closed', afresh: true })
  expect([...(await shelter.db`select jti from test.effect where case_id = ${caseId}`)]).toEqual([{ jti: row?.jti }])
  expect([...union.faults, ...shelter.faults]).toEqual([])
})

test('sealed afresh it is believed for six hours again', async () => {
  const asked = new Set<string>()
  const bus: Body['ports']['bus'] = {
    ...union.ports.bus,
    publish: async (_tag, digest) => {
      asked.add(digest)
      return 'waiting'
    },
  }
  const exchange = createExchange({ ...union.ports, bus })
  const caseId = randomId()
  await send({ ...union, exchange }, shelter, caseId, request(), grantDraft())
  await union.db`update exchange.outbox set created_at = now() - interval '30 hours' where case_id = ${caseId}`
  const digests = new Set([await digestOf(caseId)])
  for (let round = 0; round < 5; round += 1) {
    await union.db`update exchange.outbox set next_at = now() - interval '1 second' where case_id = ${caseId}`
    await exchange.tick()
    digests.add(await digestOf(caseId))
  }
  expect([...digests].filter((digest) => asked.has(digest)).length).toBe(2)
  await union.db`update exchange.outbox set status = 'closed' where case_id = ${caseId}`
})
