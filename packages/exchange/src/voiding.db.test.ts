import type { Event, Withdrawn } from '@ihala/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { until } from '../test/comparing-pair.ts'
import { grantDraft, request } from '../test/requests.ts'
import { eventsOfCase, randomId } from './index.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterEach(() => {
  hub.setUp(true)
  expect([...union.refused, ...shelter.refused, ...union.faults, ...shelter.faults]).toEqual([])
})
afterAll(end)

const identity = (latin: string): Event => ({
  type: 'sections-disclosed',
  data: { category: 'identity', section: { names: { latin }, sex: 'female' } },
})
const note: Event = { type: 'note-added', data: { text: 'she sleeps' } }
const withdrawn = (categories: Withdrawn): Event => ({ type: 'consent-withdrawn', data: { categories, by: 'person' } })

/** A referral that was taken on; all receipted. */
async function takenOn(): Promise<string> {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  return caseId
}
const chain = async ({ db }: Body, caseId: string, iss: string) => [
  ...(await db<{ seq: number; evt: string; bytes: number }[]>`
    select seq, evt, octet_length(inner_jws)::int as bytes from exchange.event where case_id = ${caseId} and iss = ${iss} order by seq`),
]
const effects = async ({ db }: Body, caseId: string) =>
  (await db<{ evt: string }[]>`select evt from test.effect where case_id = ${caseId} order by ctid`).map(({ evt }) => evt)
/** All that a body can read of a case, as text. */
const readable = async (at: Body, caseId: string) =>
  JSON.stringify((await at.transaction((tx) => eventsOfCase(tx, at.ports.caseKeys, caseId))).map(({ data }) => data))
const oneChain = async (caseId: string) => {
  const [mine] =
    await union.db`select my_head as head, my_seq as seq, my_receipted as receipted from exchange.conversation where case_id = ${caseId}`
  const [theirs] = await shelter.db`select their_head as head, their_seq as seq from exchange.conversation where case_id = ${caseId}`
  expect(theirs).toEqual({ head: mine?.head, seq: mine?.seq })
  expect(mine?.receipted).toBe(mine?.seq)
}

describe('DESIGN §7: a disclosure under way when the person takes it back', () => {
  test('T42: what was not published gives its place to a word that it was not told; what may be out already is followed by the withdrawal', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    for (const event of [identity('Out Already'), note, identity('Never Told')]) await send(union, shelter, caseId, event)
    await send(union, shelter, caseId, withdrawn(['identity']))
    hub.setUp(true)
    await settled()
    expect((await chain(shelter, caseId, union.entityId)).map(({ seq, evt }) => `${seq} ${evt}`)).toEqual([
      '1 referral-requested',
      '2 sections-disclosed',
      '3 disclosure-voided',
      '4 disclosure-voided',
      '5 consent-withdrawn',
    ])
    expect(await readable(shelter, caseId)).toContain('Out Already')
    expect(await readable(shelter, caseId)).not.toMatch(/Never Told|she sleeps/)
    await oneChain(caseId)
    // What was meant to be told stays with who wrote it, as evidence, until its own law says otherwise.
    expect([...(await union.db`select seq from exchange.issue where case_id = ${caseId} order by seq`)]).toEqual([{ seq: 3 }, { seq: 4 }])
  })

  test('T42: what the person did not take back goes as it was, behind what was voided', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, identity('Out Already'))
    await send(union, shelter, caseId, identity('Never Told'))
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
    await send(union, shelter, caseId, withdrawn(['identity']))
    hub.setUp(true)
    await settled()
    expect((await effects(shelter, caseId)).slice(-3)).toEqual(['disclosure-voided', 'cancellation-requested', 'consent-withdrawn'])
    await oneChain(caseId)
  })

  test('T42: a receipt that makes the next event the head, while the withdrawal commits, never brings back what was voided', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, identity('Out Already'))
    await send(union, shelter, caseId, identity('Never Told'))
    const [head, after] = [
      ...(await union.db<{ jti: string; hash: string; digest: string }[]>`
        select jti, hash, digest from exchange.outbox where case_id = ${caseId} and status = 'waiting' order by seq`),
    ]
    const claims = {
      iss: shelter.entityId,
      aud: union.entityId,
      jti: randomId(),
      iat: 0,
      enc_to: '',
      of: head?.jti ?? '',
      hash: head?.hash ?? '',
      outcome: 'stored' as const,
      leaf: '',
    }
    let settling: ReturnType<typeof union.ports.store.settle> | undefined
    await union.transaction(async (tx) => {
      const out = union.exchange.outgoing(tx)
      out.send({ to: shelter.entityId, caseId, event: withdrawn(['identity']) })
      await out.flush()
      settling = union.ports.store.settle([{ claims, jws: 'a receipt' }], new Date().toISOString())
      // The receipt has seen the rows as they were, and waits for the conversation.
      await until(
        async () =>
          (await union.db`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`).length > 0,
      )
    })
    const [next] = (await settling)?.[0]?.next ?? []
    expect(next?.digest).not.toBe(after?.digest)
    expect([...(await union.db`select evt from exchange.outbox where jti = ${next?.jti ?? ''}`)]).toEqual([{ evt: 'disclosure-voided' }])
    // The head itself never arrived: nobody has it to go on from, so this history ends here.
    await union.db`update exchange.outbox set status = 'expired' where case_id = ${caseId} and status = 'waiting'`
  })

  test('T42: composing and withdrawing at the same moment come one after the other', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    const both = await Promise.allSettled([
      send(union, shelter, caseId, identity('In Time')),
      send(union, shelter, caseId, withdrawn(['identity'])),
    ])
    hub.setUp(true)
    await settled()
    const order = (await chain(shelter, caseId, union.entityId)).map(({ evt }) => evt).slice(1)
    expect(both[1].status).toBe('fulfilled')
    // Either it went first, and the withdrawal followed it; or it was refused where it was written.
    if (both[0].status === 'fulfilled') expect(order).toEqual(['sections-disclosed', 'consent-withdrawn'])
    else {
      expect(both[0].reason).toMatchObject({ code: 'grant-not-covering' })
      expect(order).toEqual(['consent-withdrawn'])
    }
    await oneChain(caseId)
  })
})

