import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { randomId } from '../index.ts'
import { SETTLE } from './outbox.ts'

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
    const scans = plan.map((row) => /Scan using (outbox_\w+)/.exec(row['QUERY PLAN'])?.[1]).filter((name) => name !== undefined)
    expect(scans.sort()).toEqual(['outbox_chain', 'outbox_pkey'])
  } finally {
    await db.end()
  }
})
