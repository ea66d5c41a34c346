import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findOrganisations } from './organisations.ts'

let services: string
beforeEach(() => {
  services = mkdtempSync(join(tmpdir(), 'ihala-services-'))
})
afterEach(() => rmSync(services, { recursive: true, force: true }))

function kind(name: string, content: unknown): void {
  mkdirSync(join(services, name))
  writeFileSync(join(services, name, 'demo.json'), typeof content === 'string' ? content : JSON.stringify(content))
}

const nurse = { sub: 'aisha', names: { ar: 'عائشة', en: 'Aisha' }, roles: ['case-worker', 'admin'], languages: ['ara'] }
const hospital = {
  slug: 'hospital',
  names: { ar: 'المستشفى', en: 'Hospital' },
  languages: ['ar', 'en'],
  staff: [nurse],
  seed: { wards: 3 },
}

test('the seven organisations of the demonstration are found, each with an admin; the charity has two approvers', () => {
  const found = findOrganisations(join(import.meta.dirname, '../services'))
  expect(found.map((one) => one.slug)).toEqual(
    expect.arrayContaining(['charity', 'lawyers-association', 'ministry-of-labour', 'national-committee', 'care-house', 'bwi', 'itf']),
  )
  for (const one of found)
    expect(
      one.staff.filter((person) => person.roles.includes('admin')),
      one.slug,
    ).not.toEqual([])
  expect(found.find((one) => one.slug === 'charity')?.staff.filter((person) => person.roles.includes('approver'))).toHaveLength(2)
  expect(
    found.find((one) => one.slug === 'ministry-of-labour')?.staff.filter((person) => person.roles.includes('intake-officer')),
  ).toHaveLength(2)
  expect(found.filter((one) => one.workerPages).map(({ slug, workerPages }) => [slug, workerPages])).toEqual([
    ['ministry-of-labour', { emergency: '999' }],
  ])
})

test('a new folder is a new kind', () => {
  kind('hospital', { instances: [hospital] })
  expect(findOrganisations(services)).toMatchObject([{ slug: 'hospital', kind: 'hospital', seed: { wards: 3 } }])
})

test.each([
  ['{', /is not JSON/],
  [{}, /needs “instances”/],
  [{ instances: [{ ...hospital, slug: 'Hospital' }] }, /instances\[0\]\.slug/],
  [{ instances: [{ ...hospital, names: { en: 'Hospital' } }] }, /instances\[0\]\.names/],
  [{ instances: [{ ...hospital, staff: [{ ...nurse, roles: ['king'] }] }] }, /instances\[0\]\.staff\[0\]/],
  [{ instances: [{ ...hospital, workerPages: { emergency: 999 } }] }, /instances\[0\]\.workerPages/],
  [{ instances: [{ ...hospital, workerPages: { leave: 'x' } }] }, /instances\[0\]\.workerPages/],
  [{ instances: [hospital, hospital] }, /Two organisations are called “hospital”/],
])('a demo.json that is wrong is refused with its place: %j', (content, sentence) => {
  kind('hospital', content)
  expect(() => findOrganisations(services)).toThrow(sentence)
})
