import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../../test/kit/fresh-database.ts'
import { type Body, bodies, grantDraft, request } from '../../test/bodies.ts'
import { createExchange, randomId } from '../index.ts'

const databases: FreshDatabase[] = []
const { hub, body, send, settled, end } = bodies(async () => {
  const database = await freshDatabase()
  databases.push(database)
  return database
})
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter')
})
afterAll(async () => {
  await end()
  for (const database of databases) await database.drop()
})

const CANCELLATION = { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } as const

/** Waits until something is so; bounded by the test's time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
/** A digest speaks of the seconds before its own. */
async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  await until(() => Math.floor(Date.now() / 1000) > now)
}
const stated = async (from: Body, to: Body) => {
  await nextSecond()
  const dispatch = await from.transaction((tx) => from.exchange.compareWith(tx, to.entityId))
  from.exchange.dispatch(dispatch)
}
const compared = async (from = union, to = shelter) => {
  await stated(from, to)
  await settled()
}
/** Two events of a referral, receipted; and how many events of the machinery there are so far. */
const referral = async () => {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await send(union, shelter, caseId, CANCELLATION)
  await settled()
  return caseId
}
const machinery = async () => {
  const count = async ({ db }: Body) =>
    (
      await db<
        { n: number }[]
      >`select count(*)::int as n from exchange.outbox where evt in ('digest-stated', 'chain-asked', 'chain-returned')`
    )[0]?.n ?? 0
  return (await count(union)) + (await count(shelter))
}
const outcomes = async (at: Body) =>
  (await at.db<{ outcome: string }[]>`select outcome from exchange.pair_digest order by until desc, since limit 1`).map(
    ({ outcome }) => outcome,
  )
const told = (at: Body, id: string) =>
  at.differences
    .filter((one) => one.id === id)
    .map(({ kind, seq }) => `${seq} ${kind}`)
    .sort()
const open = async (at: Body) =>
  (await at.db<{ n: number }[]>`select count(*)::int as n from exchange.difference where resolved_at is null`)[0]?.n
/** What each end was told of a case, and that the comparison ended at both. */
const named = async (caseId: string) => {
  expect(await outcomes(union)).toEqual(['differs'])
  expect(await outcomes(shelter)).toEqual(['differs'])
  return { union: told(union, caseId), shelter: told(shelter, caseId) }
}
/** After the damage is mended both ends agree again, and nothing stays open. */
const agreed = async () => {
  await compared()
  expect(await outcomes(union)).toEqual(['agreed'])
  expect(await outcomes(shelter)).toEqual(['agreed'])
  expect([await open(union), await open(shelter)]).toEqual([0, 0])
}
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
    console.info(`c7: a pair of 10,000 events agreed in ${Math.round(performance.now() - began)} ms`)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect((await machinery()) - before).toBe(2)

    const [gone] = await shelter.db<
      { id: string }[]
    >`delete from exchange.event where iss = ${union.entityId} and jti = 'itf2500' returning case_id as id`
    const begun = performance.now()
    await compared()
    console.info(`c7: one missing of 10,000 was named in ${Math.round(performance.now() - begun)} ms`)
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

