import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createKeyring, loadKeyring } from '@ihala/kit'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { aCase, anOrganisation, contents, emptyPlace, type FilledCase, type Organisation, sources } from '../test/organisation.ts'
import { backup, LEFT_OUT } from './backup.ts'
import { readAll } from './chains.ts'
import { drill } from './drill.ts'
import { writeEscrow } from './escrow.ts'
import { newRecoveryKey } from './recovery-key.ts'
import { restore } from './restore.ts'
import { openSealed } from './sealed-read.ts'

const now = (): Date => new Date()
const say = (): void => {}
const databases: FreshDatabase[] = []
let house: Organisation
let cases: FilledCase[]

async function fresh(): Promise<FreshDatabase> {
  const database = await freshDatabase()
  databases.push(database)
  return database
}

beforeAll(async () => {
  house = await anOrganisation(await fresh())
  cases = [await aCase(house), await aCase(house), await aCase(house)]
  await backup({ ...house, to: house.at('backup'), now, say })
  await writeEscrow({ ...house, to: house.at('escrow'), now })
})
afterAll(async () => {
  await house.close()
  for (const one of databases) await one.drop()
})

/** Restores into a place of its own, and shows what is there. */
async function restored(given: { readonly from?: string; readonly escrow?: string; readonly key?: 0 | 1 } = {}) {
  const database = await fresh()
  const place = emptyPlace(database)
  const { from = house.at('backup'), escrow = house.at('escrow'), key = 0 } = given
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const done = await restore({ config: place.config, sources, from, escrow, key: house.keys[key], now, say })
    .then((result) => ({ result, refused: undefined }))
    .catch((refused: Error) => ({ result: undefined, refused }))
  const all = done.refused === undefined ? await contents(admin) : new Map<string, readonly string[]>()
  await admin.end()
  return { ...place, ...done, all, database }
}

test('c6 every table comes back row for row; what was left out is named, and the organisation is recovering', async () => {
  const before = await contents(house.admin)
  const { all, result, config, refused, database } = await restored({ key: 1 })
  expect(refused).toBeUndefined()
  const apart = new Set(['kit.session', 'kit.migration', 'graphile_worker.migrations', 'exchange.recovery', 'kit.escrow'])
  for (const [table, rows] of before) if (!apart.has(table)) expect([table, all.get(table)]).toEqual([table, rows])
  expect([...all.keys()]).toEqual([...before.keys()])
  expect(before.get('exchange.event')).toHaveLength(18)
  expect(all.get('kit.session')).toEqual([])
  expect(all.get('exchange.recovery')).toHaveLength(1)
  expect(result).toMatchObject({ escrowVersion: 1, caseKeys: 6, plan: { leftOut: LEFT_OUT } })
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
  expect(keyring.publicKeys()).toEqual(house.keyring.publicKeys())
  expect(statSync(`${config.keyDir}/keyring.json`).mode & 0o777).toBe(0o600)

  // The number after the last comes next, and the fences stand again.
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const [next] = await admin<[{ next: string }]>`select nextval('desk.reference_number')::text as next`
  const open = await admin`
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('kit', 'exchange', 'desk') and c.relrowsecurity and not c.relforcerowsecurity`
  const silent = await admin`select from pg_trigger where not tgisinternal and tgenabled <> 'O'`
  await admin.end()
  expect([next.next, open.length, silent.length]).toEqual(['4', 0, 0])
})

test('a backup holds no key: neither a wrapped one nor the keyring is anywhere in what it opens to', async () => {
  const key = house.keys[0]
  const reader = await openSealed(house.at('backup'), key)
  const parts: Buffer[] = []
  for await (const chunk of reader.chunks()) parts.push(chunk)
  await reader.close()
  const plain = Buffer.concat(parts).toString('latin1')
  const wrapped = await house.admin<{ hex: string }[]>`select encode(wrapped, 'hex') as hex from kit.case_key`
  expect(wrapped).toHaveLength(6)
  for (const { hex } of wrapped) expect(plain.includes(hex)).toBe(false)
  expect(plain.includes('"wrapping"')).toBe(false)
  expect(plain).toContain(cases[0]?.caseId)
  const file = readFileSync(house.at('backup'))
  expect(file.includes(cases[0]?.caseId ?? '')).toBe(false)
  expect(statSync(house.at('backup')).mode & 0o777).toBe(0o600)
})

test('T42 an erased case stays erased: an older backup comes back with the newest escrow only', async () => {
  const [first, second] = cases
  const old = house.at('escrow-before')
  writeFileSync(old, readFileSync(house.at('escrow')), { mode: 0o600 })
  await house.admin`delete from kit.case_key where case_id = ${first?.caseId ?? ''}`
  const newest = await writeEscrow({ ...house, to: house.at('escrow'), now })
  expect(newest).toMatchObject({ version: 2, keys: 5 })

  const { all, config } = await restored()
  expect(all.get('kit.case_key')?.some((row) => row.includes(first?.caseId ?? ''))).toBe(false)
  expect(all.get('kit.case_key')?.some((row) => row.includes(second?.caseId ?? ''))).toBe(true)
  expect(all.get('exchange.event')).toHaveLength(18)
  expect(existsSync(config.keyDir)).toBe(true)

  // A backup that was taken since knows of the newer escrow, and takes no older one.
  await backup({ ...house, to: house.at('backup-2'), now, say })
  const refused = await restored({ from: house.at('backup-2'), escrow: old })
  expect(refused.refused?.message).toMatch(/is escrow 1, and number 2 was written since/)
})

