import { createHash } from 'node:crypto'
import { randomId } from '@ihala/kit'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serviceOf } from '../adversary/http/network.ts'
import { type LoneService, loneService } from '../kit/lone-service.ts'

let office: LoneService
let admin: Sql
beforeAll(async () => {
  office = await loneService(await serviceOf('union-liaison'), { slug: 'itf' })
  admin = postgres(office.database.adminUrl, { max: 1, onnotice: () => undefined })
  // Whoever signs in is known before anything is counted.
  await Promise.all([count(randomId()), office.signIn('analyst', ['analyst'])])
}, 60_000)
afterAll(async () => {
  await admin?.end({ timeout: 1 })
  await office?.stop()
})

const count = (token: string) =>
  office.asks('officer', ['liaison-officer'], { method: 'POST', url: '/refusal-counts', body: { token, need: 'shelter' } })
const shown = async () => (await office.asks('analyst', ['analyst'], { method: 'GET', url: '/refusal-counts' })).body.rows

async function tables(): Promise<readonly string[]> {
  const rows = await admin<{ table: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' order by 1`
  return rows.map(({ table }) => table)
}

/** How many rows each table has, but sessions, whose every sign-in is one. */
async function standing(): Promise<Readonly<Record<string, number>>> {
  const names = (await tables()).filter((table) => table !== 'kit.session' && table !== 'desk.refusal_count')
  const counts = await Promise.all(names.map((table) => admin.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)))
  return Object.fromEntries(names.map((table, at) => [table, counts[at]?.[0]?.n ?? 0]))
}

test('C10, c12: counting leaves one row of a week, a need and a hash, and no trace of who, when or whom anywhere', async () => {
  const before = await standing()
  const tokens = [randomId(), randomId()]
  for (const token of tokens) expect(await count(token)).toMatchObject({ status: 201, body: { counted: true } })
  expect(await standing()).toEqual(before)

  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'))
  const rows = await admin<{ row: Record<string, string> }[]>`
    select jsonb_build_object('token_hash', encode(token_hash, 'hex')) || to_jsonb(r) - 'token_hash' || jsonb_build_object('token_hash', encode(token_hash, 'hex')) as row
    from desk.refusal_count r where encode(token_hash, 'hex') = any(${hashes})`
  expect(rows).toHaveLength(2)
  for (const { row } of rows) {
    expect(Object.keys(row).sort()).toEqual(['need', 'token_hash', 'week'])
    expect(new Date(`${row.week}T00:00:00Z`).getUTCDay()).toBe(1)
  }
  for (const table of await tables()) {
    const [found] = await admin.unsafe<{ n: number }[]>(
      `select count(*)::int as n from ${table} t where ${[...tokens, ...hashes].map((one) => `t::text like '%${one}%'`).join(' or ')}`,
    )
    expect(found?.n, table).toBe(table === 'desk.refusal_count' ? 2 : 0)
  }
})

test('c12: the same sheet is counted once', async () => {
  const token = randomId()
  await count(token)
  expect(await count(token)).toMatchObject({ status: 409, body: { code: 'token-used' } })
})

test('R-12: an analyst sees a count from eleven on', async () => {
  const [few] = await shown()
  expect(few).toMatchObject({ need: 'shelter', count: 'few' })
  const [row] = await admin<{ count: number }[]>`select count(*)::int as count from desk.refusal_count`
  for (let missing = 11 - (row?.count ?? 0); missing > 0; missing -= 1) await count(randomId())
  const [enough] = await shown()
  expect(enough?.count).toBe(11)
})
