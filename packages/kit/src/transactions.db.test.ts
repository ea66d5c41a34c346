import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { openPool } from './pool.ts'

// The driver is patched (infra/postgres): what these tests hold is what the patch promises.

let database: FreshDatabase
let sql: Sql
beforeAll(async () => {
  database = await freshDatabase()
  sql = openPool(database.ownerUrl, { max: 3, name: 'test' })
  await sql`create table entry (writer int not null, number int not null, primary key (writer, number))`
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** Stands between driver and server and counts how often the driver waited for an answer before it said more. */
async function turnCounter(url: string): Promise<{ url: string; turns: () => number; server: Server }> {
  const { hostname, port } = new URL(url)
  let turns = 0
  let answering = true
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    client.on('data', (bytes) => {
      if (answering) turns += 1
      answering = false
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      answering = true
      client.write(bytes)
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
    client.on('error', () => undefined)
    upstream.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  return { url: through.href, turns: () => turns, server }
}

test('the first statements travel with BEGIN, and the last one with COMMIT when nobody waits for it', async () => {
  const counted = await turnCounter(database.ownerUrl)
  const slow = openPool(counted.url, { max: 1, name: 'test' })
  const write = (number: number) =>
    slow.begin(async (tx) => {
      const first = tx`select ${number}::int as number`.execute()
      const [row] = await tx<{ number: number }[]>`select ${number}::int + 1 as number`
      await first
      return { last: tx`insert into entry values (0, ${row?.number ?? 0})`.execute() }
    })
  // Statements are prepared the first time.
  await write(1)
  const before = counted.turns()
  await write(2)
  expect(counted.turns() - before).toBe(2)
  expect((await sql`select from entry where writer = 0`).count).toBe(2)
  await slow.end()
  counted.server.close()
})

test('a last statement that fails unwatched fails the transaction', async () => {
  const twice = sql.begin(async (tx) => {
    await tx`insert into entry values (-1, 1)`
    const last = tx`insert into entry values (-1, 1)`.execute()
    last.catch(() => undefined)
    return { last }
  })
  await expect(twice).rejects.toMatchObject({ code: '23505' })
  expect((await sql`select from entry where writer = -1`).count).toBe(0)
})

test('what a connection half answered before it ended is no part of the next answer', async () => {
  const one = openPool(database.ownerUrl, { max: 1, name: 'test' })
  await expect(one`select 1 as number union all select pg_terminate_backend(pg_backend_pid())::int`).rejects.toMatchObject({
    code: 'CONNECTION_CLOSED',
  })
  expect([...(await one`select 7 as number`)]).toEqual([{ number: 7 }])
  await one.end()
})

test('no statement is ever said in the transaction of another, whatever fails', async () => {
  const seed = Number(process.env.IHALA_SEED ?? 1)
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const committed: string[] = []
  const mixed: number[] = []
  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const writer = index + 1
      const rows = 1 + random(4)
      const fate = random(4)
      const work = sql.begin(async (tx) => {
        const ids: string[] = []
        for (let number = 0; number < rows; number += 1) {
          const [one] = await tx<
            { id: string }[]
          >`insert into entry values (${writer}, ${number}) returning pg_current_xact_id()::text as id`
          ids.push(one?.id ?? '')
        }
        if (new Set(ids).size !== 1) mixed.push(writer)
        if (fate === 0) throw new Error('changed its mind')
        if (fate === 1) await tx`select 1 / 0`
        if (fate === 2) await tx.unsafe('select pg_terminate_backend(pg_backend_pid())')
      })
      // Beside them, questions outside any transaction on the same pool.
      const beside = sql`select 1`.catch(() => undefined)
      await work.then(
        () => committed.push(...Array.from({ length: rows }, (_row, number) => `${writer}/${number}`)),
        () => undefined,
      )
      await beside
    }),
  )
  const rows = await sql<{ name: string }[]>`select writer || '/' || number as name from entry where writer > 0`
  expect(mixed, `seed ${seed}`).toEqual([])
  expect(rows.map(({ name }) => name).sort(), `seed ${seed}`).toEqual(committed.sort())
  expect(committed.length).toBeGreaterThan(50)
})

test('T7: a connection that is torn down in the middle leaves nothing behind for the next transaction', async () => {
  const { hostname, port } = new URL(database.ownerUrl)
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    clients.add(client)
    client.pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
    client.on('error', () => undefined)
    upstream.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(database.ownerUrl)
  url.port = String((server.address() as AddressInfo).port)
  const pool = openPool(url.href, { max: 1, name: 'torn' })
  try {
    for (let round = 0; round < 5; round++) {
      const torn = pool.begin(async (tx) => {
        await tx`select 1`
        const waits = tx`select pg_sleep(10)`.execute()
        // Not closed: reset. The driver hears of an error first and of the end later, and says ROLLBACK in between.
        for (const client of clients) client.resetAndDestroy()
        clients.clear()
        await waits
      })
      await expect(torn).rejects.toThrow()
      const answers = pool.begin((tx) => Promise.all([1, 2, 3].map((n) => tx<{ n: number }[]>`select ${n}::int as n`)))
      expect((await answers).map(([row]) => row?.n)).toEqual([1, 2, 3])
    }
  } finally {
    await pool.end({ timeout: 1 })
    server.close()
  }
})
