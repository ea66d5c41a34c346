import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { figure } from '../../../../test/kit/figures.ts'
import type { Body } from '../../test/bodies.ts'
import { CANCELLATION, comparingPair, nextSecond, outcomes, told, until } from '../../test/comparing-pair.ts'
import { grantDraft, request } from '../../test/requests.ts'
import { randomId } from '../index.ts'

const { send, settled, stated, compared, referral, machinery, named, agreed, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
})
afterAll(pair.close)
const faults = () => [...union.faults, ...shelter.faults]

describe('c7: what agrees', () => {
  test('costs two events, and nobody is told anything', async () => {
    await referral()
    await send(shelter, union, await referral(), { type: 'referral-opened', data: {} })
    await settled()
    const before = await machinery()
    await compared()
    expect((await machinery()) - before).toBe(2)
    expect(await outcomes(union)).toEqual(['agreed'])
    expect(await outcomes(shelter)).toEqual(['agreed'])
    expect([...union.differences, ...shelter.differences]).toEqual([])
    expect(faults()).toEqual([])
  })
})

describe('c7: what agrees, whatever became of it', () => {
  test('a quarantined event counts like a stored one, an event signed again once', async () => {
    const [refused, again] = [randomId(), await referral()]
    await send(union, shelter, refused, request(), grantDraft())
    await settled()
    await shelter.db`update exchange.conversation set state = 'entered-in-error' where case_id = ${refused}`
    await send(union, shelter, refused, CANCELLATION)
    await settled()
    expect([...(await shelter.db`select seq from exchange.quarantine where case_id = ${refused}`)]).toEqual([{ seq: 2 }])
    expect(union.refused.splice(0)).toEqual(['event-not-in-this-state'])
    await union.db`update exchange.outbox set status = 'waiting' where case_id = ${again} and seq = 2`
    await union.db`update exchange.conversation set my_receipted = 1 where case_id = ${again}`
    union.exchange.dispatch(await union.transaction((tx) => union.exchange.reissue(tx, again)))
    await settled()
    expect([...(await shelter.db`select from exchange.issue where case_id = ${again}`)]).toHaveLength(1)
    const before = await machinery()
    await agreed()
    expect((await machinery()) - before).toBe(2)
  })

  test('five thousand events each way cost no more, and one that is missing among them is found', async () => {
    const many = async ({ db }: Body, iss: string, partner: string, isSender: boolean) => {
      await db`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
        select left(translate(encode(sha256(('large' || n)::bytea), 'base64'), '+/', '-_'), 21) || 'A', ${partner}, ${isSender ? 'sender' : 'recipient'}, 'requested', false, 'sender', 1, 1
        from generate_series(1, 5000) n`
      for (const writer of [union, shelter])
        await db`
          insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws, iat)
          select ${writer.entityId}, ${writer.entityId.slice(8, 11)} || n, left(translate(encode(sha256(('large' || n)::bytea), 'base64'), '+/', '-_'), 21) || 'A', 1, 'note-added', now() - interval '1 hour',
            left(translate(encode(sha256((${writer.entityId} || n)::bytea), 'base64'), '+/', '-_'), 42) || 'A', gen_random_uuid(), '', extract(epoch from now())::int - 3600
          from generate_series(1, 5000) n`
      await db`
        insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, status, next_at, expires_at, created_at, closed_at)
        select jti, ${partner}, case_id, seq, evt, hash, hash, 'closed', now(), now(), now(), now() - interval '1 hour' from exchange.event where iss = ${iss} and evt = 'note-added'`
      await db`analyze exchange.event, exchange.outbox, exchange.conversation`
    }
    await many(union, union.entityId, shelter.entityId, true)
    await many(shelter, shelter.entityId, union.entityId, false)
    const before = await machinery()
    await stated(union, shelter)
    const began = performance.now()
    await settled()
    const agreedMs = performance.now() - began
    expect(agreedMs).toBeLessThan(2_000)
    expect((await machinery()) - before).toBe(2)

    const [gone] = await shelter.db<
      { id: string }[]
    >`delete from exchange.event where iss = ${union.entityId} and jti = 'itf2500' returning case_id as id`
    const begun = performance.now()
    await compared()
    figure('c7', { events: 10_000, 'agreed in ms': agreedMs, 'one missing named in ms': performance.now() - begun })
    expect([told(union, gone?.id ?? ''), told(shelter, gone?.id ?? '')]).toEqual([['1 missing-there'], ['1 missing-here']])
    for (const { db } of [union, shelter]) {
      await db`delete from exchange.event where evt = 'note-added'`
      await db`delete from exchange.outbox where evt = 'note-added'`
      await db`delete from exchange.conversation where my_seq = 1 and their_seq = 1 and my_head is null`
    }
    await agreed()
  })
})

