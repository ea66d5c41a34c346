/** What one suite or one static check came to. `trouble` is printed in full; a skip is named with its reason. */
export type Outcome = { passed: number; failed: number; skipped: readonly string[]; trouble: string; notes: readonly string[] }

/** An outcome of one test that passed. */
export const onePassed: Outcome = { passed: 1, failed: 0, skipped: [], trouble: '', notes: [] }

/** An outcome of one test that failed, with what to print. */
export function oneFailed(trouble: string): Outcome {
  return { passed: 0, failed: 1, skipped: [], trouble, notes: [] }
}

/** Adds outcomes up; their texts stay in order. */
export function sum(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    trouble: outcomes
      .map(({ trouble }) => trouble)
      .filter(Boolean)
      .join('\n'),
    notes: [...new Set(outcomes.flatMap(({ notes }) => notes))],
  }
}

/** A suite over its budget has one more failure, whatever its tests said. */
export function withinBudget(name: string, outcome: Outcome, seconds: number, budget: number): Outcome {
  if (seconds <= budget) return outcome
  return sum([outcome, oneFailed(`${name}: over budget, ${seconds.toFixed(1)} s of ${budget} s`)])
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`
}

/** 0 only when something ran and nothing failed. */
export function exitCode({ passed, failed }: Outcome): 0 | 1 {
  return failed === 0 && passed > 0 ? 0 : 1
}
