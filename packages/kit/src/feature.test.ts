import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defineService } from './feature.ts'
import { JOBS_VERSION } from './jobs.schema.ts'

const job = () => Promise.resolve()

test('two features of one name, or of a name the chassis has, are refused', () => {
  expect(() => defineService({ kind: 'shelter', features: [{ name: 'beds' }, { name: 'beds' }], serves: [] })).toThrow(
    'two of the feature beds',
  )
  expect(() => defineService({ kind: 'shelter', features: [{ name: 'kit' }], serves: [] })).toThrow('two of the feature kit')
  expect(() => defineService({ kind: 'shelter', features: [{ name: 'Beds' }], serves: [] })).toThrow('no name in kebab-case')
})

test('two jobs of one name are refused', () => {
  const features = [
    { name: 'beds', jobs: { clean: job } },
    { name: 'stays', jobs: { clean: job } },
  ]
  expect(() => defineService({ kind: 'shelter', features, serves: [] })).toThrow('two of the job clean')
})

test('the version of the job queue is the installed one', () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.resolve('graphile-worker')), 'utf8'),
  )
  expect(JOBS_VERSION).toBe(version)
})