describe('c7: what is damaged is named at both ends within one comparison, once', () => {
  test('an event deleted at its receiver; it is asked for again, and comes back as evidence without a second effect', async () => {
    const caseId = await referral()
    await shelter.db`delete from exchange.event where case_id = ${caseId} and seq = 1`
    await shelter.db`delete from test.effect where case_id = ${caseId}`
    await compared()
    expect(await named(caseId)).toEqual({ union: ['1 missing-there'], shelter: ['1 missing-here'] })
    expect([...(await shelter.db`select seq from exchange.event where case_id = ${caseId} order by seq`)]).toEqual([{ seq: 1 }, { seq: 2 }])
    expect([...(await shelter.db`select from test.effect where case_id = ${caseId}`)]).toEqual([])
    await agreed()
    await send(shelter, union, caseId, { type: 'referral-cancelled', data: {} })
    await settled()
    expect(await { union: told(union, caseId), shelter: told(shelter, caseId) }).toEqual({
      union: ['1 missing-there'],
      shelter: ['1 missing-here'],
    })
    expect([...shelter.refused, ...union.refused]).toEqual([])
  })

  test('an event deleted at its receiver with all that remembers it', async () => {
    const caseId = await referral()
    await shelter.db`delete from exchange.event where case_id = ${caseId} and seq = 2`
    await shelter.db`update exchange.conversation set cancelling = false, their_seq = 1, their_head = (select hash from exchange.event where case_id = ${caseId} and seq = 1)
      where case_id = ${caseId}`
    await shelter.db`delete from test.effect where case_id = ${caseId} and evt = 'cancellation-requested'`
    await compared()
    expect(await named(caseId)).toEqual({ union: ['2 missing-there'], shelter: ['2 missing-here'] })
    const effects = await shelter.db<{ evt: string }[]>`select evt from test.effect where case_id = ${caseId} order by ctid`
    expect(effects.map(({ evt }) => evt)).toEqual(['referral-requested', 'cancellation-requested'])
    await agreed()
  })

  test('an event deleted at its sender', async () => {
    const caseId = await referral()
    const gone = await union.db`delete from exchange.event where case_id = ${caseId} and seq = 2 returning *`
    await compared(shelter, union)
    expect(await named(caseId)).toEqual({ union: ['2 unknown-here'], shelter: ['2 unknown-there'] })
    await compared()
    expect(told(union, caseId)).toHaveLength(1)
    await union.db`insert into exchange.event ${union.db(gone)}`
    await agreed()
  })

  test('an event that is there twice', async () => {
    const caseId = await referral()
    await shelter.db`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws, receipt, iat)
      select iss, ${randomId()}, case_id, 3, evt, at, hash, leaf_id, inner_jws, receipt, iat from exchange.event where case_id = ${caseId} and seq = 2`
    await compared()
    expect(await named(caseId)).toEqual({ union: ['3 twice'], shelter: ['3 twice'] })
    await shelter.db`delete from exchange.event where case_id = ${caseId} and seq = 3`
    await agreed()
  })

  test('two events in each other’s place', async () => {
    const caseId = await referral()
    const swap = async () => {
      await shelter.db`update exchange.event set seq = seq + 10 where case_id = ${caseId}`
      await shelter.db`update exchange.event set seq = 13 - seq where case_id = ${caseId}`
    }
    await swap()
    await compared()
    expect(await named(caseId)).toEqual({ union: ['1 other-content', '2 other-content'], shelter: ['1 other-content', '2 other-content'] })
    await swap()
    await agreed()
  })

  test('an event that the other one never sent', async () => {
    const caseId = await referral()
    const forged = randomId()
    await shelter.db`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws, receipt, iat)
      select iss, ${randomId()}, ${forged}, 1, evt, at, ${'B'.repeat(42)} || 'A', leaf_id, inner_jws, receipt, iat from exchange.event
      where case_id = ${caseId} and seq = 1`
    await compared()
    expect(await named(forged)).toEqual({ union: ['1 unknown-here'], shelter: ['1 unknown-there'] })
    await shelter.db`delete from exchange.event where case_id = ${forged}`
    await agreed()
  })

  test('another content in the place of an event', async () => {
    const caseId = await referral()
    const [before] = await shelter.db<{ hash: string }[]>`select hash from exchange.event where case_id = ${caseId} and seq = 1`
    await shelter.db`update exchange.event set hash = 'no hash at all' where case_id = ${caseId} and seq = 1`
    await compared()
    expect(await named(caseId)).toEqual({ union: ['1 other-content'], shelter: ['1 other-content'] })
    await shelter.db`update exchange.event set hash = ${before?.hash ?? ''} where case_id = ${caseId} and seq = 1`
    await agreed()
  })
})

