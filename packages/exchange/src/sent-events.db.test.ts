import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { migrate } from '../test/bodies.ts'
import { randomId } from './index.ts'
import { grantUnder, sentEvents } from './sent-events.ts'

const SELF = 'https://care-house.ihala.test'
const PARTNER = 'https://itf.ihala.test'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await migrate(database)
})
afterAll(() => database.drop())

test('what left is read in the order of an index from its place on, planned while next to nothing is there (P3)', async () => {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = []
  // As a service connects: one plan for all values, made when it is first needed.
  const connection: Record<string, string> = {
    'ihala.staff': 'system',
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
  }
  const debug = (_connection: number, text: string, values: unknown[]) => void asked.push({ text, values })
  const db = postgres(database.appUrl, { max: 1, onnotice: () => undefined, connection, debug })
  const planOf = async (partner: string | undefined) => {
    await db.begin((tx) => sentEvents(tx, SELF, { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z', partner }, 50))
    const { text } = asked.find(
      ({ text: one }) => one.includes('exchange.outbox') && one.includes('o.recipient = ') === (partner !== undefined),
    ) ?? { text: '' }
    const name = partner === undefined ? 'to_all' : 'to_one'
    await db.unsafe(`prepare ${name} as ${text}`)
    const values = [...text.matchAll(/\$(\d+)(?!.*\$\1\b)/gs)].length
    const plan = await db.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain execute ${name} (${Array.from({ length: values }, () => 'null').join(', ')})`,
    )
    return plan.map((row) => row['QUERY PLAN']).join('\n')
  }
  try {
    const [all, one] = [await planOf(undefined), await planOf(PARTNER)]
    expect(all).toMatch(/Index Scan Backward using outbox_sent on outbox/)
    expect(one).toMatch(/Index Scan Backward using outbox_sent_to on outbox/)
    for (const plan of [all, one]) {
      expect(plan).toMatch(/using issue_sent on issue/)
      // Nothing is read whole, and nothing is put in order that an index did not give in order.
      expect(plan).not.toMatch(/Seq Scan|-> +(Incremental )?Sort/)
      expect(plan).toMatch(/ROW\(created_at, jti\) </)
    }
  } finally {
    await db.end()
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
