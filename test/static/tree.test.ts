import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { addressesInLockfile, generatedFiles, readTree, registryHosts, strangersAtTheTop, type Tree, unfinishedWords } from './tree.ts'

const grown: string[] = []
afterEach(() => {
  for (const root of grown.splice(0)) rmSync(root, { recursive: true, force: true })
})

function grow(files: Record<string, string>): Tree {
  const root = mkdtempSync(join(tmpdir(), 'ihala-tree-'))
  grown.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, files: Object.keys(files), committed: Object.keys(files) }
}

test('a stranger at the top level is named, hidden and known names are not', () => {
  const tree = grow({ 'packages/a.ts': '', '.ci/run': '', 'README.md': '', 'notes.txt': '', 'docs/a.md': '' })
  expect(strangersAtTheTop(tree)).toEqual(['notes.txt at the top level', 'docs at the top level'])
})

test('generated files are named, published schemas and migrations are kept', () => {
  const tree = grow({
    'packages/kit/dist/a.js': '',
    'test/run.log': '',
    'packages/contract/published/dist/a.json': '',
    'packages/kit/migrations/0001.sql': '',
  })
  expect(generatedFiles(tree)).toEqual(['packages/kit/dist/a.js', 'test/run.log'])
})

test.each([
  '// TO' + 'DO later',
  '/* FIX' + 'ME */',
  '// XX' + 'X',
  '// HA' + 'CK',
  "throw new Error('not imple" + "mented')",
  '<p>coming s' + 'oon</p>',
  '// a place' + 'holder',
])('the unfinished word in %s is found', (text) => {
  expect(unfinishedWords(grow({ 'services/shelter/src/a.ts': `const a = 1\n${text}\n` }))).toHaveLength(1)
})

test('whole words only, source only, and the hint text of an input is no promise', () => {
  const tree = grow({
    'packages/ui/src/a.tsx': `<input place${'holder'}="…" />\nconst hacked = 'todos'\n`,
    'packages/ui/src/a.css': `input::place${'holder'} {}`,
    'README.md': 'TO' + 'DO',
  })
  expect(unfinishedWords(tree)).toEqual([])
})

test('a lock file with a download address is refused', () => {
  const bad = grow({ 'pnpm-lock.yaml': "  a@1:\n    resolution: {integrity: sha512-x, tarball: 'https://example.org/a.tgz'}\n" })
  const good = grow({ 'pnpm-lock.yaml': '  a@1:\n    resolution: {integrity: sha512-x}\n    deprecated: see https://example.org/why\n' })
  expect(addressesInLockfile(bad)).toHaveLength(1)
  expect(addressesInLockfile(good)).toEqual([])
})

test('a registry host is found anywhere, also the one this machine uses', () => {
  const tree = grow({
    '.npmrc': `r=https://${['registry', 'npmjs', 'org'].join('.')}/`,
    'infra/a.ts': "'packages.example.org'",
    LICENSE: 'free',
  })
  expect(registryHosts(tree, ['packages.example.org'])).toEqual(['.npmrc:1: names a registry host', 'infra/a.ts:1: names a registry host'])
})

test('the tree is what git knows or would add; without git, all that is not ignored', () => {
  const { root } = grow({ 'a.ts': '', 'dist/b.js': '', '.gitignore': 'dist/\n' })
  expect(readTree(root)).toEqual({ root, files: ['.gitignore', 'a.ts'], committed: undefined })
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  execFileSync('git', ['add', 'a.ts'], { cwd: root })
  expect(readTree(root)).toEqual({ root, files: ['a.ts', '.gitignore'], committed: ['a.ts'] })
})
