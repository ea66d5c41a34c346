import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

let ours: FreshDatabase
let theirs: FreshDatabase
beforeAll(async () => {
  ours = await freshDatabase()
  theirs = await freshDatabase()
})
afterAll(async () => {
  await ours.drop()
  await theirs.drop()
})

async function asking<T>(url: string, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 })
  try {
    return await ask(sql)
  } finally {
    await sql.end()
  }
}

test('the owner makes tables and is no superuser', async () => {
  const [row] = await asking(ours.ownerUrl, async (sql) => {
    await sql`create table bed (number int)`
    return sql`select rolsuper from pg_roles where rolname = current_user`
  })
  expect(row).toEqual({ rolsuper: false })
})

test('the working role cannot make tables', async () => {
  await expect(asking(ours.appUrl, (sql) => sql`create table bed2 (number int)`)).rejects.toThrow(/permission denied/)
})

test('two databases of one suite do not reach each other', async () => {
  const stranger = new URL(ours.appUrl)
  stranger.pathname = `/${theirs.name}`
  await expect(asking(stranger.href, (sql) => sql`select 1`)).rejects.toThrow(/permission denied/)
})
