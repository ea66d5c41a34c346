import { type Problem, REFUSAL_CODES, type RefusalCode } from '@ihala/contract'
import type { MessageKey } from '../i18n/messages.ts'

/** An answer that is not the wanted one: a problem+json of the service, or no answer at all. */
export class ProblemError extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  readonly rule: string | undefined
  /** Names the fault in the service's log, where it is the service's fault. */
  readonly fault: string | undefined
  /** What goes with the refusal; with `version-conflict` both versions. */
  readonly facts: Readonly<Record<string, unknown>>
  constructor(problem: Pick<Problem, 'code' | 'status' | 'field' | 'rule' | 'id' | 'facts'>) {
    super(problem.code)
    this.name = 'ProblemError'
    this.code = problem.code
    this.status = problem.status
    this.field = problem.field
    this.rule = problem.rule
    this.fault = problem.id
    this.facts = { ...problem.facts }
  }
}

/** The sentence of every refusal; that each code has one is checked by the compiler. */
const SENTENCES = Object.fromEntries(REFUSAL_CODES.map((code) => [code, `problem.${code}`])) as {
  readonly [C in RefusalCode]: `problem.${C}` & MessageKey
}

/** The sentence of a problem. A code nobody knows is shown as such, never turned into another. */
export function sentenceOf({ code, status }: Pick<ProblemError, 'code' | 'status'>): MessageKey {
  if (isRefusal(code)) return SENTENCES[code]
  if (status === 0) return 'problem.no-answer'
  return status >= 500 ? 'problem.fault' : 'problem.unknown'
}

function isRefusal(code: string): code is RefusalCode {
  return Object.hasOwn(SENTENCES, code)
}

const RULES = {
  required: 'rule.required',
  minLength: 'rule.required',
  minItems: 'rule.required',
  pattern: 'rule.pattern',
  format: 'rule.pattern',
  enum: 'rule.pattern',
  maxLength: 'rule.maxLength',
  maxItems: 'rule.maxLength',
  minimum: 'rule.range',
  maximum: 'rule.range',
  'check-sign': 'rule.check-sign',
  'code-word': 'rule.code-word',
} as const satisfies Record<string, MessageKey>

/** What is wrong with one field, in few words beside it. */
export function fieldSentenceOf(problem: Pick<ProblemError, 'code' | 'status' | 'rule'>): MessageKey {
  const { rule } = problem
  if (rule && Object.hasOwn(RULES, rule)) return RULES[rule as keyof typeof RULES]
  return problem.code === 'body-invalid' ? 'rule.other' : sentenceOf(problem)
}

/** Whether the session is over: what was typed stays, signing in again happens in another tab. */
export function isSignedOut({ code }: Pick<ProblemError, 'code'>): boolean {
  return code === 'not-signed-in' || code === 'session-expired'
}
