import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadKeyring } from '@ihala/kit'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitUntil } from '../../../infra/wait-until.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { aCase, anOrganisation, contents, emptyPlace, type Organisation, sources } from '../test/organisation.ts'
import { readAll } from './chains.ts'
import { notedVersion, writeEscrow } from './escrow.ts'
import { restore } from './restore.ts'
import { upgrade } from './upgrade.ts'

const databases: FreshDatabase[] = []
const holders: Sql[] = []
const now = (): Date => new Date()
let house: Organisation
let child: ChildProcess | undefined

async function fresh(): Promise<FreshDatabase> {
  const database = await freshDatabase()
  databases.push(database)
  return database
}

beforeAll(async () => {
  house = await anOrganisation(await fresh())
  // More than one sealed chunk: where the file is cut, the tables before it are read already.
  await aCase(house, 60)
  await aCase(house)
  writeFileSync(house.at('config.json'), JSON.stringify(house.config))
  writeFileSync(house.at('recovery-keys.json'), JSON.stringify({ format: 'ihala-recovery-keys/1', keys: house.recipients }))
  // The kind of this test is the desk and nothing else.
  writeFileSync(
    house.at('service.ts'),
    `import { desk } from '${import.meta.resolve('@ihala/desk')}'\nexport const service = { features: [desk] }\n`,
  )
})
afterAll(async () => {
  child?.kill('SIGKILL')
  for (const one of holders) await one.end({ timeout: 1 })
  await house.close()
  for (const one of databases) await one.drop()
})

/** All that two cases hold: their events in four chains, and a need, a section and a note of each. */
const WHOLE = { events: 126, opened: 126, erased: 0, uncovered: 0, chains: 4, sampled: 6, sampledErased: 0, broken: [] }

const readIn = (admin: Sql, config = house.config) =>
  admin.begin((tx) => readAll(tx, loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now }), 100))

/** What a backup and the keys an upgrade left behind become in an empty place, with one recovery key of the staff. */
async function broughtBack(from: string, escrow: string) {
  const database = await fresh()
  const { config } = emptyPlace(database)
  await restore({ config, sources, from, escrow, key: house.keys[1], now, say: () => {} })
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  return readIn(admin, config).finally(() => admin.end())
}

test('c6 going back that fails half-way leaves every row and every key where it was, and the keys sealed to the staff beside the backup', async () => {
  const before = await contents(house.admin)
  const to = house.at('one')
  const said: string[] = []
  const asked = {
    config: house.config,
    recipients: house.recipients,
    sources,
    to,
    // The new version fails, and the disk loses the end of the backup: only past the last row is that known.
    start: `cp "${to}" "${to}.whole"; truncate -s -40 "${to}"; exit 7`,
    url: 'http://127.0.0.1:1',
    withinMs: 20_000,
    now,
    say: (line: string): void => void said.push(line),
  }
  await expect(upgrade(asked)).rejects.toThrow('was changed, cut short')
  expect(await contents(house.admin)).toEqual(before)
  expect(await readIn(house.admin)).toEqual(WHOLE)
  expect(await broughtBack(`${to}.whole`, `${to}.keys`)).toEqual(WHOLE)
  // Nobody had an escrow of these keys.
  expect(said).toContainEqual(expect.stringContaining('case keys were made or erased since the last escrow'))
  // What is left of it is older than the next one, so that it brings back nothing that is erased from here on (T42).
  expect((await writeEscrow({ ...house, to: house.at('escrow'), now })).version).toBe(2)
})

/** Makes whoever creates a schema in this database wait, until the lock is let go. */
const STOPPED_AT = 0x57_09

test('c6 killed between emptying and filling: the database was never empty, and backup, keys and one recovery key bring all back', async () => {
  const before = await contents(house.admin)
  const holder = postgres(databases[0]?.adminUrl ?? '', { max: 1, onnotice: () => {} })
  holders.push(holder)
  await holder.unsafe(`
    create function public.wait_here() returns event_trigger language plpgsql as 'begin perform pg_advisory_xact_lock(${STOPPED_AT}); end';
    create event trigger wait_here on ddl_command_start when tag in ('CREATE SCHEMA') execute function public.wait_here()`)
  await holder`select pg_advisory_lock(${STOPPED_AT})`
  const waiting = () => house.admin`select pid from pg_locks where locktype = 'advisory' and objid = ${STOPPED_AT} and not granted`
  const to = house.at('two')
  const args = ['--config', house.at('config.json'), '--service', house.at('service.ts'), '--to', to]
  child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), 'upgrade', ...args, '--start', 'exit 7', '--check', 'http://127.0.0.1:1'],
    { stdio: 'ignore' },
  )
  await waitUntil('an upgrade that has emptied and not filled', async () => ((await waiting()).length > 0 ? true : undefined), 30_000)
  const gone = new Promise((resolve) => child?.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  await holder`select pg_advisory_unlock(${STOPPED_AT})`
  await waitUntil(
    'the end of its connection',
    async () =>
      (await house.admin`select from pg_stat_activity where application_name = 'ihala upgrade'`).length === 0 ? true : undefined,
    30_000,
  )
  await holder`drop event trigger wait_here`

  expect(await contents(house.admin)).toEqual(before)
  expect(await readIn(house.admin)).toEqual(WHOLE)
  expect(await broughtBack(to, `${to}.keys`)).toEqual(WHOLE)
  expect(existsSync(`${to}.keys`)).toBe(true)
  expect(notedVersion(house.config)).toBe(3)
})
