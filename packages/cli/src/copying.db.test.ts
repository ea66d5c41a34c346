import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { copiedOut, copyIn, counting, ownerConnection } from './copying.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const from = { schema: 'public', name: 'source', columns: ['id', 'content'] }
const to = { schema: 'public', name: 'target', columns: ['id', 'content'] }

/** Copies one table into another by two connections, as a backup and a restore do, and says what passed. */
async function copied(rows: number, bytes: number) {
  const [one, other] = [ownerConnection(database.ownerUrl, 'test'), ownerConnection(database.ownerUrl, 'test')]
  const { take, figures } = counting()
  let most = 0
  try {
    await one`drop table if exists source, target`
    await one`create table source (id int, content bytea)`
    await one`create table target (id int, content bytea)`
    await one`alter table source alter column content set storage external`
    await one`insert into source select n, decode(repeat(md5(n::text), ${bytes / 16}), 'hex') from generate_series(1, ${rows}) n`
    const before = process.memoryUsage().rss
    await one.begin((tx) =>
      other.begin((sink) =>
        copyIn(
          sink,
          to,
          (async function* () {
            for await (const portion of copiedOut(tx, from)) {
              take(portion)
              most = Math.max(most, process.memoryUsage().rss - before)
              yield portion
            }
          })(),
        ),
      ),
    )
    const [difference] = await one<[{ rows: string }]>`
      select count(*)::text as rows from (select * from source except all select * from target) as missing`
    return { ...figures(), missing: difference.rows, mebibytes: most / 2 ** 20 }
  } finally {
    await Promise.all([one.end(), other.end()])
  }
}

test.each([
  ['rows longer than a stream buffers, also the last', 40, 128 * 1024],
  ['many short ones', 50_000, 16],
  ['none', 0, 16],
])('%s: all arrive', async (_name, rows, bytes) => {
  expect(await copied(rows, bytes)).toMatchObject({ rows, missing: '0' })
})

test('130 MB pass in little memory: the server waits while the other end is slow', async () => {
  const { bytes, mebibytes } = await copied(1_000, 64 * 1024)
  console.log(`${Math.round(bytes / 1e6)} MB copied, ${Math.round(mebibytes)} MiB more at most`)
  expect(bytes).toBeGreaterThan(130e6)
  expect(mebibytes).toBeLessThan(100)
})

test('what the database refuses is refused, and the connection goes on', async () => {
  const owner = ownerConnection(database.ownerUrl, 'test')
  await owner`create table strict (id int primary key, content text)`
  const strict = { schema: 'public', name: 'strict', columns: ['id', 'content'] }
  const lines = async function* (...all: string[]) {
    for (const line of all) yield Buffer.from(line)
  }
  await expect(owner.begin((tx) => copyIn(tx, strict, lines('1\ta\n', '1\tb\n')))).rejects.toThrow('does not take the rows')
  await expect(owner.begin((tx) => copyIn(tx, strict, lines('one\ta\n')))).rejects.toThrow('does not take the rows')
  await owner.begin((tx) => copyIn(tx, strict, lines('1\ta\n2\t', 'b\n')))
  expect(await owner`select * from strict order by 1`).toEqual([
    { id: 1, content: 'a' },
    { id: 2, content: 'b' },
  ])
  await owner.end()
})
