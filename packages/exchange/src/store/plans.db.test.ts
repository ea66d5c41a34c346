import { numberLeaves } from '@ihala/ledger'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { type Plans, plansOf } from '../../../../test/kit/plans.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { randomId, sqlStore } from '../index.ts'

const PARTNER = 'https://itf.ihala.test'

let database: FreshDatabase
let plans: Plans
/** The store keeps it for what is a transaction of its own; here nothing is. */
let db: Sql
beforeAll(async () => {
  database = await exchangeDatabase()
  plans = plansOf(database.appUrl)
  db = postgres(database.appUrl, { max: 1 })
})
afterAll(async () => {
  await Promise.all([plans.end(), db.end()])
  await database.drop()
})

// A plan made on empty tables is kept until the next ANALYZE: whatever is asked for every event must find its row by its name even then.
test('whether an event is known is asked of its name, not of all its author wrote (D9)', async () => {
  const plan = await plans.of('receipt, hash', (tx) => sqlStore(db).receiptsGiven(tx, PARTNER, randomId()))
  expect(plan).toMatch(/event_pkey/)
  expect(plan).toMatch(/issue_pkey/)
  expect(plan).toMatch(/quarantine_known/)
  expect(plan).not.toMatch(/Seq Scan|signed|_sent/)
})

test('the last numbered leaf is the end of an index, not of a sort of all leaves', async () => {
  const plan = await plans.of('position is not null order by', (tx) => numberLeaves(tx))
  expect(plan).toMatch(/Index Scan Backward using leaf_position_key/)
  expect(plan).not.toMatch(/Sort/)
})

test('an event, a conversation, a grant and what waits are found by their keys', async () => {
  expect(await plans.of('exchange.conversation', (tx) => sqlStore(db).lockConversation(tx, randomId()))).toMatch(/conversation_pkey/)
  expect(await plans.of('exchange.event', (tx) => sqlStore(db).eventAt(tx, randomId(), PARTNER, 1))).toMatch(/event_place/)
})
