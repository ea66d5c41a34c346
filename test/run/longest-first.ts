import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { suites } from './suites.ts'

const FIRST = suites.flatMap(({ first = [] }) => first)

/** Begins with the files that a suite names: vitest goes by size where it has not seen how long they take, and what begins last is waited for alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = FIRST.findIndex((file) => moduleId.endsWith(`/${file}`))
      return at < 0 ? FIRST.length : at
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}
