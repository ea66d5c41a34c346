import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { namesOf, writeKind } from './new.ts'
import { findOrganisations } from './organisations.ts'

let into: string
beforeEach(() => {
  into = mkdtempSync(join(tmpdir(), 'ihala-new-'))
})
afterEach(() => rmSync(into, { recursive: true, force: true }))

const hospital = { name: 'hospital', names: { ar: 'المستشفى', en: 'Hospital' }, serves: ['health-care', 'psychological-care'] }
const place = () => ({ into, known: [] })
const services = join(import.meta.dirname, '../services')

test('a new kind is one folder, and the network finds its organisation', () => {
  const home = writeKind(hospital, place())
  expect(readdirSync(home, { recursive: true }).map(String).sort()).toEqual(
    [
      'README.md',
      'demo.json',
      'package.json',
      'src',
      'src/kind.ts',
      'src/main.ts',
      'src/service.ts',
      'web',
      'web/index.html',
      'web/main.tsx',
    ].sort(),
  )
  const [found, ...others] = findOrganisations(into)
  expect(others).toEqual([])
  expect(found).toMatchObject({ slug: 'hospital', kind: 'hospital', names: hospital.names })
  expect(found?.staff.flatMap(({ roles }) => roles)).toEqual(expect.arrayContaining(['case-worker', 'admin', 'data-protection-officer']))
})

test('what it serves can be read without anything installed', async () => {
  writeKind(hospital, place())
  const { kind }: { kind: { name: string; serves: string[]; leastData: object } } = await import(join(into, 'hospital/src/kind.ts'))
  expect(kind).toMatchObject({
    name: 'hospital',
    serves: hospital.serves,
    leastData: { 'health-care': ['need'], 'psychological-care': ['need'] },
  })
})

test('its package depends only on what a service may import', () => {
  const home = writeKind(hospital, place())
  const { name, dependencies }: { name: string; dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  )
  expect(name).toBe('@ihala/hospital')
  expect(Object.keys(dependencies)).toEqual(['@ihala/desk', '@ihala/kit', '@ihala/ui'])
})

test.each([
  'Hospital',
  'field_hospital',
  '-hospital',
  'hospital-',
  'field--hospital',
  '../hospital',
  'h',
  '2nd-hospital',
  'a'.repeat(32),
  '',
])('“%s” is no name of a kind', (name) => {
  expect(() => writeKind({ ...hospital, name }, place())).toThrow(/must be kebab-case/)
  expect(readdirSync(into)).toEqual([])
})

test('a name that is taken is refused, and what is there stays as it is', () => {
  writeKind(hospital, place())
  const readme = join(into, 'hospital/README.md')
  writeFileSync(readme, 'ours')
  expect(() => writeKind(hospital, place())).toThrow(/There is a kind “hospital” already/)
  expect(readFileSync(readme, 'utf8')).toBe('ours')
})

test('the project’s own kinds and organisations are taken wherever it is written', () => {
  expect(() => writeKind({ ...hospital, name: 'shelter' }, { into, known: [services] })).toThrow(/There is a kind “shelter” already/)
  expect(() => writeKind({ ...hospital, name: 'care-house' }, { into, known: [services] })).toThrow(
    /There is an organisation “care-house” already/,
  )
  expect(readdirSync(into)).toEqual([])
})

test('a need nobody knows is refused', () => {
  expect(() => writeKind({ ...hospital, serves: ['magic'] }, place())).toThrow(/“magic” is no need/)
  expect(readdirSync(into)).toEqual([])
})

test('a kind that was given no name is called by its words', () => {
  expect(namesOf('field-hospital', {})).toEqual({ ar: 'جهة جديدة (Field hospital)', en: 'Field hospital' })
  expect(namesOf('hospital', { ar: 'المستشفى' })).toEqual({ ar: 'المستشفى', en: 'Hospital' })
})

test('the command writes, and refuses in one sentence with exit code 2', () => {
  const command = join(import.meta.dirname, 'new.ts')
  mkdirSync(join(into, 'kinds'))
  execFileSync(process.execPath, [command, 'hospital', '--into', join(into, 'kinds')], { stdio: 'pipe' })
  expect(findOrganisations(join(into, 'kinds')).map(({ slug }) => slug)).toEqual(['hospital'])
  const again = spawnSync(process.execPath, [command, 'hospital', '--into', join(into, 'kinds')], { encoding: 'utf8' })
  expect(again.status).toBe(2)
  expect(again.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^There is a kind “hospital” already/)])
  expect(spawnSync(process.execPath, [command, '--colour'], { encoding: 'utf8' }).status).toBe(2)
})
