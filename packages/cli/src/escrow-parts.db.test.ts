import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { migrate, openPool } from '@ihala/kit'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { aCase, anOrganisation, contents, emptyPlace, type Organisation, sources } from '../test/organisation.ts'
import { backup } from './backup.ts'
import { ownerConnection } from './copying.ts'
import { escrowIsOld, writeEscrow } from './escrow.ts'
import { readEscrowPlan } from './manifest.ts'
import { opened, putBack, restore } from './restore.ts'

const now = (): Date => new Date()
const say = (): void => {}
const databases: FreshDatabase[] = []
const folder = mkdtempSync(join(tmpdir(), 'ihala-older-'))
let house: Organisation

async function fresh(): Promise<FreshDatabase> {
  const database = await freshDatabase()
  databases.push(database)
  return database
}

/** The migrations of a version in which a case had one key. */
const older = sources.map((source) => {
  if (source.schema !== 'kit') return source
  const from = fileURLToPath(source.folder)
  for (const file of readdirSync(from)) if (file < '0006') copyFileSync(join(from, file), join(folder, file))
  return { ...source, folder: pathToFileURL(`${folder}/`) }
})

beforeAll(async () => {
  house = await anOrganisation(await fresh(), older)
  const { caseId } = await aCase(house)
  await aCase(house)
  await backup({ ...house, to: house.at('backup'), now, say })
  const app = openPool(house.config.databaseUrl, { max: 1, name: 'test' })
  await migrate(app, { ownerUrl: house.config.ownerDatabaseUrl, sources }).finally(() => app.end())
  await house.admin`insert into kit.case_key (case_id, part, wrapped) values (${caseId}, 'health', ${house.keyring.wrap(Buffer.alloc(32))})`
  await writeEscrow({ ...house, to: house.at('escrow-before'), now })
  await house.admin`update kit.case_key set wrapped = null, erased_at = now() where case_id = ${caseId} and part = ''`
})
afterAll(async () => {
  await house.close()
  for (const one of databases) await one.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('T42 an erasure makes the escrow old, though no key is more or less', async () => {
  expect(await escrowIsOld(house.admin)).toBe(true)
  expect(await writeEscrow({ ...house, to: house.at('escrow'), now })).toMatchObject({ version: 2, keys: 5, erased: 1 })
  expect(await escrowIsOld(house.admin)).toBe(false)
})

test('T42 a backup from before there were parts comes back with the newest keys: each part, and what was erased stays erased', async () => {
  const database = await fresh()
  const place = emptyPlace(database)
  await restore({ config: place.config, sources, from: house.at('backup'), escrow: house.at('escrow'), key: house.keys[0], now, say })
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const [there, here] = [await contents(admin), await contents(house.admin)]
  await admin.end()
  expect(there.get('kit.case_key')).toEqual(here.get('kit.case_key'))
  expect(there.get('exchange.event')).toHaveLength(12)
})

test('c6 the version that took the backup gets back the keys it can read, and none that was erased', async () => {
  const database = await fresh()
  const { config } = emptyPlace(database)
  const given = { config, sources, from: house.at('backup'), escrow: house.at('escrow'), key: house.keys[0] }
  const app = openPool(config.databaseUrl, { max: 1, name: 'test' })
  await migrate(app, { ownerUrl: config.ownerDatabaseUrl, sources }).finally(() => app.end())
  await opened(given, 0, async (both) => {
    const owner = ownerConnection(config.ownerDatabaseUrl, 'test')
    await owner.begin((tx) => putBack(tx, given, both)).finally(() => owner.end())
  })
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const keys = await admin<{ caseId: string; wrapped: Buffer }[]>`select case_id as "caseId", wrapped from kit.case_key order by 1`
  await admin.end()
  const expected = await house.admin`
    select case_id as "caseId", wrapped from kit.case_key where part = '' and wrapped is not null order by 1`
  expect(keys).toHaveLength(3)
  expect([...keys]).toEqual([...expected])
})

test('c6 an escrow in its first form is still read', () => {
  const first = { format: 'ihala-escrow/1', entityId: house.config.entityId, at: now().toISOString(), version: 3, keys: 6 }
  expect(readEscrowPlan(Buffer.from(JSON.stringify(first)), 'escrow')).toMatchObject({
    version: 3,
    keys: 6,
    columns: ['case_id', 'wrapped', 'created_at'],
  })
  expect(() => readEscrowPlan(Buffer.from(JSON.stringify({ ...first, format: 'ihala-escrow/3' })), 'escrow')).toThrow('does not know')
})
