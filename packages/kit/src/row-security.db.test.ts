import type { Sql, TransactionSql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { randomId, uuidv7 } from './ids.ts'
import { migrationSources } from './migration-sources.ts'
import { migrate } from './migrations.ts'
import { openPool } from './pool.ts'
import { bar, suspend, unbar } from './staff.store.ts'

let database: FreshDatabase
let app: Sql
let system: Sql
const noor = uuidv7()
const salim = uuidv7()
const cases = [randomId(), randomId()] as const

beforeAll(async () => {
  database = await freshDatabase()
  // One connection: what one transaction leaves behind, the next would find.
  app = openPool(database.appUrl, { max: 1, name: 'requests' })
  system = openPool(database.appUrl, { max: 1, name: 'background', actor: 'system' })
  await migrate(app, { ownerUrl: database.ownerUrl, sources: migrationSources([]) })
  await system.begin(async (tx) => {
    for (const id of [noor, salim]) {
      await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.example', ${id}, ${randomId()}, '{shelter-worker}', now())`
    }
    for (const caseId of cases) await tx`insert into kit.case_key (case_id, wrapped) values (${caseId}, ${Buffer.from('wrapped')})`
    await bar(tx, salim, cases[0])
  })
})
afterAll(async () => {
  await app.end({ timeout: 1 })
  await system.end({ timeout: 1 })
  await database.drop()
})

const seen = async (tx: TransactionSql): Promise<string[]> =>
  (await tx<{ caseId: string }[]>`select case_id from kit.case_key order by case_id`).map(({ caseId }) => caseId)
type Saying = (tx: TransactionSql, actor: string) => Promise<unknown>
const saying: Saying = (tx, actor) => tx`select set_config('ihala.staff', ${actor}, true)`
const entering: Saying = (tx, actor) => tx`select kit.enter(${actor})`
const seenAs = (actor: string | undefined, pool = app, begin = saying) =>
  pool.begin(async (tx) => {
    if (actor !== undefined) await begin(tx, actor)
    return seen(tx)
  })
const all = [...cases].sort()

test.each([
  ['said', saying],
  ['entered', entering],
])('T33: a member who %s sees all but what bars them; the service itself sees all', async (_how, begin) => {
  expect(await seenAs(noor, app, begin)).toEqual(all)
  expect(await seenAs(salim, app, begin)).toEqual([cases[1]])
  expect(await seenAs(uuidv7(), app, begin)).toEqual([])
  expect(await seenAs('system', app, begin)).toEqual(all)
  expect(await seenAs(undefined, system)).toEqual(all)
})

test('T33: what was found for one member on entering says nothing of another, nor of a stranger', async () => {
  const then = (first: string, second: string, again = saying) =>
    app.begin(async (tx) => {
      await entering(tx, first)
      await again(tx, second)
      return seen(tx)
    })
  expect(await then(noor, salim)).toEqual([cases[1]])
  expect(await then(noor, salim, entering)).toEqual([cases[1]])
  expect(await then(salim, noor)).toEqual(all)
  for (const stranger of [uuidv7(), '', 'admin']) expect(await then(noor, stranger), stranger).toEqual([])
  expect(await then(noor, uuidv7(), entering)).toEqual([])
})

test('T33: who did not say, a stranger and nonsense see nothing', async () => {
  for (const actor of [undefined, '', uuidv7(), 'admin', "' or true --", 'SYSTEM']) expect(await seenAs(actor), String(actor)).toEqual([])
})

test('T33: a pooled connection carries nobody over to the next transaction, after a commit and after a fault', async () => {
  expect(await seenAs(noor)).toEqual(all)
  expect(await seenAs(undefined)).toEqual([])
  await expect(
    app.begin(async (tx) => {
      await tx`select set_config('ihala.staff', ${noor}, true)`
      await tx`select 1 / 0`
    }),
  ).rejects.toThrow('division by zero')
  expect(await seenAs(undefined)).toEqual([])
  expect(await app`select case_id from kit.case_key`).toEqual([])
})

test('T33: barring and suspension hold from their commit on', async () => {
  const seenBothWays = async () => {
    const said = await seenAs(noor)
    expect(await seenAs(noor, app, entering)).toEqual(said)
    return said
  }
  await system.begin((tx) => bar(tx, noor, cases[1]))
  expect(await seenBothWays()).toEqual([cases[0]])
  await system.begin((tx) => unbar(tx, noor, cases[1]))
  await system.begin((tx) => suspend(tx, noor, '2026-03-01T08:00:00.000Z'))
  expect(await seenBothWays()).toEqual([])
  await system.begin((tx) => suspend(tx, noor, null))
  expect(await seenBothWays()).toEqual(all)
})

test('T33: a barred member cannot write into the case either', async () => {
  const change = app.begin(async (tx) => {
    await entering(tx, salim)
    return [
      (await tx`update kit.case_key set wrapped = 'x' where case_id = ${cases[0]}`).count,
      (await tx`delete from kit.case_key where case_id = ${cases[0]}`).count,
    ]
  })
  expect(await change).toEqual([0, 0])
  await expect(
    app.begin(async (tx) => {
      await tx`select set_config('ihala.staff', ${salim}, true)`
      await tx`insert into kit.assignment (case_id, staff_id) values (${cases[0]}, ${salim})`
    }),
  ).rejects.toThrow('row-level security')
})

test('T33: the owner is behind the fence too', async () => {
  const owner = openPool(database.ownerUrl, { max: 1, name: 'owner' })
  try {
    expect(await owner`select case_id from kit.case_key`).toEqual([])
  } finally {
    await owner.end()
  }
})
