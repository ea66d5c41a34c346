import { type Event, RETURNED_PIECE } from '@ihala/contract'
import type { KeyPart } from '@ihala/policy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../../test/bodies.ts'
import { backup, rebuild } from '../../test/rebuilt.ts'
import { grantDraft, request } from '../../test/requests.ts'
import { eventsOfCase, randomId } from '../index.ts'
import { innerOf } from '../inner.ts'
import { keysToErase } from '../words.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
let lawyers: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
  lawyers = await body('lawyers', 'legal-aid')
})
afterAll(end)

/** Both chains of a conversation and its life, as one body holds them. */
const state = async ({ db }: Body, caseId: string) => {
  const [row] = await db`
    select state, cancelling, responsible, my_seq, my_head, my_receipted, their_seq, their_head, request_grant, way_back_grant
    from exchange.conversation where case_id = ${caseId}`
  const events = await db`select iss, seq, evt, hash from exchange.event where case_id = ${caseId} order by iss, seq`
  return { row, events: [...events] }
}
/** Ticks until the recovery is over. */
const recovered = async (one: Body, exchange: Body['exchange']) => {
  for (let round = 0; round < 50; round += 1) {
    await hub.idle()
    await exchange.tick()
    const [open] = await one.db`select from exchange.recovery where ended_at is null`
    const [waits] = await one.db`select from exchange.outbox where status = 'waiting' and case_id is not null`
    if (!open && !waits) return settled()
    for (const other of [union, shelter, lawyers]) {
      await other.db`update exchange.outbox set next_at = now() - interval '1 second' where status = 'waiting'`
      await other.exchange.tick()
    }
  }
  throw new Error(`the recovery did not end: ${one.faults.join('; ')}`)
}

