import { check, closed, Thumbprint } from '@ihala/contract'
import { type Config, entityConfiguration, loadKeyring } from '@ihala/kit'
import Type from 'typebox'
import { CommandProblem } from '../problem.ts'

const isAnswer = check(closed({ entityId: Type.String(), state: Type.Literal('applied'), fingerprint: Thumbprint }))
const isProblem = check(Type.Object({ code: Type.String() }))
const PATIENCE_MS = 30_000

/** What an application needs. */
export interface ApplyOptions {
  readonly config: Config
  /** Needs the kind serves. */
  readonly serves: readonly string[]
  /** Address of the committee's service. */
  readonly at: string
  readonly now: () => Date
}

/**
 * K1: applies for membership with the organisation's own word, signed by its own key. Returns the fingerprint that is to be read
 * out when the committee calls back. Throws CommandProblem when the committee is not there or refuses.
 */
export async function applyForMembership({ config, serves, at, now }: ApplyOptions): Promise<string> {
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
  const response = await fetch(`${at}/registry/applications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ configuration: entityConfiguration({ config, serves, keyring }, now()) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw new CommandProblem(`${at}: nobody answers there`)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok || !isAnswer(answer)) {
    throw new CommandProblem(`${at}: the committee refused (${isProblem(answer) ? answer.code : response.status})`)
  }
  if (answer.fingerprint !== keyring.signing.kid) throw new CommandProblem(`${at}: the committee heard another key than ours`)
  return answer.fingerprint
}
