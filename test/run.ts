/**
 * `npm test`: every suite, one line each, and last how many tests passed, failed and were skipped.
 *   --fast          types, lint and unit tests
 *   --suite NAME    one suite alone
 *   --all           with --suite: everything it can look at (the browser's: each screen in both languages, on phone and desktop), without a budget
 *   --long [T1 …]   the long form of the tests so named (all long ones without a name), without a budget
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { figureTable } from './kit/figures.ts'
import { startTestServer, type TestServer } from './kit/postgres-server.ts'
import { checks, runChecks } from './run/checks.ts'
import { inLanes } from './run/lanes.ts'
import { exitCode, lastLine, type Outcome, oneFailed, sum, withinBudget } from './run/outcome.ts'
import { fastBudget, type Suite, suites, toolsBudget, totalBudget } from './run/suites.ts'
import { filesOf, runSuite, type Took } from './run/vitest.ts'

const { values, positionals } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    suite: { type: 'string' },
  },
  allowPositionals: true,
})
/** So many of the slowest files are named: a budget is kept by knowing where the time goes. */
const SLOWEST = 24
const seed = Number(process.env.IHALA_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0])
// What tests measured is collected here over all suites, and printed as one table.
const figures = join(mkdtempSync(join(tmpdir(), 'ihala-figures-')), 'figures.jsonl')
process.env.IHALA_FIGURES = figures
const env = { IHALA_FIGURES: figures, IHALA_SEED: String(seed), IHALA_LONG: values.long || values.all ? '1' : '' }
const started = performance.now()
const outcomes: Outcome[] = []
const files: { readonly file: string; readonly seconds: number }[] = []
let server: Promise<TestServer> | undefined
const took: Took = (file, seconds) => void files.push({ file, seconds })

console.log(`seed ${seed} (the same run again: IHALA_SEED=${seed} npm test)`)
if (values.long) {
  // A long test carries its number first: "T1 …". Without numbers, all that have one.
  const wanted = positionals.length > 0 ? positionals.map((name) => name.replace(/\W/g, '')).join('|') : 'T\\d+'
  const names = new RegExp(`\\b(${wanted})\\b`)
  for (const suite of suites) await report(suite, Number.POSITIVE_INFINITY, () => runSuite(suite, env, took, names))
} else if (values.suite !== undefined) {
  const chosen = suites.filter(({ name }) => name === values.suite)
  if (chosen.length === 0)
    outcomes.push(oneFailed(`No suite is called ${values.suite}: say one of ${suites.map(({ name }) => name).join(', ')}.`))
  for (const suite of chosen) await report(suite, values.all ? Number.POSITIVE_INFINITY : suite.budget, () => runSuite(suite, env, took))
} else {
  const tools = checks.filter(({ fast }) => fast || !values.fast)
  const chosen = values.fast ? suites.filter(({ name }) => name === 'unit') : suites
  await inLanes([
    { lanes: 1, work: () => report({ name: 'tools' }, toolsBudget, async () => sum(await runChecks(tools))) },
    ...chosen.map((suite) => ({
      lanes: suite.lanes,
      work: () => report(suite, suite.budget, async () => runSuite(suite, { ...env, ...(await serverFor(suite)) }, took)),
    })),
  ])
  await server?.then(
    ({ stop }) => stop(),
    () => undefined,
  )
}

const seconds = (performance.now() - started) / 1000
const budget = values.long || values.all ? Number.POSITIVE_INFINITY : values.fast ? fastBudget : totalBudget
const total = withinBudget('the whole run', sum(outcomes), seconds, budget)
const table = figureTable()
if (table !== undefined) console.log(`\n${table}\n`)
if (total.trouble) console.log(`\n${total.trouble.trimEnd()}\n`)
const slowest = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST)
if (slowest.length > 1)
  console.log(`where the time goes\n${slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`).join('\n')}\n`)
for (const reason of total.skipped) console.log(`skipped: ${reason}`)
console.log(`${seconds.toFixed(1)} s in all`)
process.exitCode = exitCode(total)
console.log(lastLine(total))

/** One PostgreSQL for all suites that need one, started with the first of them. */
async function serverFor({ needs }: Suite): Promise<{ readonly IHALA_POSTGRES?: string }> {
  if (!needs.includes('postgres')) return {}
  server ??= startTestServer()
  const { name, url } = await server
  return { IHALA_POSTGRES: JSON.stringify({ name, url }) }
}

/** Runs one suite and says in one line what came of it; a folder that holds no tests is not a suite. */
async function report(suite: Pick<Suite, 'name'> & Partial<Suite>, budget: number, work: () => Promise<Outcome>): Promise<void> {
  if (suite.include && filesOf({ include: suite.include, exclude: suite.exclude ?? [] }).length === 0) return
  const begun = performance.now()
  const done = await work().catch((error: unknown) =>
    oneFailed(`${suite.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  )
  const seconds = (performance.now() - begun) / 1000
  const outcome = withinBudget(suite.name, done, seconds, budget)
  outcomes.push(outcome)
  const notes = outcome.notes.length > 0 ? ` · ${outcome.notes.join(' · ')}` : ''
  console.log(
    `${outcome.failed > 0 ? '✗' : '✓'} ${suite.name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s  ${lastLine(outcome)}${notes}`,
  )
}
