import { randomBytes } from 'node:crypto'
import { signGrant } from '@ihala/seal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chanceOf, wholeBetween } from '../../../test/kit/chance.ts'
import { isLong, seed } from '../../../test/kit/seed.ts'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { smuggle } from '../test/smuggle.ts'
import { type Bus, randomId } from './index.ts'
import { receiptGiver, settler } from './receipts.ts'
import { receive } from './receive.ts'
import { republishOverdue } from './relay.ts'
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

const effects = async (at: Body, caseId: string) =>
  (await at.db<{ evt: string }[]>`select evt from test.effect where case_id = ${caseId} order by ctid`).map(({ evt }) => evt)
const sealedOf = async (caseId: string, seq: number): Promise<Buffer> => {
  const [row] = await union.db<{ sealed: string }[]>`select sealed from exchange.outbox where case_id = ${caseId} and seq = ${seq}`
  if (!row) throw new Error('no outbox row')
  return Buffer.from(row.sealed, 'latin1')
}
/** All that one event leaves behind at the recipient. */
const traces = async (caseId: string) => {
  const [row] = await shelter.db<
    { events: number; conversations: number; grants: number; effects: number; quarantined: number; leaves: number }[]
  >`
    select (select count(*)::int from exchange.event where case_id = ${caseId}) as events, (select count(*)::int from exchange.conversation where case_id = ${caseId}) as conversations,
      (select count(*)::int from exchange.grant_held where case_id = ${caseId}) as grants, (select count(*)::int from test.effect where case_id = ${caseId}) as effects,
      (select count(*)::int from exchange.quarantine where case_id = ${caseId}) as quarantined, (select count(*)::int from ledger.leaf) as leaves`
  if (!row) throw new Error('no row')
  return row
}
const NOTHING = { events: 0, conversations: 0, grants: 0, effects: 0, quarantined: 0 }
const ONCE = { events: 1, conversations: 1, grants: 1, effects: 1, quarantined: 0 }

async function republish(): Promise<void> {
  await union.db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
  await union.exchange.tick()
  await settled()
}

