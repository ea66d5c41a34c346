import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTree } from './tree.ts'

const root = join(import.meta.dirname, '..', '..')
const HOME = /^packages\/desk\/(src|migrations)\/proceedings\//
const sources = readTree(root).files.filter((file) => /^(packages|services|infra)\/.*\.(ts|tsx|mjs|sql)$/.test(file))
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Its table, by any of the ways to write it. */
const NAMED = /proceedings"?\s*\.\s*"?wish|pgSchema\(\s*['"`]proceedings['"`]\s*\)|\bschema proceedings\b/

test('R-2: no statement and no source outside its folder names the table of wishes', () => {
  expect(sources.filter((file) => HOME.test(file) && NAMED.test(textOf(file))).length).toBeGreaterThanOrEqual(2)
  expect(sources.filter((file) => !HOME.test(file) && NAMED.test(textOf(file)))).toEqual([])
})

/** Whoever takes the feature from the desk's door, by its name. */
const TAKES = /import\s*\{[^}]*\bproceedings\b[^}]*\}\s*from\s*['"]@ihala\/desk['"]/

test('R-2: legal aid and the ministry have it, in the list of their features, and nobody else', () => {
  expect(sources.filter((file) => TAKES.test(textOf(file))).sort()).toEqual([
    'services/legal-aid/src/service.ts',
    'services/ministry-intake/src/service.ts',
  ])
})

test('R-2: the desk hands on the feature and nothing of what it holds', () => {
  const door = textOf('packages/desk/src/index.ts')
  expect(door.split('\n').filter((line) => line.includes('proceedings'))).toEqual([
    "export { proceedings } from './proceedings/proceedings.ts'",
  ])
})
