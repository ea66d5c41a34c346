import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { busDrops, noteBusDrop } from './bus-drops.ts'

let database: FreshDatabase
let db: postgres.Sql
beforeAll(async () => {
  database = await exchangeDatabase()
  db = postgres(database.appUrl, { max: 2, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await database.drop()
})

test('T6: what the bus dropped is told for seven days, then forgotten', async () => {
  const told = (now: string) => db.begin((tx) => busDrops(tx, now))
  expect(await told('2031-03-01T08:00:00Z')).toEqual({ dropped: 0, lastAt: null })
  for (const [at, name] of ['2031-03-01T08:00:00Z', '2031-03-04T08:00:00Z'].entries())
    await noteBusDrop(db, `01954a00-0000-7000-8000-00000000000${at}`, name)
  expect((await told('2031-03-04T09:00:00Z')).dropped).toBe(2)
  expect((await told('2031-03-10T08:00:00Z')).dropped).toBe(1)
  await noteBusDrop(db, '01954a00-0000-7000-8000-000000000002', '2031-03-20T08:00:00Z')
  expect((await db`select from exchange.bus_drop`).count).toBe(1)
})
