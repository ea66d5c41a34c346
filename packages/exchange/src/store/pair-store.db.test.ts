import type { Tx } from '@ihala/ledger'
import { hashOf } from '@ihala/seal'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { uuid } from '../../test/stamps.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { memoryRows, newUnit, sqlStore } from '../index.ts'
import { newConversation } from './conversation.ts'
import type { Pair } from './pair-store.ts'
import type { Store } from './store.ts'

const SELF = 'https://itf.test.example'
const PARTNER = 'https://care-house.test.example'
const OTHER = 'https://charity.test.example'
const NOW = '2026-03-02T10:00:00.000Z'
const IAT = Date.parse(NOW) / 1000
const PAIR: Pair = { self: SELF, partner: PARTNER }
const PERIOD = { from: IAT - 100, until: IAT + 100 }
const id = (name: string): string => `${name.padEnd(21, '0')}A`
const hash = (name: string): string => hashOf(name)
const lines = (...events: [string, number, string][]): string => hashOf(events.map(([at, seq, of]) => `${at}.${seq}.${of}\n`).join(''))

let database: FreshDatabase
let db: postgres.Sql
beforeAll(async () => {
  database = await exchangeDatabase()
  db = postgres(database.appUrl, {
    max: 2,
    onnotice: () => undefined,
    connection: { 'ihala.staff': 'system', plan_cache_mode: 'force_generic_plan' },
  })
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

type Run<T> = <R>(work: (tx: T) => Promise<R>) => Promise<R>

/** What a pair may hold: both directions, another partner, pieces of files, further issues, quarantine, machinery, waiting. */
async function fill<T>(store: Store<T>, run: Run<T>): Promise<void> {
  const event = (iss: string, jti: string, caseId: string | null, seq: number | null, evt: string, iat = IAT, of = jti) => ({
    iss,
    jti: id(jti),
    caseId: caseId && id(caseId),
    seq,
    evt,
    at: NOW,
    iat,
    hash: hash(of),
    leafId: uuid(),
    part: '' as const,
    innerJws: Buffer.alloc(1),
    receipt: iss === SELF ? null : 'receipt',
    signedBy: null,
    encTo: null,
  })
  const sentTo = (recipient: string, row: ReturnType<typeof event>) => ({
    jti: row.jti,
    recipient,
    caseId: row.caseId,
    seq: row.seq,
    evt: row.evt,
    hash: row.hash,
    digest: row.hash,
    sealed: 'sealed',
    encTo: 'key',
    createdAt: NOW,
    expiresAt: NOW,
    head: false,
  })
  const talk = (name: string, partner: string, side: 'sender' | 'recipient') => ({
    ...newConversation(id(name), partner, side),
    life: { state: 'requested' as const, cancelling: false, responsible: 'sender' as const },
    mySeq: 1,
  })
  const ours = [
    event(SELF, 's1', 'Alpha', 1, 'referral-requested'),
    event(SELF, 's2', 'Alpha', 2, 'cancellation-requested'),
    event(SELF, 's3', 'beta', 1, 'referral-opened', IAT - 1_000),
    event(SELF, 's4', null, null, 'file-chunk'),
    event(SELF, 's5', null, null, 'digest-stated'),
  ]
  const others = [event(SELF, 'o1', 'gamma', 1, 'referral-requested'), event(SELF, 'o2', null, null, 'file-chunk')]
  const unit = newUnit()
  unit.events.push(
    ...ours,
    ...others,
    event(PARTNER, 't1', 'Alpha', 1, 'referral-opened'),
    event(PARTNER, 't2', 'Alpha', 2, 'referral-accepted'),
    event(PARTNER, 't3', 'Alpha', 3, 'note-added', IAT, 't2'),
    event(PARTNER, 't4', null, null, 'file-chunk'),
    event(PARTNER, 't5', null, null, 'chain-asked'),
  )
  unit.outbox.push(...ours.map((row) => sentTo(PARTNER, row)), ...others.map((row) => sentTo(OTHER, row)))
  for (const one of [talk('Alpha', PARTNER, 'sender'), talk('beta', PARTNER, 'recipient'), talk('gamma', OTHER, 'sender')])
    unit.conversations.set(one.caseId, one)
  await run((tx) => store.writeUnit(tx, unit))
  const closed = ours.filter(({ jti }) => jti !== id('s2'))
  await store.settle(
    closed.map((row) => ({
      jws: 'receipt',
      claims: {
        iss: PARTNER,
        aud: SELF,
        jti: row.jti,
        iat: IAT,
        enc_to: 'key',
        of: row.jti,
        hash: row.hash,
        outcome: 'stored',
        leaf: hash('leaf'),
      },
    })),
    NOW,
  )
  const again = event(PARTNER, 't6', 'Alpha', 1, 'referral-opened', IAT + 5)
  await run((tx) =>
    store.writeReceivedIssue(tx, { caseId: id('Alpha'), row: { ...again, caseId: id('Alpha'), seq: 1 }, theirHead: null, unit: newUnit() }),
  )
  const refused = {
    senderTag: 'A',
    code: 'grant-missing',
    at: NOW,
    sealed: Buffer.alloc(1),
    receipt: 'receipt',
    iss: PARTNER,
    iat: IAT,
  } as const
  await run(async (tx) => {
    await store.quarantine(tx, {
      ...refused,
      id: uuid(),
      jti: id('q1'),
      case: id('delta'),
      seq: 1,
      hash: hash('q1'),
      evt: 'referral-requested',
    })
    await store.quarantine(tx, { ...refused, id: uuid(), jti: id('q2'), hash: hash('q2'), evt: 'chain-returned' })
    await store.quarantine(tx, { ...refused, id: uuid(), jti: id('q3'), hash: hash('q3'), evt: 'file-chunk' })
    await store.quarantine(tx, { ...refused, id: uuid(), jti: id('q4'), case: id('delta'), seq: 2, hash: hash('q4'), receipt: null })
  })
}

function eachAdapter(body: <T>(store: Store<T>, run: Run<T>) => Promise<void>): void {
  test('in PostgreSQL', async () => {
    await db`truncate exchange.event, exchange.outbox, exchange.issue, exchange.quarantine, exchange.conversation, ledger.leaf, ledger.leaf_content`.catch(
      async () => {
        for (const table of [
          'event',
          'outbox',
          'issue',
          'quarantine',
          'conversation',
          'difference',
          'pair_ask',
          'pair_digest',
          'pair_effort',
          'pair_answer',
        ])
          await db.unsafe(`delete from exchange.${table}`)
      },
    )
    await body<Tx>(sqlStore(db), (work) => db.begin(work) as never)
  })
  test('in memory', async () => {
    const { store, transaction } = memoryRows().client()
    await body(store, transaction)
  })
}

describe('c7: a digest counts as `digest-stated` says', () => {
  eachAdapter(async (store, run) => {
    await fill(store, run)
    const digests = await run((tx) => store.pairs.digestOf(tx, PAIR, PERIOD))
    expect(digests.sent).toEqual({
      events: 3,
      buckets: [
        { at: 'A', events: 2, digest: lines([id('Alpha'), 1, hash('s1')], [id('Alpha'), 2, hash('s2')]) },
        { at: 's', events: 1, digest: lines([id('s4'), 0, hash('s4')]) },
      ],
    })
    expect(digests.received).toEqual({
      events: 6,
      buckets: [
        { at: 'A', events: 3, digest: lines([id('Alpha'), 1, hash('t6')], [id('Alpha'), 2, hash('t2')], [id('Alpha'), 3, hash('t2')]) },
        { at: 'd', events: 1, digest: lines([id('delta'), 1, hash('q1')]) },
        { at: 'q', events: 1, digest: lines([id('q3'), 0, hash('q3')]) },
        { at: 't', events: 1, digest: lines([id('t4'), 0, hash('t4')]) },
      ],
    })
    const all = await run((tx) => store.pairs.digestOf(tx, PAIR, { from: 0, until: IAT + 100 }))
    expect([all.sent.events, all.received.events]).toEqual([4, 6])
    expect((await run((tx) => store.pairs.digestOf(tx, PAIR, { from: 0, until: IAT }))).sent.events).toBe(1)
  })
})

describe('c7: what is held is listed by parts, and what stands at a place is known', () => {
  eachAdapter(async (store, run) => {
    await fill(store, run)
    const scope = { bucket: 'A', period: PERIOD }
    const list = (writer: 'here' | 'there', after: number | null, last: number | null, waiting = true, limit = 10) =>
      run(async (tx) => {
        const place = (seq: number | null) => (seq === null ? null : { id: id('Alpha'), seq })
        const rows = await store.pairs.held(tx, PAIR, writer, scope, { after: place(after), last: place(last), limit, waiting })
        return rows.map(({ seq, waits }) => (waits ? `${seq} waits` : `${seq}`))
      })
    expect(await list('here', null, null)).toEqual(['1', '2 waits'])
    expect(await list('here', null, null, false)).toEqual(['1'])
    expect(await list('there', 1, 2)).toEqual(['2'])
    expect(await list('there', null, null, true, 2)).toEqual(['1', '2'])
    const standing = await run((tx) =>
      store.pairs.standing(tx, PAIR, 'there', [
        { id: id('Alpha'), seq: 1 },
        { id: id('delta'), seq: 1 },
        { id: id('delta'), seq: 2 },
        { id: id('t4'), seq: 0 },
      ]),
    )
    const known = standing.map((one) => [one.id, one.seq, [...one.hashes].sort()]).sort()
    expect(known).toEqual([
      [id('Alpha'), 1, [hash('t1'), hash('t6')].sort()],
      [id('delta'), 1, [hash('q1')]],
      [id('t4'), 0, [hash('t4')]],
    ])
    const own = await run((tx) =>
      store.pairs.standing(tx, PAIR, 'here', [
        { id: id('Alpha'), seq: 1 },
        { id: id('Alpha'), seq: 2 },
        { id: id('gamma'), seq: 1 },
        { id: id('s4'), seq: 0 },
      ]),
    )
    expect(own.map(({ id: at, seq, waits, receiptedAt }) => [at, seq, waits, receiptedAt]).sort()).toEqual([
      [id('Alpha'), 1, false, NOW],
      [id('Alpha'), 2, true, null],
      [id('s4'), 0, false, NOW],
    ])
    const elsewhere = await run((tx) =>
      store.pairs.elsewhere(tx, PAIR, 'there', [
        { id: id('Alpha'), seq: 3, hash: hash('t2') },
        { id: id('Alpha'), seq: 1, hash: hash('t1') },
      ]),
    )
    expect(elsewhere).toEqual([{ id: id('Alpha'), seq: 3, hash: hash('t2') }])
  })
})

describe('c7: a difference is told once while it is open, and at most so many', () => {
  eachAdapter(async (store, run) => {
    const found = (name: string, seq = 1) => ({ partner: PARTNER, writer: 'here', kind: 'missing-there', id: id(name), seq }) as const
    const note = (...names: string[]) =>
      run((tx) =>
        store.pairs.noteDifferences(
          tx,
          names.map((name) => ({ ...found(name), name: uuid() })),
          PERIOD,
          NOW,
        ),
      )
    const told = await note('Alpha', 'beta')
    expect(told.map((one) => one.id)).toEqual([id('Alpha'), id('beta')])
    expect(await note('Alpha')).toEqual([])
    const settlement = { partner: PARTNER, writer: 'here', buckets: ['A', 'b'], after: null, last: null } as const
    const resolve = (period: typeof PERIOD, except: string[]) =>
      run((tx) => store.pairs.resolve(tx, { ...settlement, period, except: except.map((name) => ({ id: id(name), seq: 1 })) }, NOW))
    const open = () => run((tx) => store.pairs.openDifferences(tx, PARTNER))
    expect(await resolve({ from: PERIOD.from + 1, until: PERIOD.until }, [])).toEqual([])
    expect(await open()).toBe(2)
    expect(await resolve(PERIOD, ['beta'])).toEqual([told[0]])
    expect(await open()).toBe(1)
    expect(await note('Alpha')).toHaveLength(1)
    const many = Array.from({ length: 300 }, (_, n) => `C${n}x`)
    expect(await note(...many)).toHaveLength(198)
    expect(await open()).toBe(200)
  })
})

describe('what was answered of a place is kept by partner and place; one at a time reads it', () => {
  eachAdapter(async (store, run) => {
    const book = (place: string, by: number) =>
      run(async (tx) => {
        const before = await store.pairs.answered(tx, PARTNER, place, NOW)
        await new Promise((resolve) => setImmediate(resolve))
        await store.pairs.noteAnswered(tx, PARTNER, place, { ...before, spent: before.spent + by, goesOn: id('next') })
      })
    await Promise.all([book(id('Alpha'), 1), book(id('Alpha'), 2), book('', 8)])
    const of = (partner: string, place: string) => run((tx) => store.pairs.answered(tx, partner, place, '2026-03-09T10:00:00.000Z'))
    expect(await of(PARTNER, id('Alpha'))).toEqual({ since: NOW, spent: 3, goesOn: id('next') })
    expect(await of(PARTNER, '')).toEqual({ since: NOW, spent: 8, goesOn: id('next') })
    expect(await of(OTHER, '')).toEqual({ since: '2026-03-09T10:00:00.000Z', spent: 0, goesOn: null })
  })
})
