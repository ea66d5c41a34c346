import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { plansOf } from '../../../test/kit/plans.ts'
import { exchangeDatabase } from '../test/tables.ts'
import { randomId } from './index.ts'
import { grantUnder, sentEvents } from './sent-events.ts'

const SELF = 'https://care-house.ihala.test'
const PARTNER = 'https://itf.ihala.test'

let database: FreshDatabase
beforeAll(async () => {
  database = await exchangeDatabase()
})
afterAll(() => database.drop())

test('what left is read in the order of an index from its place on, planned while next to nothing is there (P3)', async () => {
  const plans = plansOf(database.appUrl)
  const period = { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }
  const planOf = (partner: string | undefined, log?: 'without') =>
    plans.of('exchange.outbox', (tx) => sentEvents(tx, SELF, { ...period, partner, log }, 50))
  try {
    const [all, one, ofWork] = [await planOf(undefined), await planOf(PARTNER), await planOf(undefined, 'without')]
    expect(all).toMatch(/Index Scan Backward using outbox_sent on outbox/)
    expect(ofWork).toMatch(/Index Scan Backward using outbox_sent on outbox/)
    expect(one).toMatch(/Index Scan Backward using outbox_sent_to on outbox/)
    for (const plan of [all, one, ofWork]) {
      expect(plan).toMatch(/using issue_sent on issue/)
      // Nothing is read whole, and nothing is put in order that an index did not give in order.
      expect(plan).not.toMatch(/Seq Scan|-> +(Incremental )?Sort/)
      expect(plan).toMatch(/ROW\(created_at, jti\) </)
    }
  } finally {
    await plans.end()
  }
})

test('an event is said to go under the grant that covers it by the event table', () => {
  const held = { side: 'recipient' as const, requestGrant: randomId(), wayBackGrant: randomId() }
  expect(grantUnder('referral-accepted', held)).toBe(held.requestGrant)
  expect(grantUnder('referral-progressed', held)).toBe(held.wayBackGrant)
  expect(grantUnder('referral-completed', { ...held, wayBackGrant: null })).toBe(held.requestGrant)
  expect(grantUnder('note-added', { ...held, side: 'sender' })).toBe(held.requestGrant)
  expect(grantUnder('sections-disclosed', { ...held, side: 'sender' })).toBe(held.requestGrant)
  expect(grantUnder('digest-stated', { side: null, requestGrant: null, wayBackGrant: null })).toBeNull()
  expect(grantUnder('of-another-time', held)).toBeNull()
})
