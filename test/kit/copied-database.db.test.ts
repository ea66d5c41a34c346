import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copiedDatabase } from './copied-database.ts'
import type { FreshDatabase } from './fresh-database.ts'

/** What no other run has. */
const content = `beds ${randomBytes(8).toString('hex')}`
let made = 0
let copies: readonly FreshDatabase[] = []

async function asking<T>(url: string, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 })
  try {
    return await ask(sql)
  } finally {
    await sql.end()
  }
}

const aCopy = (): Promise<FreshDatabase> =>
  copiedDatabase(content, ({ ownerUrl, appUrl }) =>
    asking(ownerUrl, async (sql) => {
      made += 1
      await sql`create table bed (number int)`
      await sql`insert into bed values (${made})`
      await sql`grant select on bed to ${sql(new URL(appUrl).username)}`
    }),
  )

beforeAll(async () => {
  copies = await Promise.all([aCopy(), aCopy(), aCopy()])
})
afterAll(async () => {
  for (const { drop } of copies) await drop()
})

test('a model is made once, also when several ask at once, and each copy begins with what is in it', async () => {
  const beds = await Promise.all(copies.map(({ appUrl }) => asking(appUrl, (sql) => sql`select number from bed`)))
  expect([made, ...beds.map(([bed]) => bed?.number)]).toEqual([1, 1, 1, 1])
})

test('what is written in one copy is in no other, and not in the next', async () => {
  const [one, other] = copies
  await asking(one?.ownerUrl ?? '', (sql) => sql`delete from bed`)
  const next = await aCopy()
  const left = await Promise.all([other, next].map((copy) => asking(copy?.appUrl ?? '', (sql) => sql`select number from bed`)))
  await next.drop()
  expect(left.map(({ count }) => count)).toEqual([1, 1])
})

test('the role that works cannot make tables in a copy', async () => {
  await expect(asking(copies[0]?.appUrl ?? '', (sql) => sql`create table bed2 (number int)`)).rejects.toThrow(/permission denied/)
})
