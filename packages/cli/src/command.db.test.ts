import { execFile } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { loseMachine } from '../../../test/kit/lost-machine.ts'
import { aCase, anOrganisation, type Organisation, sources } from '../test/organisation.ts'
import { command } from './command.ts'
import { examine, type Finding } from './doctor.ts'
import { EXIT } from './options.ts'

const now = (): Date => new Date()
let house: Organisation
let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  house = await anOrganisation(database)
  await aCase(house)
  writeFileSync(house.at('config.json'), JSON.stringify(house.config))
  // The kind of this test is the desk and nothing else.
  writeFileSync(
    house.at('service.ts'),
    `import { desk } from '${import.meta.resolve('@ihala/desk')}'\nexport const service = { features: [desk] }\n`,
  )
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

/** Runs a command as a person would, in this process. */
async function ihala(...args: string[]) {
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  const code = await command([...args, '--service', house.at('service.ts')], {
    environment: { IHALA_ADMIN_URL: inject('postgresAdminUrl') },
    now,
    say,
    print: say,
  })
  return { code, said: lines.join('\n') }
}

test('c7 from the first recovery key to the rebuilt organisation, by the commands alone', async () => {
  const settings = ['--config', house.at('config.json')]
  writeFileSync(house.at('passphrase'), 'six words chosen by five dice\n', { mode: 0o600 })
  const [backup, escrow, list] = [house.at('b'), house.at('e'), house.at('recovery-keys.json')]
  const amal = ['--key', house.at('amal.key'), '--passphrase-file', house.at('passphrase')]
  const keys = ['keys', 'recovery-new', '--recovery', list]
  expect((await ihala(...keys, '--to', house.at('amal.key'), '--passphrase-file', house.at('passphrase'))).code).toBe(EXIT.done)
  expect((await ihala('backup', ...settings, '--to', backup, '--escrow', escrow)).said).toContain('two staff recovery keys, here are 1')
  expect((await ihala(...keys, '--to', house.at('omar.key'), '--no-passphrase')).code).toBe(EXIT.done)
  expect((await ihala('backup', ...settings, '--to', backup)).said).toContain('is there already')
  expect((await ihala('backup', ...settings, '--to', house.at('c'), '--escrow', escrow)).code).toBe(EXIT.done)

  const drill = await ihala('drill', ...settings, '--from', house.at('c'), '--escrow', escrow, ...amal)
  expect(drill).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining('2 chains with 6 events: 6 opened and in order, 0 erased, 0 broken'),
  })

  await loseMachine(house.config, database.adminUrl)
  expect((await ihala('keys', 'kek-new', '--to', house.config.kekFile)).code).toBe(EXIT.done)
  const given = [...settings, '--from', house.at('c'), '--escrow', escrow, '--key', house.at('omar.key')]
  expect((await ihala('restore', ...given)).said).toContain('the keyring is back')
  expect((await ihala('restore', ...given)).code).toBe(EXIT.unusable)
  const doctor = await ihala('doctor', ...settings)
  expect(doctor.said).toContain('The organisation is recovering')
  expect((await ihala('doctor', ...settings, '--lang', 'ar')).said).toContain('المؤسسة في طور التعافي')
  // The bus of this test is away.
  expect(doctor).toMatchObject({ code: EXIT.wrong, said: expect.stringContaining('✗ The bus cannot be reached') })
  expect((await ihala('keys', 'escrow', ...settings, '--to', escrow)).said).toContain('escrow 2')
})

test('what cannot be done is one sentence and exit code 2, and writes nothing', async () => {
  expect(await ihala('backup', '--to', house.at('x'))).toMatchObject({
    code: EXIT.unusable,
    said: expect.stringMatching(/^--config is missing/),
  })
  expect((await ihala('backup', '--config', house.at('nowhere.json'), '--to', house.at('x'))).code).toBe(EXIT.unusable)
  expect((await ihala('burn')).said).toMatch(/^there is no command “burn”/)
  expect((await ihala('backup', '--confg', 'a')).code).toBe(EXIT.unusable)
  expect(existsSync(house.at('x'))).toBe(false)
})

