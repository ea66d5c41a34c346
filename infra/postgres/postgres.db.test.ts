import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOrganisationDatabase } from './databases.ts'
import { forgetPostgres, type Postgres, startPostgres } from './server.ts'

const state = mkdtempSync(join(tmpdir(), 'ihala-postgres-'))
const dir = join(state, 'postgres')
const passwords = { owner: randomBytes(24).toString('base64url'), app: randomBytes(24).toString('base64url') }
let server: Postgres

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe<T[]>(text))]
  } finally {
    await sql.end({ timeout: 2 })
  }
}

beforeAll(async () => {
  // Postgres may run as another user, who must be able to go through.
  chmodSync(state, 0o711)
  server = await startPostgres({ dir })
}, 60_000)
afterAll(async () => {
  await server.stop()
  forgetPostgres(dir)
  rmSync(state, { recursive: true, force: true })
})

test('the server keeps what it promised to keep, and asks for passwords', async () => {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    expect(await query(server.adminUrl, `show ${setting}`)).toEqual([{ [setting]: 'on' }])
  }
  const wrong = new URL(server.adminUrl)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
})

test('two organisations have a database each, and neither enters the other’s', async () => {
  const shelter = await createOrganisationDatabase(server.adminUrl, 'care-house', passwords)
  const charity = await createOrganisationDatabase(server.adminUrl, 'charity', {
    owner: randomBytes(24).toString('base64url'),
    app: randomBytes(24).toString('base64url'),
  })
  expect(await query(shelter.appUrl, 'select current_database() as name, current_user as role')).toEqual([
    { name: 'ihala_care_house', role: 'care_house_app' },
  ])
  const elsewhere = new URL(charity.appUrl)
  elsewhere.pathname = '/ihala_care_house'
  await expect(query(elsewhere.href, 'select 1')).rejects.toThrow(/permission denied/)
})

test('the working role is bound by row-level security and makes no tables; doing it again changes nothing', async () => {
  const first = await createOrganisationDatabase(server.adminUrl, 'lawyers-association', passwords)
  await query(first.ownerUrl, 'create schema desk; create table desk.kept (id int); insert into desk.kept values (1)')
  expect(await createOrganisationDatabase(server.adminUrl, 'lawyers-association', passwords)).toEqual(first)
  expect(await query(first.ownerUrl, 'select id from desk.kept')).toEqual([{ id: 1 }])
  await expect(query(first.appUrl, 'create schema own')).rejects.toThrow(/permission denied/)
  await expect(query(first.appUrl, 'create table public.own (id int)')).rejects.toThrow(/permission denied/)
  expect(await query(first.appUrl, 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user')).toEqual([
    { rolsuper: false, rolbypassrls: false },
  ])
})

test('what was committed is there after the server was killed', async () => {
  const { ownerUrl } = await createOrganisationDatabase(server.adminUrl, 'itf', passwords)
  await query(ownerUrl, 'create schema desk; create table desk.kept (id int); insert into desk.kept values (7)')
  await server.killServer()
  expect(server.pid()).toBeUndefined()
  await server.startServer()
  expect(await query(ownerUrl, 'select id from desk.kept')).toEqual([{ id: 7 }])
}, 60_000)

test('a second start on the same folder ends the leftover server and keeps the data', async () => {
  const left = server.pid()
  server = await startPostgres({ dir })
  expect(server.pid()).not.toBe(left)
  const url = new URL(server.adminUrl)
  url.pathname = '/ihala_itf'
  expect(await query(url.href, 'select id from desk.kept')).toEqual([{ id: 7 }])
}, 60_000)
