import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { type Changed, changesOf, noteChange } from './changes.ts'
import { uuidv7 } from './ids.ts'
import { openPool } from './pool.ts'
import { transaction } from './transaction.ts'

let database: FreshDatabase
const pools: ReturnType<typeof openPool>[] = []

beforeAll(async () => {
  database = await freshDatabase()
}, 30_000)
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })))
  await database.drop()
})

/** One replica: its pool, what it hears, and how it changes something. */
async function replica() {
  const pool = openPool(database.appUrl, { max: 1, name: 'replica', actor: 'system' })
  pools.push(pool)
  const changes = changesOf(pool, (fault) => {
    throw fault
  })
  const heard: Changed[] = []
  changes.watch((changed) => heard.push(changed))
  await changes.join()
  const change = (ids: readonly string[], then = () => {}) =>
    transaction(pool, changes.committed, async (tx) => {
      for (const id of ids) noteChange(tx, id)
      await tx`select 1`
      then()
    })
  return { heard, change, pool, changes }
}

test('what one replica commits both hear of, each once; what it takes back nobody hears of', async () => {
  const [here, there] = [await replica(), await replica()]
  const [first, second] = [uuidv7(), uuidv7()]
  await expect(
    here.change([uuidv7()], () => {
      throw new Error('taken back')
    }),
  ).rejects.toThrow('taken back')
  await here.change([first])
  expect(here.heard).toEqual([new Set([first])])
  await here.change([second])
  await vi.waitFor(() => expect(there.heard).toEqual([new Set([first, second])]))
  expect(here.heard).toEqual([new Set([first]), new Set([second])])
})

test('so many at once that a notice does not hold them are told as everything', async () => {
  const [here, there] = [await replica(), await replica()]
  await here.change(Array.from({ length: 500 }, () => uuidv7()))
  await vi.waitFor(() => expect(there.heard).toEqual(['everything']))
})

test('a replica that was cut off is told everything when it hears again', async () => {
  const there = await replica()
  const cut =
    await there.pool`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%ihala_changed%' and datname = current_database() and pid <> pg_backend_pid()`
  expect(cut.count).toBeGreaterThan(0)
  await vi.waitFor(() => expect(there.heard).toContain('everything'), { timeout: 10_000 })
})

test('who no longer watches is not told', async () => {
  const { changes, change } = await replica()
  const heard: Changed[] = []
  const stop = changes.watch((changed) => heard.push(changed))
  stop()
  await change([uuidv7()])
  expect(heard).toEqual([])
})