describe('c7: once a day', () => {
  const DAY = 86_400_000
  /** The exchange of a body at another time. */
  const at = (of: Body, time: number) =>
    createExchange({ ...of.ports, now: () => new Date(time), stamp: () => ({ ...of.ports.stamp(), now: new Date(time).toISOString() }) })
  const statements = async (of: Body) =>
    (await of.db<{ n: number }[]>`select count(*)::int as n from exchange.outbox where evt = 'digest-stated'`)[0]?.n ?? 0
  // A midnight to come that begins no Friday, by a clock that runs ahead.
  const midnight = (): number => {
    const next = Math.ceil(Date.now() / DAY) * DAY + DAY
    return new Date(next).getUTCDay() === 5 ? next + DAY : next
  }

  test('one replica of the first of a pair states it, ten minutes after midnight; the other one an hour later, when it has heard nothing', async () => {
    await referral()
    hub.setUp(false)
    hub.setUp(true)
    const [first, second] = shelter.entityId < union.entityId ? [shelter, union] : [union, shelter]
    const before = [await statements(first), await statements(second)]
    // Two partners of whom nobody knows anything any more; one is named before, one after the other end.
    for (const partner of ['https://aaa.test.example', 'https://zzz.test.example'])
      await first.db`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
        values (${randomId()}, ${partner}, 'sender', 'requested', false, 'sender', 0, 0)`
    const early = at(first, midnight() + 60_000)
    await early.tick()
    expect([await statements(first), await statements(second)]).toEqual(before)
    const replicas = [0, 1, 2].map(() => at(first, midnight() + 11 * 60_000))
    await Promise.all([...replicas, at(second, midnight() + 11 * 60_000)].map((one) => one.tick()))
    expect([await statements(first), await statements(second)]).toEqual([(before[0] ?? 0) + 1, before[1]])
    const [row] = await first.db<
      { since: number; until: number }[]
    >`select since, until from exchange.pair_digest where partner = ${second.entityId} order by until desc limit 1`
    expect(row).toEqual({ since: midnight() / 1000 - 15 * 86_400, until: midnight() / 1000 })
    const others = await first.db<
      { partner: string; outcome: string }[]
    >`select partner, outcome from exchange.pair_digest where partner like '%://zzz%' or partner like '%://aaa%'`
    expect([...others]).toEqual([{ partner: 'https://zzz.test.example', outcome: 'nothing' }])
    await first.db`delete from exchange.conversation where partner like '%://zzz%' or partner like '%://aaa%'`
    await at(second, midnight() + 71 * 60_000).tick()
    expect(await statements(second)).toBe((before[1] ?? 0) + 1)
    // What a clock that runs ahead signed waits at the other end for its time; it is of no use here.
    for (const { db } of [union, shelter]) {
      await db`update exchange.outbox set status = 'closed' where status = 'waiting'`
      await db`delete from exchange.pair_digest`
      await db`delete from exchange.waiting_room`
    }
    expect(faults()).toEqual([])
  })

  test('everything on Fridays, and while something is open', async () => {
    const [first] = shelter.entityId < union.entityId ? [shelter, union] : [union, shelter]
    const friday = (() => {
      for (let time = Math.ceil(Date.now() / DAY) * DAY; ; time += DAY) if (new Date(time).getUTCDay() === 5) return time
    })()
    await at(first, friday + 11 * 60_000).tick()
    const since = async () =>
      (await first.db<{ since: number }[]>`select since from exchange.pair_digest order by until desc limit 1`)[0]?.since
    expect(await since()).toBe(0)
    await at(first, friday + DAY + 11 * 60_000).tick()
    expect(await since()).toBe(friday / 1000 + 86_400 - 15 * 86_400)
    await first.db`insert into exchange.difference (partner, writer, kind, place, seq, since, until, found_at)
      select partner, 'here', 'unknown-here', ${randomId()}, 1, 0, 1, now() from exchange.pair_digest limit 1`
    await at(first, friday + 2 * DAY + 11 * 60_000).tick()
    expect(await since()).toBe(0)
    for (const { db } of [union, shelter]) {
      await db`update exchange.outbox set status = 'closed' where status = 'waiting'`
      await db`delete from exchange.pair_digest`
      await db`delete from exchange.difference`
      await db`delete from exchange.waiting_room`
    }
  })
})

