import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from '../static/boundaries.ts'
import { findImpurities } from '../static/purity.ts'
import { addressesInLockfile, generatedFiles, readTree, registryHosts, strangersAtTheTop, unfinishedWords } from '../static/tree.ts'
import { type Outcome, oneFailed, onePassed } from './outcome.ts'
import { root, run, runTool } from './process.ts'

/** A static check: one test. `fast` ones belong to `npm test -- --fast`. */
export type Check = { name: string; fast: boolean; check: () => Promise<Outcome> }

/** Everything about the tree that can be said without starting it; the slow ones first, two run at a time. */
export const checks: readonly Check[] = [
  {
    name: 'types (tsc)',
    fast: true,
    check: () =>
      tool('typescript/bin/tsc', [
        '-p',
        'tsconfig.json',
        '--incremental',
        '--tsBuildInfoFile',
        'node_modules/.cache/ihala/types.tsbuildinfo',
        '--pretty',
        'false',
      ]),
  },
  {
    name: 'lint and format (biome)',
    fast: true,
    check: () => tool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--max-diagnostics=100', '.']),
  },
  { name: 'dead code (knip)', fast: false, check: () => tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
  {
    name: 'dead code in production (knip)',
    fast: false,
    check: () =>
      tool('knip/bin/knip.js', ['--production', '--include', 'files,exports,types,unlisted', '--no-progress', '--no-config-hints']),
  },
  { name: 'boundaries (dependency-cruiser)', fast: false, check: boundaries },
  { name: 'pure packages read no clock, chance or key', fast: true, check: async () => verdict(impurities()) },
  { name: 'top level', fast: true, check: async () => verdict(strangersAtTheTop(readTree(root))) },
  { name: 'no unfinished words', fast: true, check: async () => verdict(unfinishedWords(readTree(root))) },
  { name: 'lock file without addresses', fast: true, check: async () => verdict(addressesInLockfile(readTree(root))) },
  { name: 'no registry host named', fast: false, check: async () => verdict(registryHosts(readTree(root), await ownHosts())) },
  { name: 'no generated file committed', fast: true, check: committed },
]

/** Runs checks two at a time and keeps the trouble of each under its name. */
export async function runChecks(chosen: readonly Check[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = chosen.entries()
  const worker = async (): Promise<void> => {
    for (const [index, { name, check }] of waiting) {
      const outcome = await check().catch((error: unknown) =>
        oneFailed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      )
      outcomes[index] = { ...outcome, trouble: outcome.trouble && `${name}:\n${outcome.trouble}` }
    }
  }
  await Promise.all([worker(), worker()])
  return outcomes
}

async function tool(file: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runTool(file, args, { NO_COLOR: '1', FORCE_COLOR: undefined })
  return code === 0 ? onePassed : oneFailed(output)
}

async function boundaries(): Promise<Outcome> {
  const { violations } = await cruise(root)
  return verdict(violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`))
}

function impurities(): string[] {
  return readTree(root)
    .files.filter((file) => /^packages\/(contract|policy)\/src\/.*(?<!\.test)\.ts$/.test(file))
    .flatMap((file) => findImpurities(file, readFileSync(join(root, file), 'utf8')))
    .map(({ file, line, reads }) => `${file}:${line}: reads ${reads}`)
}

async function committed(): Promise<Outcome> {
  const tree = readTree(root)
  if (tree.committed) return verdict(generatedFiles(tree))
  return { passed: 0, failed: 0, skipped: ['no generated file committed: this is not a git repository'], trouble: '', notes: [] }
}

/** The host this machine's npm is set to, so that it is not written into the tree by accident. */
async function ownHosts(): Promise<string[]> {
  const { code, output } = await run('npm', ['config', 'get', 'registry', '--silent'])
  const address = /https?:\/\/\S+/.exec(output)?.[0]
  if (code !== 0 || !address || !URL.canParse(address)) return []
  const { hostname, host } = new URL(address)
  // Loopback is no secret, and the tree speaks of it for good reasons.
  return hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]' ? [] : [host]
}

function verdict(problems: readonly string[]): Outcome {
  return problems.length === 0 ? onePassed : oneFailed(problems.join('\n'))
}