describe('T57: rebuilt from a backup and what the partners hold (DESIGN §10)', () => {
  test('what both ends wrote since, interleaved, is as it was; nothing is doubled, nobody sees two events at one place', async () => {
    const [old, fresh] = [randomId(), randomId()]
    await send(union, shelter, old, request(), grantDraft())
    await settled()
    const kept = await backup(union)
    await send(shelter, union, old, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await send(union, shelter, old, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
    await settled()
    await send(shelter, union, old, { type: 'cancellation-refused', data: {} })
    await settled()
    // A whole referral of which the backup knows nothing.
    await send(union, shelter, fresh, request(), grantDraft())
    await settled()
    await send(shelter, union, fresh, { type: 'referral-opened', data: {} })
    await settled()
    const before = { old: await state(union, old), fresh: await state(union, fresh) }
    const theirs = { old: (await state(shelter, old)).events.length, fresh: (await state(shelter, fresh)).events.length }

    const exchange = await rebuild(union, kept)
    await expect(
      union.transaction(async (tx) => {
        const out = exchange.outgoing(tx)
        out.send({ to: shelter.entityId, caseId: old, event: { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } })
        return out.flush()
      }),
    ).rejects.toMatchObject({ code: 'recovering' })
    await recovered(union, exchange)

    // What the partner had to send again it signed again: names and heads of its chain are newer, nothing else.
    const signedAgain = (one: Awaited<ReturnType<typeof state>>) => ({
      row: { ...one.row, their_head: null },
      events: one.events.map((row) => (row.iss === union.entityId ? row : { ...row, hash: null })),
    })
    expect(signedAgain(await state(union, old))).toEqual(signedAgain(before.old))
    expect(signedAgain(await state(union, fresh))).toEqual(signedAgain(before.fresh))
    expect((await state(shelter, old)).events).toHaveLength(theirs.old)
    expect((await state(shelter, fresh)).events).toHaveLength(theirs.fresh)
    for (const caseId of [old, fresh]) {
      const [mine, other] = [await state(union, caseId), await state(shelter, caseId)]
      expect(mine.row?.my_head).toBe(other.row?.their_head)
      expect(mine.row?.their_head).toBe(other.row?.my_head)
      expect([mine.row?.state, mine.row?.responsible]).toEqual([other.row?.state, other.row?.responsible])
    }
    expect([...(await union.db`select evt from test.effect where case_id = ${old} order by ctid`)].map(({ evt }) => evt)).toEqual([
      'referral-accepted',
      'restored cancellation-requested',
      'cancellation-refused',
    ])
    expect([...(await union.db`select code from exchange.quarantine`)]).toEqual([])
    expect([...(await shelter.db`select code from exchange.quarantine`)]).toEqual([])

    // And the referral goes on.
    await send({ ...union, exchange }, shelter, fresh, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
    await settled()
    expect((await state(shelter, fresh)).row).toMatchObject({ cancelling: true })
    expect(shelter.differences.map(({ kind }) => kind)).toContain('missing-there')
  })

  test('a partner that is away is waited for; with the others everything goes on, and with it nothing is sent before it answered', async () => {
    const [withLawyers, withShelter] = [randomId(), randomId()]
    await send(union, lawyers, withLawyers, request(), grantDraft({ purposes: ['shelter', 'legal-aid'] }))
    await send(union, shelter, withShelter, request(), grantDraft())
    await settled()
    const kept = await backup(union)
    await lawyers.exchange.stop()
    const exchange = await rebuild(union, kept)
    await hub.idle()
    await exchange.tick()
    const say = (to: Body, caseId: string) =>
      union.transaction(async (tx) => {
        const out = exchange.outgoing(tx)
        out.send({ to: to.entityId, caseId, event: { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } })
        return out.flush()
      })
    exchange.dispatch(await say(shelter, withShelter))
    await expect(say(lawyers, withLawyers)).rejects.toMatchObject({ code: 'recovering' })
    expect([...(await union.db`select from exchange.recovery where ended_at is null`)]).toHaveLength(1)

    await lawyers.exchange.start()
    const back = lawyers.replica()
    await back.start()
    await recovered(union, exchange)
    exchange.dispatch(await say(lawyers, withLawyers))
    await settled()
    expect((await state(lawyers, withLawyers)).row).toMatchObject({ cancelling: true })
  })

  test('what a handler answered before it was lost comes back by itself; it is not answered a second time', async () => {
    union.also.handle = async (event, { send: say }) => {
      if (event.type === 'referral-accepted')
        say({ to: event.from, caseId: event.caseId, event: { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } })
    }
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const kept = await backup(union)
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    const before = await state(union, caseId)
    const exchange = await rebuild(union, kept)
    await recovered(union, exchange)
    union.also.handle = async () => undefined
    const [mine, theirs] = [await state(union, caseId), await state(shelter, caseId)]
    expect(mine.row).toMatchObject({ my_seq: 2, my_head: before.row?.my_head, cancelling: true })
    expect(theirs.row).toMatchObject({ their_seq: 2, their_head: before.row?.my_head })
    expect([...(await shelter.db`select code from exchange.quarantine where case_id = ${caseId}`)]).toEqual([])
  })

  test('T42 what the person took back before the machine was lost stays taken back, though the grant comes whole out of the request', async () => {
    const caseId = randomId()
    const kept = await backup(union)
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } })
    await settled()
    const exchange = await rebuild(union, kept)
    await recovered(union, exchange)
    const identity = { names: { latin: 'An Invented Name' }, sex: 'female' as const }
    const disclosing = union.transaction((tx) => {
      const out = exchange.outgoing(tx)
      out.send({ to: shelter.entityId, caseId, event: { type: 'sections-disclosed', data: { category: 'identity', section: identity } } })
      return out.flush()
    })
    await expect(disclosing).rejects.toMatchObject({ code: 'grant-not-covering', facts: { category: 'identity' } })
  })

  /** The parts are erased where they are held, as a desk does it. */
  const erase = (at: Body, caseId: string, parts: readonly KeyPart[]) =>
    at.transaction(async (tx) => {
      await at.ports.store.eraseParts(tx, caseId, parts)
      await at.ports.caseKeys.erase(tx, caseId, parts)
    })

  test('T42 what was erased at the partner is said to be; its place comes back without content, and the chain and the recovery go on', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const kept = await backup(union)
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await send(union, shelter, caseId, {
      type: 'sections-disclosed',
      data: { category: 'identity', section: { names: { latin: 'An Invented Name' }, sex: 'female' } },
    })
    await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } })
    await settled()
    await send(shelter, union, caseId, { type: 'referral-started', data: {} })
    await settled()
    const before = await state(union, caseId)
    await erase(shelter, caseId, ['identity'])

    const exchange = await rebuild(union, kept)
    await recovered(union, exchange)
    const after = await state(union, caseId)
    expect(after.row).toMatchObject({ my_seq: 3, my_head: before.row?.my_head, state: 'in-progress' })
    expect(after.events.filter(({ iss }) => iss === union.entityId)).toEqual(before.events.filter(({ iss }) => iss === union.entityId))
    const [row] = await union.db<{ bytes: number; part: string }[]>`
      select octet_length(inner_jws)::int as bytes, part from exchange.event where case_id = ${caseId} and iss = ${union.entityId} and seq = 2`
    expect(row).toEqual({ bytes: 0, part: 'identity' })
    // Of what is erased nothing can go there again: its receipt stays lost, and no other.
    const receipts = await union.db`select receipt is not null as so from exchange.outbox where case_id = ${caseId} order by seq`
    expect(receipts.map(({ so }) => so)).toEqual([true, false, true])
    // A person is told: nobody else can say whether it is so.
    expect(union.differences.some(({ id, seq, kind }) => id === caseId && seq === 2 && kind === 'missing-here')).toBe(true)
    exchange.dispatch(
      await union.transaction((tx) => {
        const out = exchange.outgoing(tx)
        out.send({ to: shelter.entityId, caseId, event: { type: 'cancellation-requested', data: { reason: 'person-asked' } } })
        return out.flush()
      }),
    )
    await settled()
    expect((await state(shelter, caseId)).row).toMatchObject({ cancelling: true, their_seq: 4 })
    expect([...(await shelter.db`select code from exchange.quarantine where case_id = ${caseId}`)]).toEqual([])
  })

  test('T42 words come back under the key they had: of the erased ones only the place, though the partner still has them; the later ones whole', async () => {
    const caseId = randomId()
    const note = (text: string): Event => ({ type: 'note-added', data: { text } })
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const kept = await backup(shelter)
    await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
    await settled()
    await send(union, shelter, caseId, note('she sleeps'))
    await send(shelter, union, caseId, note('she eats'))
    await settled()
    await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } })
    await settled()
    await erase(shelter, caseId, await shelter.transaction((tx) => keysToErase(tx, caseId, ['identity', 'words'], false)))
    await send(shelter, union, caseId, note('she drank'))
    await settled()
    await send(union, shelter, caseId, note('she woke'))
    await settled()
    const notes = async (at: Body) => {
      const rows = await at.transaction((tx) => eventsOfCase(tx, at.ports.caseKeys, caseId))
      return rows.flatMap(({ evt, data }) => (evt !== 'note-added' ? [] : data && 'text' in data ? [data.text] : [null])).sort()
    }
    expect(await notes(union)).toEqual(['she drank', 'she eats', 'she sleeps', 'she woke'])
    expect(await notes(shelter)).toEqual([null, null, 'she drank', 'she woke'])
    const before = await state(shelter, caseId)

    const exchange = await rebuild(shelter, kept)
    await recovered(shelter, exchange)
    expect(await notes(shelter)).toEqual([null, null, 'she drank', 'she woke'])
    const after = await state(shelter, caseId)
    expect(after.row).toMatchObject({ my_seq: before.row?.my_seq, my_head: before.row?.my_head, their_seq: before.row?.their_seq })
    // And the case goes on: under the key that its words have now.
    await send(union, shelter, caseId, note('she laughed'))
    await settled()
    expect(await notes(shelter)).toContain('she laughed')
    expect(union.refused).toEqual([])
  })

  test('T42 of a referral of which all was erased the rebuilt sender has the places, and what still comes of it is stored as evidence', async () => {
    const caseId = randomId()
    const kept = await backup(union)
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: 'all', by: 'person' } })
    await settled()
    await erase(shelter, caseId, ['need', 'words'])
    const exchange = await rebuild(union, kept)
    await recovered(union, exchange)
    expect((await state(union, caseId)).row).toMatchObject({ my_seq: 2, state: 'requested', request_grant: null })
    await send(shelter, union, caseId, { type: 'referral-rejected', data: { reason: 'at-capacity', possibleIf: ['later-date'] } })
    await settled()
    expect((await state(union, caseId)).row).toMatchObject({ their_seq: 1, state: 'rejected' })
    // Its desk has nothing of the case, and is not asked.
    expect([...(await union.db`select from test.effect where case_id = ${caseId} and evt = 'referral-rejected'`)]).toEqual([])
    expect(union.refused).toEqual([])
  })

  test('T42 a partner of which the request is erased does not keep a rebuilt recipient waiting', async () => {
    const caseId = randomId()
    const kept = await backup(shelter)
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    await erase(union, caseId, ['need'])
    const exchange = await rebuild(shelter, kept)
    await recovered(shelter, exchange)
    expect((await state(shelter, caseId)).row).toBeUndefined()
    expect(shelter.differences.some(({ id, kind }) => id === caseId && kind === 'missing-here')).toBe(true)
  })

  test('an event that a body did sign, to somebody else, is not taken from whoever presents it', async () => {
    const caseId = randomId()
    const kept = await backup(union)
    await send(union, lawyers, caseId, request(), grantDraft({ purposes: ['shelter', 'legal-aid'] }))
    await settled()
    const { store, caseKeys } = union.ports
    const [own, jws] = await union.transaction(async (tx) => {
      const row = await store.eventAt(tx, caseId, union.entityId, 1)
      if (!row) throw new Error('it is not there')
      return [row, (await innerOf({ caseKeys }, tx, caseId, row)) ?? ''] as const
    })
    await lawyers.exchange.stop()
    const exchange = await rebuild(union, kept)
    // The lawyers' machine was broken into: what was signed for them is presented by the shelter, as if it were of its own pair.
    const parts = Math.ceil(jws.length / RETURNED_PIECE)
    const dispatch = await shelter.transaction(async (tx) => {
      const out = shelter.exchange.outgoing(tx)
      for (let part = 1; part <= parts; part += 1) {
        const text = jws.slice((part - 1) * RETURNED_PIECE, part * RETURNED_PIECE)
        const data = { of: 'event' as const, asked: randomId(), id: caseId, seq: 1, hash: own.hash, part, parts, text }
        out.send({ to: union.entityId, caseId: null, event: { type: 'chain-returned', data } })
      }
      return out.flush()
    })
    shelter.exchange.dispatch(dispatch)
    const whole = async () =>
      (await union.db`select from exchange.returned_piece where case_id = ${caseId} and partner = ${shelter.entityId}`).length === parts
    for (let round = 0; round < 100 && !(await whole()); round += 1) await hub.idle()
    expect(await whole()).toBe(true)
    expect((await state(union, caseId)).events).toEqual([])
    expect((await state(union, caseId)).row).toBeUndefined()

    // From the lawyers it is taken.
    const back = lawyers.replica()
    await back.start()
    await recovered(union, exchange)
    expect((await state(union, caseId)).events).toHaveLength(1)
    expect([...(await union.db`select partner from exchange.conversation where case_id = ${caseId}`)]).toEqual([
      { partner: lawyers.entityId },
    ])
  })

  test('nobody gives a body an event that it never signed, or one of another place', async () => {
    const caseId = randomId()
    await send(union, shelter, caseId, request(), grantDraft())
    await settled()
    const before = await state(union, caseId)
    const [own] = await union.db<{ hash: string }[]>`select hash from exchange.event where case_id = ${caseId} and iss = ${union.entityId}`
    const forged = [
      { seq: 2, hash: own?.hash ?? '', text: 'eyJ.eyJ.AA' },
      { seq: 2, hash: 'x'.repeat(42).concat('A'), text: 'eyJhbGciOiJFZDI1NTE5In0.e30.AAAA' },
    ]
    for (const { seq, hash, text } of forged) {
      const dispatch = await shelter.transaction(async (tx) => {
        const out = shelter.exchange.outgoing(tx)
        const data = { of: 'event' as const, asked: randomId(), id: caseId, seq, hash, part: 1, parts: 1, text }
        out.send({ to: union.entityId, caseId: null, event: { type: 'chain-returned', data } })
        return out.flush()
      })
      shelter.exchange.dispatch(dispatch)
    }
    await settled()
    expect(await state(union, caseId)).toEqual(before)
  })
})