describe('c7: what is merely under way is no difference', () => {
  test('an event without a receipt is sent again at once, and nobody is told', async () => {
    const caseId = await referral()
    // The broker took it, and lost it.
    await union.transaction(async (tx) => {
      const out = union.exchange.outgoing(tx)
      out.send({ to: shelter.entityId, caseId, event: { type: 'referral-entered-in-error', data: {} } })
      await out.flush()
    })
    await union.db`update exchange.outbox set attempts = 5, next_at = now() + interval '1 hour' where case_id = ${caseId} and status = 'waiting'`
    const attempts = async () =>
      (await union.db<{ attempts: number }[]>`select attempts from exchange.outbox where case_id = ${caseId} and seq = 3`)[0]?.attempts
    await stated(union, shelter)
    await until(async () => (await attempts()) === 0)
    await union.exchange.tick()
    await settled()
    expect([told(union, caseId), told(shelter, caseId)]).toEqual([[], []])
    expect(await outcomes(union)).toEqual(['agreed'])
    expect(await outcomes(shelter)).toEqual(['agreed'])
    expect([...(await shelter.db`select seq from exchange.event where case_id = ${caseId} and seq = 3`)]).toHaveLength(1)
    await agreed()
  })

  test('nor is an event whose receipt is under way, nor one that was signed again and is not there yet', async () => {
    const [receipted, again] = [await referral(), await referral()]
    await union.db`update exchange.outbox set status = 'waiting', next_at = now() + interval '1 hour' where case_id = ${receipted} and seq = 2`
    await union.db`update exchange.outbox set status = 'waiting' where case_id = ${again} and seq = 2`
    await union.db`update exchange.conversation set my_receipted = 1 where case_id = ${again}`
    await nextSecond()
    const late = await union.transaction((tx) => union.exchange.reissue(tx, again))
    await union.db`update exchange.outbox set next_at = now() + interval '1 hour' where status = 'waiting'`
    await stated(shelter, union)
    await until(async () => (await outcomes(union))[0] === 'agreed' && (await outcomes(shelter))[0] === 'agreed')
    expect([told(union, receipted), told(shelter, receipted), told(union, again), told(shelter, again)]).toEqual([[], [], [], []])
    union.exchange.dispatch(late)
    await union.db`update exchange.outbox set status = 'closed' where case_id = ${receipted}`
    await settled()
    await agreed()
  })
})
