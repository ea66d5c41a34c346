import { eq, sql as expression } from 'drizzle-orm'
import { integer, jsonb, pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { uuidv7 } from './ids.ts'
import { isAway, openPool, untilThere } from './pool.ts'
import { build, type Given, insertion, statement } from './statement.ts'

let database: FreshDatabase
let sql: Sql
beforeAll(async () => {
  database = await freshDatabase()
  sql = openPool(database.ownerUrl, { max: 1, name: 'test' })
  await sql`create schema beds`
  await sql`create table beds.stay (id uuid primary key, bed_number int not null, came_at timestamptz not null, facts jsonb)`
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

test('values come as the network writes them', async () => {
  const [row] = await sql`
    select '2026-03-01 11:00:00.5+03'::timestamptz as came_at, '2026-03-01 08:00:00.123456+00'::timestamptz as micro,
      '2026-03-01'::date as on_day, 41::bigint as small, 9007199254740993::bigint as large, 1.50::numeric as exact,
      '\\x0102'::bytea as bytes, '{"snake_case": {"a_b": 1}}'::jsonb as some_json, null as nothing_here,
      array['a_b', 'c'] as word_list, array['2026-03-01 08:00:00+00'::timestamptz] as time_list`
  expect(row).toEqual({
    cameAt: '2026-03-01T08:00:00.500Z',
    micro: '2026-03-01T08:00:00.123Z',
    onDay: '2026-03-01',
    small: 41,
    large: 9007199254740993n,
    exact: '1.50',
    bytes: Buffer.from([1, 2]),
    someJson: { snake_case: { a_b: 1 } },
    nothingHere: null,
    wordList: ['a_b', 'c'],
    timeList: ['2026-03-01T08:00:00.000Z'],
  })
})

test('instants, dates and bytes go in as they come out', async () => {
  const [row] = await sql`
    select ${'2026-03-01T08:00:00.123Z'}::timestamptz as at, ${'2026-03-01'}::date as day, ${Buffer.from('x')}::bytea as bytes, ${12}::bigint as count`
  expect(row).toEqual({ at: '2026-03-01T08:00:00.123Z', day: '2026-03-01', bytes: Buffer.from('x'), count: 12 })
})

test('plans are generic and made for full tables', async () => {
  const [row] = await sql`select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as scans`
  expect(row).toEqual({ plans: 'force_generic_plan', scans: 'off' })
})

const stays = pgSchema('beds').table('stay', {
  id: uuid('id').primaryKey(),
  bedNumber: integer('bed_number').notNull(),
  cameAt: timestamp('came_at', { withTimezone: true, mode: 'string' }).notNull(),
  facts: jsonb('facts').$type<{ a_b: number }>(),
})

test('a statement is built once and answers typed rows in camelCase', async () => {
  const insert = insertion(stays, ['id', 'bedNumber', 'cameAt', 'facts'], (row) => row.returning())
  const byBed = statement((given: Given<{ bed: number }>) => build.select().from(stays).where(eq(stays.bedNumber, given.bed)))
  const move = statement((given: Given<{ id: string; to: number }>) =>
    build.update(stays).set({ bedNumber: given.to }).where(eq(stays.id, given.id)).returning({ bedNumber: stays.bedNumber }),
  )
  const some = statement((given: Given<{ limit: number }>) => build.select({ id: stays.id }).from(stays).limit(given.limit))
  const id = uuidv7()
  const at = '2026-03-01T08:00:00.000Z'
  await sql.begin(async (tx) => {
    const row = { id, bedNumber: 4, cameAt: at, facts: { a_b: 1 } }
    expect(await insert.first(tx, row)).toEqual(row)
    const [found] = await byBed.run(tx, { bed: 4 })
    expect(found?.cameAt.slice(0, 10)).toBe('2026-03-01')
    const moved = await move.run(tx, { id, to: 7 })
    expect([moved.count, moved[0]?.bedNumber]).toEqual([1, 7])
    expect(await byBed.first(tx, { bed: 4 })).toBeUndefined()
    expect((await some.run(tx, { limit: 0 })).count).toBe(0)
    // @ts-expect-error: the compiler asks for each parameter
    await expect(byBed.run(tx, {})).rejects.toThrow('needs a value for bed')
  })
})

test('a field that would come back under another name is refused at load', () => {
  expect(() => statement(() => build.select({ number: stays.bedNumber }).from(stays))).toThrow(
    'the field number of a statement comes back as bedNumber',
  )
  expect(() => statement(() => build.select({ most: expression<number>`max(bed_number)` }).from(stays))).toThrow("called .as('…')")
  expect(statement(() => build.select({ most: expression<number>`max(bed_number)`.as('most') }).from(stays)).text).toContain(
    'max(bed_number)',
  )
})

test('a database that is away is waited for, with growing pauses, and said so', async () => {
  const away = openPool('postgres://app:x@127.0.0.1:1/none', { max: 1, name: 'test' })
  const waits: [string, number][] = []
  const stopping = new AbortController()
  const waiting = untilThere(() => away`select 1`, {
    onWait: (code, wait) => {
      waits.push([code, wait])
      if (waits.length === 2) stopping.abort(new Error('stopped'))
    },
    signal: stopping.signal,
  })
  await expect(waiting).rejects.toThrow('stopped')
  expect(waits).toEqual([
    ['ECONNREFUSED', 100],
    ['ECONNREFUSED', 200],
  ])
  await away.end()
})

test('a wrong password is no reason to wait', async () => {
  const url = new URL(database.appUrl)
  url.password = 'wrong'
  const locked = openPool(url.href, { max: 1, name: 'test' })
  const fault: unknown = await locked`select 1`.catch((thrown: unknown) => thrown)
  expect(isAway(fault)).toBe(false)
  await locked.end()
})
