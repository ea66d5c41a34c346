import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Body } from '../../test/bodies.ts'
import { comparingPair, machineryOf, open, outcomes, told } from '../../test/comparing-pair.ts'
import { createExchange, randomId } from '../index.ts'

const { hub, send, settled, referral, agreed, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
})
afterAll(pair.close)
const faults = () => [...union.faults, ...shelter.faults]

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
    await at(second, midnight() + 11 * 60_000).tick()
    expect([await statements(first), await statements(second)]).toEqual(before)
    await Promise.all([0, 1, 2].map(() => at(first, midnight() + 11 * 60_000).tick()))
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
    // The other end never heard it: what a clock that runs ahead signed waits there for its time.
    await hub.idle()
    await second.db`delete from exchange.waiting_room`
    await at(second, midnight() + 71 * 60_000).tick()
    expect(await statements(second)).toBe((before[1] ?? 0) + 1)
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