describe('order', () => {
  test('an event ahead of its turn is dropped without a receipt, and delivered after the one before it', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
    expect(await shelter.exchange.take(union.tag, await sealedOf(caseId, 2))).toBe('ahead')
    expect(await traces(caseId)).toMatchObject(NOTHING)
    hub.setUp(true)
    await republish()
    expect(await effects(shelter, caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect([...(await union.db`select status from exchange.outbox where case_id = ${caseId}`)]).toEqual([
      { status: 'closed' },
      { status: 'closed' },
    ])
  })

  test('only the head of a chain is on the bus', async () => {
    const taken: string[] = []
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
    await union.db`update exchange.outbox set next_at = now() - interval '1 second' where case_id = ${caseId}`
    const bus: Bus = {
      ...hub.member(union.tag),
      publish: async (_to, digest) => {
        taken.push(digest)
        return 'taken'
      },
    }
    await republishOverdue({ ...union.ports, bus })
    const [head] = await union.db<{ digest: string }[]>`select digest from exchange.outbox where case_id = ${caseId} and seq = 1`
    expect(taken).toEqual([head?.digest])
    hub.setUp(true)
    await republish()
  })
})

describe('who is not known yet', () => {
  test('waits, without a receipt, and is delivered once the registry knows it', async () => {
    const hospital = await body('hospital', 'hospital', { registered: false })
    const caseId = randomId()
    await send(hospital, shelter, caseId, request(), grantDraft())
    await hub.idle()
    expect(await traces(caseId)).toMatchObject(NOTHING)
    expect([...(await shelter.db`select sender_tag, reason from exchange.waiting_room`)]).toEqual([
      { sender_tag: hospital.tag, reason: 'unknown-issuer' },
    ])
    expect([...(await hospital.db`select status, receipt from exchange.outbox`)]).toEqual([{ status: 'waiting', receipt: null }])
    expect(hub.waitingFor(shelter.tag)).toBe(0)

    await shelter.db`update exchange.waiting_room set next_at = now() - interval '1 second'`
    await shelter.exchange.tick()
    expect(await traces(caseId)).toMatchObject(NOTHING)

    await hospital.register()
    await shelter.db`update exchange.waiting_room set next_at = now() - interval '1 second'`
    await shelter.exchange.tick()
    await settled()
    expect(await effects(shelter, caseId)).toEqual(['referral-requested'])
    expect([...(await shelter.db`select 1 from exchange.waiting_room`)]).toEqual([])
    expect([...(await hospital.db`select status from exchange.outbox`)]).toEqual([{ status: 'closed' }])
  })
})

describe('T7: a fault in a handler', () => {
  test.each<[string, Body['also']['handle']]>([
    [
      'before anything',
      async () => {
        throw new Error('the handler failed')
      },
    ],
    [
      'after its effect',
      async (event, { tx }) => {
        await tx`insert into test.effect (case_id, evt) values (${event.caseId}, 'half')`
        throw new Error('the handler failed')
      },
    ],
    ['in the database', async (_event, { tx }) => void (await tx`insert into test.nowhere values (1)`)],
    [
      'when it sends what we may not send',
      async (event, { send: say }) => say({ to: event.from, caseId: event.caseId, event: { type: 'hand-back-taken', data: {} } }),
    ],
    [
      'when its answer lacks a grant',
      async (event, { send: say }) => say({ to: event.from, caseId: randomId(), event: { type: 'referral-opened', data: {} } }),
    ],
  ])('%s leaves nothing half done, and the event comes again', async (_name, handle) => {
    const caseId = randomId()
    const { leaves } = await traces(caseId)
    const faults = shelter.faults.length
    shelter.also.handle = handle
    await send(union, shelter, caseId, request(), grantDraft())
    await hub.idle()
    shelter.also.handle = async () => undefined
    expect(await traces(caseId)).toEqual({ ...NOTHING, leaves })
    expect(shelter.faults.length).toBe(faults + 1)
    expect([...(await union.db`select status from exchange.outbox where case_id = ${caseId}`)]).toEqual([{ status: 'waiting' }])
    // It still waits on the bus, which delivers it again.
    expect(hub.waitingFor(shelter.tag)).toBe(1)
    hub.setUp(true)
    await settled()
    expect(await traces(caseId)).toMatchObject({ ...ONCE, leaves: leaves + 1 })
  })
})

describe('two replicas of one service', () => {
  test('deliver once: one stores, the other answers with the stored receipt or faults and takes it again', async () => {
    const second = shelter.replica()
    for (let round = 0; round < 8; round += 1) {
      hub.setUp(false)
      const caseId = randomId()
      await send(union, shelter, caseId, request(), grantDraft())
      const sealed = await sealedOf(caseId, 1)
      const outcomes = await Promise.allSettled(
        [shelter.exchange, second, shelter.exchange, second].map((one) => one.take(union.tag, sealed)),
      )
      const became = outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'fault'))
      expect(became.filter((one) => one === 'stored')).toHaveLength(1)
      for (const one of became.filter((outcome) => outcome !== 'stored')) expect(['known', 'fault']).toContain(one)
      expect(await second.take(union.tag, sealed)).toBe('known')
      expect(await traces(caseId)).toMatchObject(ONCE)
      hub.setUp(true)
      await republish()
      expect(await traces(caseId)).toMatchObject(ONCE)
    }
  })
})

describe('T8: three relays on one outbox', () => {
  test(
    'while eight writers commit late and roll back, every committed row is published, each by one relay',
    async () => {
      const [rows, writers] = [isLong() ? 50_000 : 120, 8]
      const published: string[] = []
      const bus: Bus = {
        ...hub.member(union.tag),
        publish: async (_to, digest) => {
          published.push(digest)
          return 'taken'
        },
      }
      const ports = { ...union.ports, bus }
      const kept: string[] = []
      let writing = true
      const writer = async (at: number) => {
        const chance = chanceOf(seed() + at)
        for (let n = 0; n < rows / writers; n += 1) {
          const digest = randomBytes(32).toString('base64url')
          const fails = n % 20 === at
          const late = chance() < 0.25 ? wholeBetween(chance, 1, 30) / 1000 : 0
          await union
            .transaction(async (tx) => {
              await tx`insert into exchange.outbox (jti, recipient, evt, hash, digest, sealed, next_at, expires_at, created_at)
            values (${randomId()}, ${shelter.entityId}, 'file-chunk', ${digest}, ${digest}, ${'sealed'}, now(), now() + interval '1 day', now())`
              if (late > 0) await tx`select pg_sleep(${late})`
              if (fails) throw new RangeError('rolled back')
              kept.push(digest)
            })
            .catch((error: unknown) => {
              if (!(error instanceof RangeError)) throw error
            })
        }
      }
      const relay = async () => {
        while (writing || (await republishOverdue(ports)) > 0) await republishOverdue(ports)
      }
      const relays = [relay(), relay(), relay()]
      await Promise.all(Array.from({ length: writers }, (_, at) => writer(at)))
      writing = false
      await Promise.all(relays)
      expect(kept.length).toBeGreaterThanOrEqual(rows * 0.9)
      expect([...published].sort()).toEqual([...kept].sort())
      expect([...(await union.db`select distinct attempts from exchange.outbox where evt = 'file-chunk'`)]).toEqual([{ attempts: 1 }])
      await union.db`delete from exchange.outbox where evt = 'file-chunk'`
    },
    isLong() ? 1_800_000 : 60_000,
  )
})

