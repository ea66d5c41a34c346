import type { Reporter } from 'vitest/node'

/** The reason given to `context.skip(reason)` is not in vitest's JSON report: put it into the test's meta, which is. */
const skipNotes: Reporter = {
  onTestCaseResult(test) {
    const result = test.result()
    if (result.state === 'skipped' && result.note) Object.assign(test.meta(), { skipped: result.note })
  },
}

/** vitest makes a reporter with `new`, and takes what that returns. */
export default function reporter(): Reporter {
  return skipNotes
}
