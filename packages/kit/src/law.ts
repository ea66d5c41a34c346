import { readFileSync } from 'node:fs'
import { QATAR_DEMO_LAW, type RuleSet, ruleSetInForce, ruleSetProblems } from '@ihala/policy'
import { ConfigProblem } from './config.ts'

/**
 * The network's law: the rule sets of `lawFile`, or in development those of the demonstration. Answers with the one in
 * force at an ISO instant. Throws ConfigProblem with plain sentences when the file cannot be used, or production has none.
 */
export function networkLaw(config: {
  readonly lawFile?: string
  readonly environment: 'development' | 'production'
}): (now: string) => RuleSet {
  const { lawFile, environment } = config
  if (lawFile === undefined && environment === 'production') {
    throw new ConfigProblem([
      'config: `lawFile` is missing: the file with the rule sets of the network (clocks, working week, holidays, dated)',
    ])
  }
  const law = lawFile === undefined ? QATAR_DEMO_LAW : rulesIn(lawFile)
  const problems = problemsOf(law)
  if (problems.length > 0) throw new ConfigProblem(problems.map((problem) => `law ${lawFile ?? 'of the demonstration'}: ${problem}`))
  return (now) => ruleSetInForce(law, now)
}

function rulesIn(file: string): readonly RuleSet[] {
  try {
    const rules: readonly RuleSet[] = JSON.parse(readFileSync(file, 'utf8'))
    return rules
  } catch {
    throw new ConfigProblem([`law ${file}: cannot be read, or is not JSON`])
  }
}

function problemsOf(law: readonly RuleSet[]): readonly string[] {
  try {
    return ruleSetProblems(law)
  } catch {
    return ['is not a list of rule sets']
  }
}