describe('what keeps faulting (DESIGN §12)', () => {
  test('is parked in the waiting room where the admin sees it, and stored when the fault is mended', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    const bytes = await sealedOf(caseId, 1)
    shelter.also.handle = async () => {
      throw new Error('the handler failed')
    }
    const rests: number[] = []
    let acked = 0
    const deliver = (attempt: number) =>
      receive(
        {
          ...shelter.ports,
          storeOpened: storer(shelter.ports),
          keepUnsigned: unsignedKeeper(shelter.ports),
          settleStored: settler(shelter.ports),
          give: receiptGiver(shelter.ports),
          isBack: () => undefined,
          owe: () => undefined,
          hasRoom: () => undefined,
          isFull: () => undefined,
        },
        {
          senderTag: union.tag,
          bytes,
          attempt,
          ack: async () => {
            acked += 1
          },
          later: (ms) => void rests.push(ms),
        },
      )
    for (let attempt = 1; attempt <= 8; attempt += 1) await deliver(attempt)
    expect(rests).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000])
    expect(acked).toBe(1)
    expect([...(await shelter.db`select reason from exchange.waiting_room where sender_tag = ${union.tag}`)]).toEqual([{ reason: 'fault' }])

    shelter.also.handle = async () => undefined
    await shelter.db`update exchange.waiting_room set next_at = now() - interval '1 second'`
    await shelter.exchange.tick()
    expect(await effects(shelter, caseId)).toEqual(['referral-requested'])
    expect([...(await shelter.db`select from exchange.waiting_room`)]).toHaveLength(0)
    hub.setUp(true)
    await settled()
  })
})

test('one grant may cover two referrals to the same body: each case keeps it under its own key', async () => {
  const event = request()
  if (event.type !== 'referral-requested') throw new Error('not a request')
  const { exp, ...fields } = grantDraft()
  const whole = {
    ...fields,
    exp,
    iss: union.entityId,
    aud: shelter.entityId,
    jti: randomId(),
    iat: Math.floor(Date.now() / 1000),
    person: event.data.person,
  }
  const grant = signGrant(whole, union.keyring)
  for (const caseId of [randomId(), randomId()]) {
    await smuggle(hub, union, shelter, { caseId, evt: event.type, data: event.data, grant, at: { seq: 1 } })
    await settled()
    expect(await effects(shelter, caseId)).toEqual(['referral-requested'])
  }
})

test('another content under a name already taken is no duplicate: it is refused, and both are kept', async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  const [first] = await shelter.db<{ jti: string }[]>`select jti from exchange.event where case_id = ${caseId}`
  const jti = await smuggle(hub, union, shelter, { caseId, evt: 'referral-opened', data: {}, jti: first?.jti ?? '', at: { seq: 2 } })
  await hub.idle()
  expect(jti).toBe(first?.jti)
  expect([...(await shelter.db`select code from exchange.quarantine where jti = ${jti}`)]).toEqual([{ code: 'chain-equivocation' }])
  expect([...(await shelter.db`select evt from exchange.event where jti = ${jti}`)]).toEqual([{ evt: 'referral-requested' }])
  // The liar's own row of it was never a row of ours.
  await union.db`delete from exchange.outbox where status = 'waiting'`
})
