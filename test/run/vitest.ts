import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Outcome, oneFailed } from './outcome.ts'
import { root, runTool } from './process.ts'
import type { Suite } from './suites.ts'

type Report = {
  testResults: {
    name: string
    message: string
    status: 'passed' | 'failed'
    /** Milliseconds since 1970. */
    startTime: number
    endTime: number
    assertionResults: { fullName: string; status: string; meta: { skipped?: string } }[]
  }[]
}

/** Told how long a file of tests took, in seconds. */
export type Took = (file: string, seconds: number) => void

const noReason = 'no reason given'
const notReady = 'what its file begins with failed'

/** The test files of a suite that are there now. */
export function filesOf({ include, exclude = [] }: Pick<Suite, 'include' | 'exclude'>): string[] {
  const hidden = ['**/node_modules/**', '**/dist/**', ...exclude]
  return globSync([...include], { cwd: root, exclude: hidden }).filter((file) => !file.includes('node_modules'))
}

/**
 * Runs one suite in its own vitest process.
 * @param took told of every file how long it took
 * @param only for long runs: the files that hold a test of such a name, whole, because the tests of a file build on each other
 */
export async function runSuite(suite: Suite, env: NodeJS.ProcessEnv, took: Took, only?: RegExp): Promise<Outcome> {
  const files = only ? filesOf(suite).filter((file) => holds(readFileSync(join(root, file), 'utf8'), only)) : []
  if (only && files.length === 0) return { passed: 0, failed: 0, skipped: [], trouble: '', notes: [] }
  const folder = mkdtempSync(join(tmpdir(), 'ihala-report-'))
  const file = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=dot', '--reporter=./test/run/skip-notes.ts', '--reporter=json', `--outputFile.json=${file}`]
    const workers = suite.workers === undefined ? [] : [`--maxWorkers=${suite.workers}`]
    const args = ['run', '--config', 'test/vitest.config.ts', '--project', suite.name, ...workers, ...reporters, ...files]
    const ended = await runTool('vitest/vitest.mjs', args, { ...env, NO_COLOR: '1', FORCE_COLOR: undefined })
    return read(suite.name, file, ended, took)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether a test, a group of tests or a figure bears such a name: it stands in quotes, and in no comment. */
export function holds(source: string, only: RegExp): boolean {
  return source.split('\n').some((line) => /['"`]/.test(line) && !/^\s*(?:\*|\/)/.test(line) && only.test(line))
}

function read(name: string, file: string, ended: { code: number | null; output: string }, took: Took): Outcome {
  const notes = [...ended.output.matchAll(/^.*?(server: .+)$/gm)].map((match) => match[1] ?? '')
  let report: Report
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return { ...oneFailed(`${name}: vitest left no report\n${ended.output}`), notes }
  }
  for (const { name: path, startTime, endTime } of report.testResults) took(relative(root, path), (endTime - startTime) / 1000)
  const counted = count(report)
  // A file that does not load has no test to fail, an unhandled rejection belongs to none: both still count.
  const failed = counted.failed === 0 && ended.code !== 0 ? 1 : counted.failed
  return { ...counted, failed, trouble: failed > 0 ? `${name}:\n${ended.output}` : '', notes }
}

/** Counts a vitest JSON report. A file that could not be loaded, or made ready, is one failure. */
export function count({
  testResults,
}: {
  readonly testResults: readonly Omit<Report['testResults'][number], 'startTime' | 'endTime'>[]
}): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  const unready = ({ status, assertionResults }: (typeof testResults)[number]): boolean =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  const tests = testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(root, file.name), otherwise: unready(file) ? notReady : noReason })),
  )
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + testResults.filter(unready).length,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ file, fullName, meta, otherwise }) => `${file}: ${fullName}: ${meta.skipped ?? otherwise}`),
  }
}