const seen = (findings: readonly Finding[], verdict: Finding['verdict']): readonly string[] =>
  findings.filter((finding) => finding.verdict === verdict).map(({ saying }) => saying)

test('the doctor sees a role above the fences, a fence that is gone, keys others may read, and a database that is away', async () => {
  const { config } = house
  const well = await examine({ config, sources, now })
  expect(seen(well, 'bad')).toEqual(['bus-away'])
  expect(seen(well, 'good')).toEqual(
    expect.arrayContaining([
      'keyring-good',
      'database-good',
      'role-good',
      'fences-good',
      'migrations-good',
      'outbox-good',
      'escrow-good',
      'disk-good',
      'clock-good',
    ]),
  )

  expect(seen(await examine({ config: { ...config, databaseUrl: database.adminUrl }, sources, now }), 'bad')).toContain('role-bad')
  await house.admin`alter table desk.note no force row level security`
  await house.admin`insert into exchange.registry_statement (subject, jws, heard_at) values (${config.entityId}, ${`a.${Buffer.from('{"exp":1}').toString('base64url')}.b`}, now())`
  chmodSync(join(config.keyDir, 'keyring.json'), 0o644)
  const ill = await examine({ config: { ...config, environment: 'production', kekFile: join(config.keyDir, 'kek') }, sources, now })
  expect(seen(ill, 'bad')).toEqual(['keyring-bad', 'kek-bad', 'fences-bad', 'registry-expired', 'bus-away'])
  chmodSync(join(config.keyDir, 'keyring.json'), 0o600)

  const away = await examine({ config: { ...config, databaseUrl: 'postgres://a:b@127.0.0.1:1/c' }, sources, now })
  expect(seen(away, 'bad')).toContain('database-away')
  const later = await examine({
    config,
    sources: [
      ...sources,
      { schema: 'later', folder: new URL('../migrations/', import.meta.resolve('@ihala/desk')), bytesArePersonal: false },
    ],
    now,
  })
  expect(seen(later, 'notice')).toContain('migrations-due')
})

test('the command runs as it is, unbuilt', async () => {
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), 'doctor', '--config', house.at('nowhere.json')],
      (fault, stdout, stderr) => resolve({ code: fault?.code ?? 0, output: stdout + stderr }),
    )
  })
  expect(output).toMatch(/✓ Node\.js .*\n✗ The settings cannot be used: config .*nowhere\.json: there is no such file/)
  expect(code).toBe(EXIT.wrong)
})

test('c13 a dossier is printed into a file that ends in .pdf; one that does not hold is not, and no file is left', async () => {
  const settings = ['--config', house.at('config.json')]
  const [row] = await house.admin<{ id: string }[]>`select case_id as id from exchange.event limit 1`
  const id = row?.id ?? ''
  expect(await ihala('dossier', id, ...settings, '--to', house.at('d.pdf'), '--lang', 'fr')).toEqual({
    code: EXIT.unusable,
    said: '--lang is en, ar or both',
  })
  const dashed = await ihala('dossier', `-${'A'.repeat(21)}`, ...settings, '--to', house.at('d.pdf'))
  expect(dashed).toEqual({ code: EXIT.unusable, said: expect.not.stringContaining('option') })
  // The events of this test are signed by nobody whom an anchor vouches for.
  const printed = await ihala('dossier', id, ...settings, '--to', house.at('d.pdf'))
  expect(printed).toEqual({ code: EXIT.unusable, said: expect.stringMatching(/^what does not hold is not printed: \//) })
  expect(existsSync(house.at('d.pdf'))).toBe(false)
  writeFileSync(house.at('e.pdf'), '%PDF-1.7\n')
  expect(await ihala('verify', house.at('e.pdf'), '--lang', 'ar')).toEqual({
    code: EXIT.wrong,
    said: '/: لا يوجد ملف إثبات داخل ملف PDF هذا.',
  })
})
