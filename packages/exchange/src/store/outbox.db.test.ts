import type { ReceiptClaims } from '@ihala/contract'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { randomId } from '../index.ts'
import { makeDue, SETTLE, settle } from './outbox.ts'

const PARTNER = 'https://care-house.test.example'

let database: FreshDatabase
beforeAll(async () => {
  database = await exchangeDatabase()
})
afterAll(() => database.drop())

test('what settles receipts is planned while next to nothing is there, and finds its rows by their names for ever (P3)', async () => {
  // As a service connects: one plan for all values, made when it is first needed.
  const connection: Record<string, string> = {
    'ihala.staff': 'system',
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
  }
  const db = postgres(database.appUrl, { max: 1, onnotice: () => undefined, connection })
  try {
    for (let rows = 0; rows < 20; rows += 1) {
      const caseId = randomId()
      await db`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, my_head, their_seq)
        values (${caseId}, 'https://care-house.test.example', 'sender', 'requested', false, 'sender', 1, 'hash', 0)`
      await db`
        insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, sealed, next_at, expires_at, created_at)
        values (${randomId()}, 'https://care-house.test.example', ${caseId}, 1, 'referral-requested', 'hash', 'digest', 'sealed', now(), now(), now())`
    }
    await db.unsafe(`prepare settle (text[], text[], text[], text[], text[], text[], timestamptz) as ${SETTLE}`)
    const plan = await db.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain execute settle ('{a}', '{b}', '{c}', '{stored}', '{null}', '{d}', now())`,
    )
    const scans = plan
      .map((row) => /Scan using ((?:outbox|conversation)_\w+)/.exec(row['QUERY PLAN'])?.[1])
      .filter((name) => name !== undefined)
    expect(scans.sort()).toEqual(['conversation_pkey', 'conversation_pkey', 'outbox_chain', 'outbox_pkey', 'outbox_pkey'])
  } finally {
    await db.end()
  }
})

/** An outbox of some conversations with one event each, and two connections to it. */
async function crowd(count: number) {
  const connect = () => postgres(database.appUrl, { max: 2, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } })
  const [here, there] = [connect(), connect()]
  const events = Array.from({ length: count }, () => ({ caseId: randomId(), jti: randomId() }))
  for (const { caseId, jti } of events) {
    await here`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, my_head, their_seq)
      values (${caseId}, ${PARTNER}, 'sender', 'requested', false, 'sender', 1, 'hash', 0)`
    await here`
      insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, sealed, next_at, expires_at, created_at)
      values (${jti}, ${PARTNER}, ${caseId}, 1, 'referral-requested', 'hash', ${jti}, 'sealed', now() + interval '1 hour', now() + interval '1 day', now())`
  }
  /** Resolves when somebody waits for what another holds. */
  const somebodyWaits = async () => {
    while ((await here`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).count === 0);
  }
  const end = async () => void (await Promise.all([here.end(), there.end()]))
  return { here, there, events, somebodyWaits, end }
}

test('a receipt that comes while somebody writes in its conversation waits for it, and holds nothing that they need', async () => {
  const { here, there, events, somebodyWaits, end } = await crowd(1)
  const [event = { caseId: '', jti: '' }] = events
  const claims = { of: event.jti, iss: PARTNER, hash: 'hash', outcome: 'stored' } as ReceiptClaims
  let settling: ReturnType<typeof settle> | undefined
  await here.begin(async (tx) => {
    await tx`select from exchange.conversation where case_id = ${event.caseId} for update`
    settling = settle(there, [{ claims, jws: 'receipt' }], new Date().toISOString())
    await somebodyWaits()
    // Signed again, an event takes the place of the one before.
    await tx`update exchange.outbox set attempts = 1 where jti = ${event.jti}`
  })
  expect(await settling).toMatchObject([{ closed: true, caseId: event.caseId }])
  await end()
})

test('T4: when the bus is back all that waits is made due, and nothing is held while somebody is waited for', async () => {
  const { here, there, events, somebodyWaits, end } = await crowd(300)
  const [first, last] = [events[0]?.jti ?? '', events.at(-1)?.jti ?? '']
  const now = new Date().toISOString()
  let making: Promise<void> | undefined
  await here.begin(async (tx) => {
    await tx`update exchange.outbox set attempts = 3 where jti = ${last}`
    making = makeDue(there, now)
    await somebodyWaits()
    await tx`update exchange.outbox set attempts = 3 where jti = ${first}`
  })
  await making
  const due =
    await here`select 1 from exchange.outbox where next_at = ${now} and attempts = 0 and jti = any(${events.map(({ jti }) => jti)})`
  // The first was made due before it was tried three times more.
  expect(due.count).toBe(events.length - 1)
  await end()
})
