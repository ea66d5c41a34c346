import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Sql } from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitUntil } from '../../../infra/wait-until.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import type { MigrationSource } from './migration-files.ts'
import { migrationSources } from './migration-sources.ts'
import { migrate } from './migrations.ts'
import { openPool } from './pool.ts'

let database: FreshDatabase
let app: Sql
let folder: string
beforeEach(async () => {
  database = await freshDatabase()
  app = openPool(database.appUrl, { max: 2, name: 'test' })
  folder = mkdtempSync(join(tmpdir(), 'ihala-migrations-'))
})
afterEach(async () => {
  await app.end({ timeout: 1 })
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const write = (name: string, sql: string): void => writeFileSync(join(folder, name), sql)
const beds = (): MigrationSource => ({ schema: 'beds', folder: pathToFileURL(`${folder}/`), bytesArePersonal: true })
const chassis = migrationSources([])
const run = (sources: readonly MigrationSource[], pool = app) => migrate(pool, { ownerUrl: database.ownerUrl, sources })

test('the whole ladder applies, once, and the role that works can work', async () => {
  write('0001-beds.sql', 'create schema beds; create table beds.bed (number int)')
  expect(await run([...chassis, beds()])).toBeGreaterThanOrEqual(4)
  expect(await run([...chassis, beds()])).toBe(0)
  await app`insert into beds.bed values (4)`
  expect(await app`select number from beds.bed`).toEqual([{ number: 4 }])
  await expect(app`create table beds.other (number int)`).rejects.toThrow('permission denied')
  await expect(app`insert into kit.migration values ('x', 'y', 'z')`).rejects.toThrow('permission denied')
  const [owner] = await app`select tableowner from pg_tables where schemaname = 'kit' limit 1`
  expect(owner).toEqual({ tableowner: new URL(database.ownerUrl).username })
})

test('a later file gets the same rights', async () => {
  write('0001-beds.sql', 'create schema beds')
  await run([...chassis, beds()])
  write('0002-rooms.sql', 'create table beds.room (id bigint generated always as identity primary key, name text)')
  expect(await run([...chassis, beds()])).toBe(1)
  expect(await app`insert into beds.room (name) values ('one') returning id`).toEqual([{ id: 1 }])
})

test('a migrated database costs one query, and no owner', async () => {
  await run(chassis)
  const asked: string[] = []
  const watched = openPool(database.appUrl, { max: 1, name: 'test' })
  watched.options.debug = (_connection, query) => asked.push(query)
  try {
    expect(await migrate(watched, { ownerUrl: 'postgres://nobody@127.0.0.1:1/none', sources: chassis })).toBe(0)
    expect(asked.filter((query) => query.includes('kit.migration'))).toHaveLength(1)
  } finally {
    await watched.end()
  }
})

test('two replicas at once: each file is applied once', async () => {
  write('0001-beds.sql', 'create schema beds; create table beds.bed (number int); select pg_sleep(0.2)')
  const counts = await Promise.all([run([...chassis, beds()]), run([...chassis, beds()])])
  expect(counts.filter((count) => count === 0)).toHaveLength(1)
})

test('an applied file that was changed is refused by name', async () => {
  write('0001-beds.sql', 'create schema beds')
  await run([...chassis, beds()])
  write('0001-beds.sql', 'create schema beds; -- a better idea')
  await expect(run([...chassis, beds()])).rejects.toThrow('database: beds/0001-beds.sql was changed after it was applied')
})

test('a database of a newer version is refused', async () => {
  write('0001-beds.sql', 'create schema beds')
  write('0002-rooms.sql', 'create table beds.room (name text)')
  await run([...chassis, beds()])
  rmSync(join(folder, '0002-rooms.sql'))
  await expect(run([...chassis, beds()])).rejects.toThrow('this one does not know beds/0002-rooms.sql')
})

test('a file that fails is rolled back whole and named', async () => {
  write('0001-beds.sql', 'create schema beds; create table beds.bed (number int); create table beds.bed (number int)')
  await expect(run([...chassis, beds()])).rejects.toThrow('the migration beds/0001-beds.sql failed and was rolled back')
  expect(await app`select from pg_namespace where nspname = 'beds'`).toHaveLength(0)
})

test('T58: a file that lost a deadlock against work that goes on is tried again, and the work is kept', async () => {
  write('0001-beds.sql', 'create schema beds; create table beds.bed (number int); create table beds.stay (number int)')
  await run([...chassis, beds()])
  write('0002-more.sql', 'alter table beds.stay add column night date; alter table beds.bed add column floor int')
  let migrated: Promise<number> | undefined
  await app.begin(async (tx) => {
    await tx`insert into beds.bed values (4)`
    migrated = run([...chassis, beds()])
    // It has the one table and waits for the other; since it waited first, it is the one the database breaks off.
    await waitUntil(
      'the migration waits',
      async () => {
        const [waiting] = await app`select from pg_locks where not granted and relation = 'beds.bed'::regclass`
        return waiting
      },
      10_000,
    )
    await tx`insert into beds.stay values (4)`
  })
  expect(await migrated).toBe(1)
  expect(await app`select number, floor from beds.bed`).toEqual([{ number: 4, floor: null }])
  expect(await app`select number, night from beds.stay`).toEqual([{ number: 4, night: null }])
})

test('a file out of order is refused', async () => {
  write('0002-beds.sql', 'create schema beds')
  await expect(run([beds()])).rejects.toThrow('beds/0002-beds.sql is out of order')
})

test('T33: a table with bytes and no fence refuses the start, also the next one', async () => {
  write(
    '0001-beds.sql',
    'create schema beds; create table beds.stay (case_id text, note bytea); alter table beds.stay enable row level security',
  )
  for (const _ of [1, 2])
    await expect(run([...chassis, beds()])).rejects.toThrow('row-level security is not enabled, forced and given a policy on beds.stay')
  write('0002-fence.sql', 'alter table beds.stay force row level security; create policy fence on beds.stay using (kit.sees(case_id))')
  expect(await run([...chassis, beds()])).toBe(1)
})

test('T33: a comment says of bytes that they are not personal, and of a table without bytes that it is', async () => {
  write(
    '0001-beds.sql',
    `create schema beds; create table beds.plan (picture bytea); comment on table beds.plan is 'not personal: the floor plan'`,
  )
  await run([...chassis, beds()])
  write('0002-stays.sql', `create table beds.stay (who text); comment on table beds.stay is 'personal: who stays'`)
  await expect(run([...chassis, beds()])).rejects.toThrow('on beds.stay;')
})

test('T33: a role above the fences refuses the start', async () => {
  await run(chassis)
  for (const url of [database.ownerUrl, database.adminUrl]) {
    const above = openPool(url, { max: 1, name: 'test' })
    try {
      await expect(run(chassis, above)).rejects.toThrow('is a superuser, bypasses row-level security or owns the tables')
    } finally {
      await above.end()
    }
  }
})