describe('T57 an escrow that is older than the newest case', () => {
  let newer: FilledCase
  let other: Organisation
  const given = () => ({ sources, from: other.at('backup'), escrow: other.at('escrow'), key: other.keys[0], now, say })
  beforeAll(async () => {
    other = await anOrganisation(await fresh())
    await aCase(other)
    await writeEscrow({ ...other, to: other.at('escrow'), now })
    newer = await aCase(other)
    expect(await backup({ ...other, to: other.at('backup'), now, say })).toMatchObject({ escrowIsOld: true })
  })
  afterAll(() => other.close())

  test('a restore brings back what it covers, and names the case that it does not', async () => {
    const { config } = emptyPlace(await fresh())
    expect(await restore({ ...given(), config })).toMatchObject({ caseKeys: 2, uncovered: [newer.caseId] })
  })

  test('a drill tells what cannot be read from what was erased', async () => {
    const { reading } = await drill({ ...given(), config: other.config, adminUrl: inject('postgresAdminUrl') })
    const figures = { events: 12, opened: 6, erased: 0, uncovered: 6, chains: 4, sampled: 3, sampledErased: 3, broken: [] }
    expect(reading).toEqual(figures)
  })
})

test('a drill reads the whole backup beside the live organisation and leaves nothing behind', async () => {
  const server = postgres(inject('postgresAdminUrl'), { max: 1, onnotice: () => {} })
  const names = async () => (await server<{ datname: string }[]>`select datname from pg_database order by 1`).map(({ datname }) => datname)
  const before = await contents(house.admin)
  const made: string[] = []
  const hear = (line: string): void => void made.push(/^made the database (\w+)$/.exec(line)?.[1] ?? '')
  const given = { config: house.config, sources, from: house.at('backup'), escrow: house.at('escrow'), now, say: hear }
  const result = await drill({ ...given, key: house.keys[0], adminUrl: inject('postgresAdminUrl') })
  // The first case was erased after this backup.
  expect(result.reading).toEqual({ events: 18, opened: 12, erased: 6, uncovered: 0, chains: 6, sampled: 7, sampledErased: 2, broken: [] })
  await expect(drill({ ...given, key: house.keys[0] })).rejects.toThrow('IHALA_ADMIN_URL')
  await expect(drill({ ...given, key: newRecoveryKey(), adminUrl: inject('postgresAdminUrl') })).rejects.toThrow(
    'not sealed to this recovery key',
  )
  const drills = made.filter((name) => name !== '')
  expect(drills).toHaveLength(2)
  expect((await names()).filter((name) => drills.includes(name))).toEqual([])
  expect(await contents(house.admin)).toEqual(before)
  await server.end()
})

test('a place that is not empty is refused: a used database, and a folder with a keyring', async () => {
  const given = { sources, from: house.at('backup'), escrow: house.at('escrow'), key: house.keys[0], now, say }
  await expect(restore({ ...given, config: house.config })).rejects.toThrow('holds a keyring already')
  const before = await contents(house.admin)
  await expect(restore({ ...given, config: { ...house.config, keyDir: house.at('other') } })).rejects.toThrow('the database is not empty')
  expect(await contents(house.admin)).toEqual(before)
  expect(existsSync(house.at('other/keyring.json'))).toBe(false)
})

test('another organisation, another software, a forger, a cut file: refused, and the place is as empty as before', async () => {
  const database = await fresh()
  const place = emptyPlace(database)
  const given = { sources, from: house.at('backup'), escrow: house.at('escrow'), key: house.keys[0], now, say, config: place.config }
  const otherName = { ...place.config, entityId: 'https://other.network.example' }
  await expect(restore({ ...given, config: otherName })).rejects.toThrow('another organisation')
  await expect(restore({ ...given, from: house.at('escrow') })).rejects.toThrow('is an escrow, not a backup')
  await expect(restore({ ...given, escrow: house.at('backup') })).rejects.toThrow('is a backup, not an escrow')
  await expect(restore({ ...given, sources: sources.slice(0, 3) })).rejects.toThrow('does not know the migration desk/')
  // Whoever knows the public halves can seal a backup; only the organisation can sign one.
  createKeyring(house.at('forger'), house.config.kekFile, now())
  await backup({ ...house, config: { ...house.config, keyDir: house.at('forger') }, to: house.at('forged'), now, say })
  await expect(restore({ ...given, from: house.at('forged') })).rejects.toThrow('was not signed by a key of the escrow')
  const whole = readFileSync(house.at('backup'))
  writeFileSync(house.at('cut'), whole.subarray(0, whole.length - 40))
  await expect(restore({ ...given, from: house.at('cut') })).rejects.toThrow('was changed, cut short')
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const all = await contents(admin)
  await admin.end()
  const used = [...all].filter(([, rows]) => rows.length > 0).map(([table]) => table)
  expect(used).toEqual(['graphile_worker.migrations', 'kit.migration'])
  expect(existsSync(place.config.keyDir)).toBe(false)
})

test('an event that was changed in the database is named, and the one after it', async () => {
  const read = () => house.admin.begin((tx) => readAll(tx, house.keyring, 10))
  expect((await read()).broken).toEqual([])
  await house.admin`update exchange.event set hash = ${'A'.repeat(43)} where case_id = ${cases[1]?.caseId ?? ''} and seq = 1`
  const { broken } = await read()
  expect(broken).toHaveLength(4)
  expect(broken.filter((line) => line.endsWith('is not the one whose hash was kept'))).toHaveLength(2)
  expect(broken.filter((line) => line.endsWith('does not follow the event before it'))).toHaveLength(2)
})
