import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import {
  appendLeaves,
  type Database,
  eraseLeafContent,
  type Leaf,
  leafHash,
  ledgerMigrations,
  makeLeaf,
  numberLeaves,
  type Tx,
} from './index.ts'

let database: FreshDatabase
let db: Database
beforeAll(async () => {
  database = await freshDatabase()
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined })
  for (const file of readdirSync(ledgerMigrations).sort()) await owner.unsafe(readFileSync(new URL(file, ledgerMigrations), 'utf8'))
  const app = new URL(database.appUrl).username
  await owner.unsafe(`grant usage on schema ledger to "${app}"; grant all on all tables in schema ledger to "${app}"`)
  await owner.end()
  db = postgres(database.appUrl, { max: 12, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } as Record<string, string> })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await database.drop()
})
beforeEach(async () => {
  await db`delete from ledger.leaf_content`
  await db`delete from ledger.leaf`
})

let made = 0
/** A leaf with an id of the shape of UUIDv7; ids rise as they are made. */
function leaf(): Leaf {
  made += 1
  return makeLeaf(`01900000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`, { act: 'sent', number: made })
}

const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.begin(work) as Promise<T>
const number = (limit?: number) => within((tx) => numberLeaves(tx, limit))
const positions = async () =>
  (await db<{ position: number }[]>`select position::int as position from ledger.leaf where position is not null order by position`).map(
    ({ position }) => position,
  )
const count = async () => (await db<{ n: number }[]>`select count(*)::int as n from ledger.leaf`)[0]?.n ?? 0

class Abandoned extends Error {}

describe('the sequencer', () => {
  test('four at once, writers that commit late and writers that roll back: every committed leaf has one number, without gaps', async () => {
    const [plan = []] = fc.sample(
      fc.array(fc.record({ leaves: fc.integer({ min: 1, max: 5 }), fails: fc.nat(3).map((n) => n === 0), pauses: fc.nat(3) }), {
        minLength: 60,
        maxLength: 60,
      }),
      1,
    )
    let writing = true
    const failures: unknown[] = []
    const writer = async (part: typeof plan) => {
      for (const { leaves, fails, pauses } of part) {
        await within(async (tx) => {
          await appendLeaves(tx, Array.from({ length: leaves }, leaf))
          for (let n = 0; n < pauses; n += 1) await tx`select pg_sleep(0.002)`
          if (fails) throw new Abandoned()
        }).catch((error: unknown) => {
          if (!(error instanceof Abandoned)) throw error
        })
      }
    }
    const sequencer = async (at: number) => {
      for (let round = 0; writing; round += 1) {
        await within(async (tx) => {
          await numberLeaves(tx, 7)
          // One of four dies in the middle of its work.
          if (at === 0 && round % 2 === 0) throw new Abandoned()
        }).catch((error: unknown) => {
          if (!(error instanceof Abandoned)) failures.push(error)
        })
      }
    }
    const sequencers = [0, 1, 2, 3].map(sequencer)
    await Promise.all([0, 1, 2, 3].map((at) => writer(plan.filter((_, n) => n % 4 === at))))
    writing = false
    await Promise.all(sequencers)
    expect(failures).toEqual([])
    while ((await number()) > 0);
    const kept = plan.filter(({ fails }) => !fails).reduce((sum, { leaves }) => sum + leaves, 0)
    expect(kept).toBeGreaterThan(50)
    expect(await count()).toBe(kept)
    expect(await positions()).toEqual(Array.from({ length: kept }, (_, n) => n))
  })

  test('a number once given stays, and later leaves come after it', async () => {
    const [first, second, third] = [leaf(), leaf(), leaf()]
    await within((tx) => appendLeaves(tx, [third]))
    expect(await number()).toBe(1)
    await within((tx) => appendLeaves(tx, [second, first]))
    expect(await number()).toBe(2)
    expect(await number()).toBe(0)
    const rows = await db<{ id: string }[]>`select id from ledger.leaf order by position`
    expect(rows.map(({ id }) => id)).toEqual([third.id, first.id, second.id])
  })

  test('while another is at it, it leaves the work to that one', async () => {
    await within((tx) => appendLeaves(tx, [leaf()]))
    await within(async (tx) => {
      expect(await numberLeaves(tx)).toBe(1)
      expect(await number()).toBe(0)
    })
    expect(await positions()).toEqual([0])
  })
})

describe('leaves', () => {
  test('come and go with the transaction of the change they record', async () => {
    await within(async (tx) => {
      await appendLeaves(tx, [leaf(), leaf()])
      throw new Abandoned()
    }).catch(() => undefined)
    expect(await count()).toBe(0)
    await within((tx) => appendLeaves(tx, []))
    expect(await count()).toBe(0)
  })

  test('are kept as they were made, and can be proved from what is kept', async () => {
    await within((tx) => appendLeaves(tx, [leaf(), leaf(), leaf()]))
    const rows = await db<
      { hash: Buffer; salt: Buffer; event: string }[]
    >`select l.hash, c.salt, c.event from ledger.leaf l join ledger.leaf_content c on c.leaf_id = l.id`
    expect(rows).toHaveLength(3)
    for (const { hash, salt, event } of rows) expect(leafHash(salt, event).equals(hash)).toBe(true)
  })

  test('keep hash and number when their content is erased; the others keep their content', async () => {
    const [erased, kept] = [leaf(), leaf()]
    await within((tx) => appendLeaves(tx, [erased, kept]))
    await number()
    const before = await db`select id, hash, position from ledger.leaf order by position`
    await within((tx) => eraseLeafContent(tx, [erased.id]))
    expect([...(await db`select id, hash, position from ledger.leaf order by position`)]).toEqual([...before])
    expect([...(await db`select leaf_id from ledger.leaf_content`)]).toEqual([{ leaf_id: kept.id }])
    expect(await number()).toBe(0)
  })
})
