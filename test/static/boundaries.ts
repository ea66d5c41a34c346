import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** One import against the ladder: the rule it breaks and the two files. */
export type Violation = { rule: string; from: string; to: string }

/** What a cruise saw. `modules` counts the files of the tree itself: nothing seen is not the same as nothing wrong. */
export type Cruise = { modules: number; rules: string[]; violations: Violation[] }

type CruiseReport = {
  modules: { source: string }[]
  summary: { ruleSetUsed: { forbidden: { name: string }[] }; violations: { from: string; to: string; rule: { name: string } }[] }
}

const repository = join(import.meta.dirname, '..', '..')
const folders = ['packages', 'services', 'infra', 'test']

/**
 * Checks every import below `root` against `.dependency-cruiser.mjs`.
 * @throws when the cruiser itself cannot run, or sees no module at all (a broken parser reports green on nothing).
 */
export async function cruise(root: string): Promise<Cruise> {
  const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const config = join(repository, '.dependency-cruiser.mjs')
  const present = folders.filter((folder) => existsSync(join(root, folder)))
  const report = await readReport([program, '--config', config, '--output-type', 'json', ...present], root)
  const modules = report.modules.filter(({ source }) => folders.includes(source.split('/')[0] ?? '')).length
  if (modules === 0) throw new Error(`0 modules cruised in ${present.join(', ') || 'an empty tree'}: nothing was checked`)
  const violations = report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
  return { modules, rules: report.summary.ruleSetUsed.forbidden.map(({ name }) => name), violations }
}

function readReport(args: string[], cwd: string): Promise<CruiseReport> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 256 * 1024 * 1024 }, (failure, stdout, stderr) => {
      // The exit code counts the violations, so only an answer that is no report is a fault of the cruiser.
      try {
        resolve(JSON.parse(stdout) as CruiseReport)
      } catch {
        reject(new Error(`dependency-cruiser gave no report: ${stderr || stdout || failure?.message}`))
      }
    })
  })
}
