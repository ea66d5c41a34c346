import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The files of a tree: all that git knows or would add, so that what is ignored is not read. */
export type Tree = { root: string; files: string[]; committed: string[] | undefined }

const ignored = new Set(['node_modules', '.git', '.tools', '.state', '.turbo', 'dist', 'coverage'])

/** Reads the tree at `root`; without git every file outside the ignored folders, and `committed` is not known. */
export function readTree(root: string): Tree {
  const git = (...args: string[]): string[] =>
    execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .split('\0')
      .filter(Boolean)
  try {
    const committed = git('--cached')
    const gone = new Set(git('--deleted'))
    const files = [...new Set([...committed, ...git('--others', '--exclude-standard')])].filter((file) => !gone.has(file))
    return { root, files, committed }
  } catch {
    return { root, files: walk(root, root), committed: undefined }
  }
}

function walk(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : walk(root, path)
    return [relative(root, path)]
  })
}

const topLevel = new Set([
  'services',
  'packages',
  'infra',
  'test',
  'turbo.json',
  'pnpm-workspace.yaml',
  'package.json',
  'README.md',
  'LICENSE',
  'pnpm-lock.yaml',
  'tsconfig.json',
])

/** DESIGN §2: what stands at the top level is fixed; the rest is hidden or in a folder. */
export function strangersAtTheTop({ files }: Tree): string[] {
  const names = new Set(files.map((file) => file.split('/')[0] ?? ''))
  return [...names].filter((name) => !name.startsWith('.') && !topLevel.has(name)).map((name) => `${name} at the top level`)
}

const generated =
  /(^|\/)(node_modules|dist|coverage|\.state|\.tools|\.turbo)\/|\.(tsbuildinfo|log|js\.map|pid)$|(^|\/)(openapi|asyncapi)\.json$/
const keptGenerated = /^packages\/contract\/published\/|(^|\/)migrations\//

/** STYLE "Commits": generated files are not committed, except the published schemas and migrations. */
export function generatedFiles({ committed = [] }: Tree): string[] {
  return committed.filter((file) => generated.test(file) && !keptGenerated.test(file))
}

const source = /^(packages|services|infra|test)\/.*\.(ts|tsx|mjs|cjs|js|css|html|sql)$/
// Written in halves so that this file does not find itself.
const unfinished = new RegExp(
  ['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].map((word) => `\\b${word}\\b`).join('|') +
    '|' +
    ['not imple' + 'mented', 'coming s' + 'oon', 'place' + 'holder'].map((word) => `(?<![\\w-])${word}(?![\\w-])`).join('|'),
)
// ISO 4217 calls a currency that is none so.
const noCurrency = new RegExp(`'${'XX'}X'`, 'g')
// An input's hint text and its style are called this by HTML and CSS.
const attribute = new RegExp(`(place${'holder'}=|::place${'holder'}\\b|:place${'holder'}-shown\\b)`, 'g')

/** STYLE "No … left behind": words that promise what is not there. */
export function unfinishedWords(tree: Tree): string[] {
  return linesOf(tree, (file) => source.test(file)).flatMap(({ at, text }) => {
    const word = unfinished.exec(text.replaceAll(attribute, '').replaceAll(noCurrency, ''))?.[0]
    return word ? [`${at}: ${word}`] : []
  })
}

/** A lock file that names where a package was fetched from binds every later machine to that place. */
export function addressesInLockfile(tree: Tree): string[] {
  return linesOf(tree, (file) => /(^|\/)(pnpm-lock\.yaml|package-lock\.json|yarn\.lock)$/.test(file))
    .filter(({ text }) => /\b(tarball|resolved|registry)\b['"]?:|https?:\/\/\S+\.t(ar\.)?gz/.test(text))
    .map(({ at, text }) => `${at}: ${text.trim()}`)
}

const publicHosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['proxy', 'golang', 'org'],
].map((parts) => parts.join('.'))

/**
 * The machine's own settings say where packages come from; the tree never does.
 * @param own the hosts this machine is set to, beside the public ones
 */
export function registryHosts(tree: Tree, own: readonly string[]): string[] {
  const hosts = [...publicHosts, ...own]
  return linesOf(tree, () => true).flatMap(({ at, text }) =>
    hosts.filter((host) => text.includes(host)).map(() => `${at}: names a registry host`),
  )
}

type Line = { at: string; text: string }

function linesOf({ root, files }: Tree, wanted: (file: string) => boolean): Line[] {
  return files.filter(wanted).flatMap((file) => {
    const bytes = readFileSync(join(root, file))
    if (bytes.subarray(0, 8000).includes(0)) return []
    return bytes
      .toString('utf8')
      .split('\n')
      .map((text, index) => ({ at: `${file}:${index + 1}`, text }))
  })
}