describe('a withdrawal behind something that nobody receipted', () => {
  const again = async (caseId: string) => {
    union.exchange.dispatch(await union.transaction((tx) => union.exchange.reissue(tx, caseId)))
    await settled()
  }

  test('T42: signed again, what was taken back gives its place up, and the withdrawal arrives', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, identity('Never Told'))
    await send(union, shelter, caseId, withdrawn(['identity']))
    await union.db`update exchange.outbox set status = 'expired' where case_id = ${caseId} and status = 'waiting'`
    hub.setUp(true)
    await again(caseId)
    expect((await effects(shelter, caseId)).slice(-2)).toEqual(['disclosure-voided', 'consent-withdrawn'])
    expect(await readable(shelter, caseId)).not.toContain('Never Told')
    await oneChain(caseId)
  })

  test('T42: so it does when it had arrived, and only its receipt was lost', async () => {
    const caseId = await takenOn()
    await send(union, shelter, caseId, identity('Had Arrived'))
    await settled()
    await union.db`update exchange.outbox set status = 'expired', sealed = 'lost' where case_id = ${caseId} and seq = 2`
    await union.db`update exchange.conversation set my_receipted = 1 where case_id = ${caseId}`
    hub.setUp(false)
    await send(union, shelter, caseId, withdrawn(['identity']))
    hub.setUp(true)
    await again(caseId)
    expect(await effects(shelter, caseId)).toEqual(['referral-requested', 'sections-disclosed', 'consent-withdrawn'])
    await oneChain(caseId)
  })
})

describe('what crosses a withdrawal is no fault of who wrote it', () => {
  test('T42: stages, notes and outcomes keep their place without content; the end counts as a bare end; nobody is refused', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, withdrawn(['progress']))
    await send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'in-care' } })
    await send(shelter, union, caseId, note)
    await send(shelter, union, caseId, { type: 'referral-completed', data: { outcome: 'sheltered' } })
    hub.setUp(true)
    await settled()
    expect((await chain(union, caseId, shelter.entityId)).map(({ evt, bytes }) => [evt, bytes > 0])).toEqual([
      ['referral-accepted', true],
      ['referral-progressed', false],
      ['note-added', false],
      ['referral-completed', false],
    ])
    expect(await effects(union, caseId)).toEqual(['referral-accepted', 'referral-completed'])
    expect(await readable(union, caseId)).not.toMatch(/in-care|she sleeps|sheltered/)
    for (const one of [union, shelter])
      expect([...(await one.db`select state from exchange.conversation where case_id = ${caseId}`)]).toEqual([{ state: 'completed' }])
  })

  test('T42: also when everything was taken back; what is written after it was seen is refused where it is written', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, withdrawn('all'))
    await send(shelter, union, caseId, note)
    hub.setUp(true)
    await settled()
    expect((await chain(union, caseId, shelter.entityId)).at(-1)).toMatchObject({ evt: 'note-added', bytes: 0 })
    await expect(send(shelter, union, caseId, note)).rejects.toMatchObject({ code: 'grant-missing' })
  })

  test('T42: a body that had seen the withdrawal and writes all the same is refused, visibly to both', async () => {
    const caseId = await takenOn()
    await send(union, shelter, caseId, withdrawn(['progress']))
    await settled()
    await shelter.db`update exchange.grant_held set withdrawn = '{}', withdrawn_at = null where case_id = ${caseId}`
    await send(shelter, union, caseId, { type: 'referral-progressed', data: { businessStatus: 'in-care' } })
    await settled()
    expect(shelter.refused.splice(0)).toEqual(['grant-not-covering'])
  })
})
