/**
 * The suites of `npm test`, in the order they run. A suite's budget names the one that grew, with room for a machine
 * half as fast as the usual one; what binds is the budget of the whole run (DESIGN §14).
 */
export type Suite = {
  name: string
  /** Seconds on two cores; over it the suite fails. */
  budget: number
  /** Where its test files are, from the root of the tree. */
  include: readonly string[]
  exclude?: readonly string[]
  /** Its longest files, which begin first. */
  first?: readonly string[]
  /** Files at once, where they wait more than they work; two unless told. */
  workers?: number
  /** The files of one worker load the program once between them: half the time, where no file replaces a module or leaves state in one. */
  oneProgram?: true
  /** Of the two lanes of `npm test` it takes one, and another suite runs beside it; both unless told: what it measures in time must not suffer, or has wide room. */
  lanes?: 1
  /** The servers its tests talk to. */
  needs: readonly ('postgres' | 'nats')[]
}

const beside = '{packages,services,infra}/**'

/** All suites that vitest runs; one project of test/vitest.config.ts each. */
export const suites: readonly Suite[] = [
  {
    name: 'unit',
    budget: 240,
    lanes: 1,
    include: [`${beside}/*.test.{ts,tsx}`],
    exclude: ['**/*.{db,bus}.test.ts'],
    oneProgram: true,
    needs: [],
  },
  { name: 'federation', budget: 240, lanes: 1, include: ['test/federation/**/*.test.ts'], needs: ['postgres', 'nats'] },
  { name: 'simulation', budget: 400, lanes: 1, include: ['test/simulation/**/*.test.ts'], needs: [] },
  { name: 'bus', budget: 30, lanes: 1, include: [`${beside}/*.bus.test.ts`, 'test/kit/*.bus.test.ts'], needs: ['nats'] },
  { name: 'contract', budget: 20, lanes: 1, include: ['test/contract/**/*.test.ts'], needs: [] },
  { name: 'rules', budget: 60, lanes: 1, include: ['test/{static,run,kit}/**/*.test.ts'], exclude: ['**/*.{db,bus}.test.ts'], needs: [] },
  {
    name: 'database',
    budget: 200,
    include: [`${beside}/*.db.test.ts`, 'test/kit/*.db.test.ts'],
    workers: 4,
    oneProgram: true,
    needs: ['postgres'],
  },
  { name: 'evidence', budget: 60, include: ['test/evidence/**/*.test.ts'], needs: ['postgres'] },
  { name: 'adversary', budget: 300, include: ['test/adversary/**/*.test.ts'], workers: 3, oneProgram: true, needs: ['postgres', 'nats'] },
  { name: 'faults', budget: 500, include: ['test/faults/**/*.test.ts'], needs: ['nats'] },
  { name: 'rights', budget: 240, include: ['test/rights/**/*.test.ts'], workers: 3, oneProgram: true, needs: ['postgres', 'nats'] },
  {
    name: 'browser',
    budget: 700,
    include: ['test/browser/**/*.test.ts'],
    first: ['test/browser/screens.test.ts', 'test/browser/desk.test.ts', 'test/browser/trouble.test.ts'],
    workers: 3,
    oneProgram: true,
    needs: ['postgres', 'nats'],
  },
]

/** Seconds for the static checks that are tools rather than tests: types, lint, boundaries, the tree itself. Unit tests run beside them. */
export const toolsBudget = 180

/** Seconds the whole of `npm test` may take on two cores (DESIGN §14). Where the time goes is printed at the end of each run. */
export const totalBudget = 22 * 60

/** Seconds `npm test -- --fast` may take once caches are warm. */
export const fastBudget = 60
