import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Feature, migrate, migrationSources, openPool } from '@ihala/kit'
import { expect, test } from 'vitest'
import { KINDS, serviceOf } from '../adversary/http/network.ts'
import { freshDatabase } from '../kit/fresh-database.ts'
import { root } from '../run/process.ts'

/** Tables that name nobody and have no fence: organisations, heads and counters of the log, the bus, the runner's own. */
const OF_NO_PERSON = /^(ledger|graphile_worker)\.|^kit\.migration$/

/** Every folder of migrations in the tree. */
const foldersInTree = ['packages', 'services'].flatMap((place) =>
  readdirSync(join(root, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\d{4}-.*\.sql$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => entry.parentPath),
)

test('T33: every table of every migration folder in the tree has a fence, or says that it is of no person', async () => {
  const services = await Promise.all(KINDS.map(serviceOf))
  const features = new Map<string, Feature>(services.flatMap((service) => service.features.map((one) => [one.name, one])))
  const sources = migrationSources([...features.values()])
  const folders = sources.map(({ folder }) => fileURLToPath(folder).replace(/\/$/, ''))
  expect([...new Set(foldersInTree)].sort()).toEqual([...new Set(folders)].sort())
  const database = await freshDatabase()
  const app = openPool(database.appUrl, { max: 1, name: 'fences' })
  const owner = openPool(database.ownerUrl, { max: 1, name: 'fences' })
  const open = async () => {
    const rows = await owner<{ name: string }[]>`
      select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
        and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'not personal:%'
        and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
      order by 1`
    return rows.map(({ name }) => name).filter((name) => !OF_NO_PERSON.test(name))
  }
  try {
    await migrate(app, { ownerUrl: database.ownerUrl, sources })
    expect(await open()).toEqual([])
    await owner`create table desk.planted (id uuid, words text)`
    expect(await open()).toEqual(['desk.planted'])
  } finally {
    await Promise.all([app, owner].map((pool) => pool.end({ timeout: 5 })))
    await database.drop()
  }
}, 60_000)
