import { type Event, Refusal } from '@ihala/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, NEED, request } from '../test/requests.ts'
import { seconds } from '../test/stamps.ts'
import { type GrantDraft, type IncomingEvent, randomId } from './index.ts'

const { hub, body, send, settled, end } = bodies()
const heard = new Map<string, IncomingEvent[]>()
const heardBy = ({ entityId }: Body): IncomingEvent[] => heard.get(entityId) ?? []

/** A body that remembers what it was told. */
async function listening(slug: string, kind: string): Promise<Body> {
  const one = await body(slug, kind)
  const events: IncomingEvent[] = []
  heard.set(one.entityId, events)
  one.also.handle = async (event) => void events.push(event)
  return one
}

let union: Body
let shelter: Body
beforeAll(async () => {
  union = await listening('itf', 'union-liaison')
  shelter = await listening('care-house', 'shelter')
})
afterAll(end)

describe('a referral between two bodies', () => {
  test('runs request, acceptance, disclosure and outcome; only receipts close the outbox', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    expect(heardBy(shelter).at(-1)).toMatchObject({
      type: 'referral-requested',
      from: union.entityId,
      side: 'recipient',
      life: { state: 'requested', responsible: 'sender' },
    })

    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    expect(heardBy(union).at(-1)).toMatchObject({ type: 'referral-accepted', life: { state: 'accepted', responsible: 'recipient' } })

    await send(union, shelter, caseId, {
      type: 'sections-disclosed',
      data: { category: 'identity', section: { names: { latin: 'Planted Name' }, sex: 'female' } },
    })
    await send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'arrived' } })
    await send(shelter, union, caseId, { type: 'referral-completed', data: { outcome: 'sheltered' } })
    await settled()
    expect(heardBy(union).at(-1)).toMatchObject({ type: 'referral-completed', life: { state: 'completed' } })
    expect(heardBy(shelter).at(-1)).toMatchObject({ type: 'sections-disclosed', data: { section: { names: { latin: 'Planted Name' } } } })

    for (const { db } of [union, shelter]) {
      const [row] = await db<
        { closed: number; receipts: number }[]
      >`select count(*) filter (where status = 'closed')::int as closed, count(receipt)::int as receipts from exchange.outbox where case_id = ${caseId}`
      expect(row?.closed).toBeGreaterThan(0)
      expect(row?.receipts).toBe(row?.closed)
      const stored = await db<{ text: string }[]>`select encode(inner_jws, 'escape') as text from exchange.event where case_id = ${caseId}`
      expect(stored.some(({ text }) => text.includes('Planted') || text.includes('eyJ'))).toBe(false)
    }
  })

  test('T38 C3: nothing leaves the sender without a grant that covers it', async () => {
    const attempt = (event: Event, grant?: GrantDraft) => send(union, shelter, randomId(), event, grant)
    await expect(attempt(request())).rejects.toMatchObject({ code: 'referral-unknown' })
    await expect(attempt(request(), grantDraft({ exp: seconds() - 10 }))).rejects.toBeInstanceOf(Refusal)
    await expect(attempt(request(), grantDraft({ excluded: [shelter.entityId] }))).rejects.toMatchObject({ code: 'recipient-excluded' })
    await expect(attempt(request(), grantDraft({ categories: ['identity'] }))).rejects.toMatchObject({ code: 'grant-not-covering' })

    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft({ categories: ['need', 'identity'], wayBack: false }))
    await settled()
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await expect(
      send(union, shelter, caseId, { type: 'sections-disclosed', data: { category: 'health', section: { summary: 'x' } } }),
    ).rejects.toMatchObject({ code: 'grant-not-covering' })
    await expect(send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'arrived' } })).rejects.toMatchObject({
      code: 'grant-not-covering',
    })
  })

  test('R-6: a person whose age is in doubt cannot be referred on an adult’s consent', async () => {
    const minor: Event = {
      type: 'referral-requested',
      data: {
        person: randomId(),
        need: { ...NEED, ageBand: 'unknown' },
        respondBy: new Date(Date.now() + 7_200_000).toISOString(),
        relatesTo: [],
      },
    }
    await expect(send(union, shelter, randomId(), minor, grantDraft())).rejects.toMatchObject({ code: 'guardian-required' })
  })

  test('T3: the same envelope three times has one effect, and the identical receipt', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    const [row] = await union.db<{ sealed: string }[]>`select sealed from exchange.outbox where case_id = ${caseId}`
    await settled()
    const before = heardBy(shelter).length
    const [first] = await shelter.db<{ receipt: string }[]>`select receipt from exchange.event where case_id = ${caseId}`
    if (row?.sealed)
      for (let n = 0; n < 3; n += 1) expect(await shelter.exchange.take(union.tag, Buffer.from(row.sealed, 'latin1'))).toBe('known')
    expect(row?.sealed).toBeDefined()
    expect(heardBy(shelter).length).toBe(before)
    const [second] = await shelter.db<{ receipt: string }[]>`select receipt from exchange.event where case_id = ${caseId}`
    expect(second).toEqual(first)
  })

  test('what the bus tags as another member’s is quarantined and unanswered; the chain goes on', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    const [row] = await union.db<{ sealed: string }[]>`select sealed from exchange.outbox where case_id = ${caseId}`
    if (!row) throw new Error('no outbox row')
    expect(await shelter.exchange.take('A'.repeat(56), Buffer.from(row.sealed, 'latin1'))).toBe('quarantined')
    const [held] = await shelter.db<
      { code: string; receipt: string | null }[]
    >`select code, receipt from exchange.quarantine order by at desc limit 1`
    expect(held).toEqual({ code: 'sender-tag-wrong', receipt: null })
    hub.setUp(true)
    await settled()
    expect(heardBy(shelter).at(-1)?.caseId).toBe(caseId)
  })

  test('the bus is away: the outbox keeps it and sends it when the bus is back', async () => {
    hub.setUp(false)
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await union.exchange.tick()
    expect(heardBy(shelter).at(-1)?.caseId).not.toBe(caseId)
    hub.setUp(true)
    await union.db`update exchange.outbox set next_at = now() - interval '1 second' where case_id = ${caseId}`
    await union.exchange.tick()
    await settled()
    expect(heardBy(shelter).at(-1)?.caseId).toBe(caseId)
  })

  test('an event that its state forbids is refused before it is sent', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await expect(
      send(union, shelter, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } }),
    ).rejects.toMatchObject({ code: 'event-not-in-this-state' })
    await expect(send(shelter, union, caseId, { type: 'referral-completed', data: { outcome: 'sheltered' } })).rejects.toMatchObject({
      code: 'event-not-in-this-state',
    })
  })

  test('the sequencer numbers every leaf without gaps', async () => {
    await union.exchange.tick()
    const [row] = await union.db<
      { n: number; last: number; without: number }[]
    >`select count(*)::int as n, max(position)::int as last, count(*) filter (where position is null)::int as without from ledger.leaf`
    expect(row?.without).toBe(0)
    expect(row?.last).toBe((row?.n ?? 0) - 1)
  })
})
