/** The seed of this run, printed by `npm test`; the same `IHALA_SEED` gives the same random cases. A test file run alone uses 1. */
export function seed(): number {
  return Number(process.env.IHALA_SEED || 1)
}

/** Whether this is the long form of a test (`npm run test:long -- T1`): more rounds, no budget. */
export function isLong(): boolean {
  return process.env.IHALA_LONG === '1'
}
