import { figureTable, forgetFigures } from './figures.ts'

/** A suite run alone prints its figures itself; `npm test` collects those of all suites and prints them once. */
export default function setup(): (() => void) | undefined {
  if (process.env.IHALA_FIGURES !== undefined) return undefined
  forgetFigures()
  return () => {
    const table = figureTable()
    if (table !== undefined) console.log(`\n${table}\n`)
  }
}
