import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import type { MigrationSource } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { aCase, anOrganisation, contents, type FilledCase, type Organisation, sources } from '../test/organisation.ts'
import { referralGoes } from './referral-check.ts'
import { serviceStands } from './service-check.ts'
import { startCommand } from './started-command.ts'
import { type UpgradeOptions, upgrade } from './upgrade.ts'

let database: FreshDatabase
let house: Organisation
let first: FilledCase
let port: number
const said: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  house = await anOrganisation(database)
  first = await aCase(house)
  await aCase(house)
  port = await freePort()
  writeFileSync(house.at('service.mjs'), service())
})
afterAll(async () => {
  if (existsSync(house.at('pid'))) process.kill(Number(readFileSync(house.at('pid'), 'utf8')), 'SIGKILL')
  await house.close()
  await database.drop()
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** A service that is nothing but its doors and its queue: it says its version, and may do something to the database or fail. */
function service(): string {
  return `
    import { createServer } from 'node:http'
    import { writeFileSync } from 'node:fs'
    import postgres from ${JSON.stringify(import.meta.resolve('postgres'))}
    const [version, does] = process.argv.slice(2)
    const sql = postgres(${JSON.stringify(house.config.databaseUrl)}, { max: 1, connection: { 'ihala.staff': 'system' } })
    if (does === 'erase') await sql\`delete from kit.case_key where case_id = '${first.caseId}'\`
    await sql.end()
    if (does === 'fail') process.exit(7)
    const answers = { '/readyz': { ready: does !== 'erase', reason: 'waiting for the bus' }, '/version': { service: 'care-house', version } }
    createServer((request, response) => {
      const body = answers[request.url] ?? {}
      response.statusCode = body.ready === false ? 503 : 200
      response.end(JSON.stringify(body))
    }).listen(${port}, '127.0.0.1')
    writeFileSync(${JSON.stringify(house.at('pid'))}, String(process.pid))
    if (does !== 'erase') {
      const { Logger, run } = await import(${JSON.stringify(pathToFileURL(createRequire(import.meta.resolve('@ihala/kit')).resolve('graphile-worker')).href)})
      const task = async () => { if (does === 'lose') throw new Error('lost') }
      const connectionString = ${JSON.stringify(house.config.databaseUrl)}
      await run({ connectionString, taskList: { 'test-referral': task }, noHandleSignals: true, parsedCronItems: [], logger: new Logger(() => () => {}) })
    }`
}

const command = (version: string, does = 'run'): string => `exec "${process.execPath}" "${house.at('service.mjs')}" ${version} ${does}`

/** Ends the service that an upgrade left running. */
async function stopped(): Promise<void> {
  process.kill(Number(readFileSync(house.at('pid'), 'utf8')), 'SIGTERM')
  rmSync(house.at('pid'))
  await expect.poll(() => fetch(`http://127.0.0.1:${port}/readyz`).catch(() => 'gone'), { timeout: 10_000 }).toBe('gone')
}

/** A feature that the new version brings, with one migration. */
function feature(name: string, sql: string): MigrationSource {
  mkdirSync(house.at(name))
  writeFileSync(house.at(`${name}/0001-${name}.sql`), sql)
  return { schema: name, folder: pathToFileURL(`${house.at(name)}/`), bytesArePersonal: false }
}

function asked(to: string, given: Pick<UpgradeOptions, 'start'> & Partial<UpgradeOptions>): UpgradeOptions {
  const { config, recipients } = house
  const say = (line: string): void => void said.push(line)
  return {
    config,
    recipients,
    sources,
    to: house.at(to),
    url: `http://127.0.0.1:${port}`,
    withinMs: 20_000,
    now: () => new Date(),
    say,
    ...given,
  }
}

test('a migration that fails: back to the state before, the old version runs, nothing is recovering', async () => {
  const before = await contents(house.admin)
  const broken = [
    ...sources,
    feature('first', 'create schema first; create table first.t (a int)'),
    feature('second', 'create table nonsense'),
  ]
  const done = await upgrade(asked('one', { sources: broken, start: command('2'), back: command('1') }))
  expect(done).toMatchObject({ outcome: 'rolled-back', oldRuns: true, why: expect.stringContaining('second/0001-second.sql failed') })
  const after = await contents(house.admin)
  expect([...after.keys()]).toEqual([...before.keys()])
  for (const [table, rows] of before) if (!journals.has(table)) expect([table, after.get(table)]).toEqual([table, rows])
  expect(existsSync(house.at('one'))).toBe(true)
  expect(existsSync(house.at('one.keys'))).toBe(false)
  await stopped()
})

/** Written anew by migrating, with the time of it; sessions end; the old version's worker names what it can do when it starts. */
const journals = new Set(['kit.migration', 'graphile_worker.migrations', 'graphile_worker._private_tasks', 'kit.session'])

test('a new version that is never ready: ended, rolled back, recovering, and what it erased stays erased', async () => {
  const before = await contents(house.admin)
  const next = [...sources, feature('third', 'create schema third; delete from desk.note; alter table desk.note add column third int')]
  const done = await upgrade(asked('two', { sources: next, start: command('2', 'erase'), withinMs: 3_000 }))
  expect(done).toMatchObject({ outcome: 'rolled-back', oldRuns: false, why: 'it is not ready: waiting for the bus' })
  const after = await contents(house.admin)
  expect(after.has('third.t')).toBe(false)
  expect(after.get('desk.note')).toEqual(before.get('desk.note'))
  expect(after.get('kit.case_key')).toEqual(before.get('kit.case_key')?.filter((row) => !row.includes(first.caseId)))
  expect(after.get('kit.case_key')).toHaveLength(3)
  expect(after.get('exchange.recovery')).toHaveLength(1)
  expect(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => 'gone')).toBe('gone')
})

test('a new version that does not bring the test referral through is rolled back', async () => {
  const lost = await upgrade(asked('three', { start: command('2', 'lose') }))
  expect(lost).toMatchObject({ outcome: 'rolled-back', why: 'the test referral failed; the log of the service says where' })
  // Nobody works on the queue now: that too is said, and nothing stays in it.
  const nobody = { problem: 'the service does not take the test referral' }
  expect(await referralGoes(house.config, { withinMs: 500, alone: true })).toEqual(nobody)
  expect(await house.admin`select from graphile_worker.jobs where task_identifier = 'test-referral'`).toHaveLength(0)
})

test('a good one stays: migrated, running, the backup beside it; every step was said', async () => {
  said.length = 0
  const next = [...sources, feature('fourth', 'create schema fourth; create table fourth.t (a int)')]
  const done = await upgrade(asked('five', { sources: next, start: command('2'), version: '2', stop: 'true' }))
  expect(done).toEqual({ outcome: 'upgraded', version: '2' })
  expect((await contents(house.admin)).has('fourth.t')).toBe(true)
  expect(said.map((line) => line.slice(0, 3)).filter((start) => /^\d\/5$/.test(start))).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
  await expect(upgrade(asked('six', { start: command('3') }))).rejects.toThrow('somebody answers')
  const expected = { config: house.config, url: `http://127.0.0.1:${port}`, withinMs: 5_000, failed: () => undefined }
  expect(await serviceStands({ ...expected, version: '3' })).toEqual({ problem: 'it runs version 2, not 3' })
  const failing = startCommand(command('3', 'fail'), house.at('log'))
  expect(await serviceStands({ ...expected, url: 'http://127.0.0.1:1', failed: failing.failed })).toEqual({ problem: 'it ended with 7' })
  const other = { ...expected, config: { ...house.config, slug: 'other' } }
  expect(await serviceStands(other)).toEqual({ problem: `somebody else answers at ${expected.url}: care-house` })
  await stopped()
  await expect(upgrade(asked('five', { start: command('3') }))).rejects.toThrow('never overwritten')
  expect(existsSync(house.at('six'))).toBe(false)
})