describe('c7: who says nonsense, or asks without end', () => {
  const machineryOf = async (of: Body) =>
    (
      await of.db<
        { n: number }[]
      >`select count(*)::int as n from exchange.outbox where evt in ('digest-stated', 'chain-asked', 'chain-returned')`
    )[0]?.n ?? 0
  const say = async (from: Body, to: Body, event: Parameters<typeof send>[3]) => {
    const dispatch = await from.transaction(async (tx) => {
      const out = from.exchange.outgoing(tx)
      out.send({ to: to.entityId, caseId: null, event })
      return out.flush()
    })
    from.exchange.dispatch(dispatch)
  }
  const nonsense = (): Parameters<typeof send>[3] => {
    const buckets = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((bucket) => ({
      at: bucket,
      events: 1_000_000,
      digest: `${'C'.repeat(42)}A`,
    }))
    const direction = { events: 64_000_000, buckets }
    return { type: 'digest-stated', data: { from: 0, until: Math.floor(Date.now() / 1000), sent: direction, received: direction } }
  }

  test('a digest of nonsense costs at most the questions it raises, and ends', async () => {
    const before = await machineryOf(shelter)
    await say(union, shelter, nonsense())
    await settled()
    expect((await machineryOf(shelter)) - before).toBeLessThanOrEqual(1 + 128 + 128)
    expect(await outcomes(shelter)).toEqual(['agreed'])
    await agreed()
  })

  test('an answer to nothing that was asked is passed over', async () => {
    const listed = { id: randomId(), seq: 1, hash: `${'D'.repeat(42)}A` }
    await say(union, shelter, {
      type: 'chain-returned',
      data: { of: 'events', asked: randomId(), direction: 'sent', events: [listed], more: true },
    })
    await settled()
    expect(told(shelter, listed.id)).toEqual([])
  })

  test('what is asked without end is answered no more in that hour', async () => {
    await shelter.db`delete from exchange.pair_effort`
    const before = await machineryOf(shelter)
    await shelter.db`insert into exchange.pair_effort (partner, since, spent) values (${union.entityId}, now(), 1990)`
    for (let n = 0; n < 40; n += 1)
      await say(union, shelter, { type: 'chain-asked', data: { of: 'case', direction: 'sent', case: randomId(), after: 0 } })
    await settled()
    expect((await machineryOf(shelter)) - before).toBe(10)
    await say(union, shelter, nonsense())
    await settled()
    expect((await machineryOf(shelter)) - before).toBe(10)
    await shelter.db`update exchange.pair_effort set since = now() - interval '61 minutes'`
    await say(union, shelter, { type: 'chain-asked', data: { of: 'case', direction: 'sent', case: randomId(), after: 0 } })
    await settled()
    expect((await machineryOf(shelter)) - before).toBe(11)
  })

  test('a list that goes on for ever stops where no more differences are kept', async () => {
    await shelter.db`delete from exchange.pair_effort`
    const kept = union.ports.store.pairs.held
    let pages = 0
    const liar: Body['ports'] = {
      ...union.ports,
      store: {
        ...union.ports.store,
        pairs: {
          ...union.ports.store.pairs,
          digestOf: async (tx, pair, period) => {
            const told = await union.ports.store.pairs.digestOf(tx, pair, period)
            return { ...told, sent: { events: 1, buckets: [{ at: 'A', events: 1, digest: `${'E'.repeat(42)}A` }] } }
          },
          held: async (tx, pair, writer, scope, part) => {
            if (part.limit !== 101 || writer === 'there' || 'case' in scope || scope.bucket !== 'A')
              return kept(tx, pair, writer, scope, part)
            pages += 1
            const name = (n: number) => `A${String(pages * 1000 + n).padStart(20, '0')}A`
            return Array.from({ length: 101 }, (_, n) => ({ id: name(n), seq: 1, hash: `${'F'.repeat(42)}A`, at: '', waits: false }))
          },
        },
      },
    }
    const lying = createExchange(liar)
    await union.exchange.stop()
    await lying.start()
    const dispatch = await union.transaction((tx) => lying.compareWith(tx, shelter.entityId))
    lying.dispatch(dispatch)
    await settled()
    expect(pages).toBe(2)
    expect(await open(shelter)).toBe(200)
    await lying.stop()
    await union.exchange.stop()
    await shelter.db`delete from exchange.difference`
    await shelter.db`delete from exchange.pair_effort`
  })
})
