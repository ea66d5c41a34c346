import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../run/process.ts'

/** What one test measured: names in words, numbers with their unit in the name. */
export type Figures = Readonly<Record<string, number | string>>

interface Line {
  readonly test: string
  readonly figures: Figures
}

const file = (): string => process.env.IHALA_FIGURES ?? join(root, '.state', 'figures.jsonl')

/** Keeps what a test measured, for the one table at the end of the run: `figure('T1', { referrals: 300, lost: 0 })`. */
export function figure(test: string, figures: Figures): void {
  mkdirSync(dirname(file()), { recursive: true })
  appendFileSync(file(), `${JSON.stringify({ test, figures } satisfies Line)}\n`)
}

/** Forgets the figures of an earlier run. */
export function forgetFigures(): void {
  rmSync(file(), { force: true })
}

/** The table of all figures since they were last forgotten, by the number of the test; undefined when there are none. */
export function figureTable(): string | undefined {
  if (!existsSync(file())) return undefined
  const lines = readFileSync(file(), 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((text): Line => JSON.parse(text))
  if (lines.length === 0) return undefined
  const order = (test: string): number => Number(/\d+/.exec(test)?.[0] ?? Number.POSITIVE_INFINITY)
  const sorted = lines.toSorted((one, other) => order(one.test) - order(other.test) || one.test.localeCompare(other.test))
  const width = Math.max(...sorted.map(({ test }) => test.length))
  const said = (figures: Figures): string =>
    Object.entries(figures)
      .map(([name, value]) => `${name} ${typeof value === 'number' ? shortened(value) : value}`)
      .join(' · ')
  return sorted.map(({ test, figures }) => `${test.padEnd(width)}  ${said(figures)}`).join('\n')
}

function shortened(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)
}
