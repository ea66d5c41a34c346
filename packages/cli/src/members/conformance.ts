import { readFileSync } from 'node:fs'
import type { ConformanceStep } from '@ihala/contract'
import { BusAway, natsBus, registryKey } from '@ihala/exchange'
import type { Config } from '@ihala/kit'
import { verifyOwnConfiguration } from '@ihala/seal'
import { openConformanceDesk } from '../conformance/conformance-desk.ts'
import { type ConformanceRun, runConformance } from '../conformance/conformance-run.ts'
import type { Patience } from '../conformance/trial.ts'
import { CommandProblem } from '../problem.ts'

/** On a real bus: an applicant asks every few seconds whether it is admitted, and a revocation may take a minute. */
const PATIENCE: Patience = { answer: 10_000, first: 60_000, again: 30_000, revocation: 60_000 }

/** What a run over the network's bus needs. */
export interface ConformanceOptions {
  /** The committee's settings: it alone may say on the bus who is who. */
  readonly config: Pick<Config, 'nats' | 'registry'>
  /** Folder of the conformance desk. */
  readonly desk: string
  /** The desk's own credentials on the bus. */
  readonly credsFile: string
  /** The application as it was signed. */
  readonly application: string
  readonly now: () => Date
  readonly report: (step: ConformanceStep, passed: boolean) => void
}

/** K1: runs the conformance run against an applicant's service over the network's bus. Throws CommandProblem. */
export async function conformanceOverBus({
  config,
  desk,
  credsFile,
  application,
  now,
  report,
}: ConformanceOptions): Promise<ConformanceRun> {
  const { nats, registry } = config
  const notice = (): void => undefined
  const committee = natsBus({ ...nats, notice })
  const bus = natsBus({ ...nats, credsFile, tag: tagIn(credsFile), notice })
  const heard = verifyOwnConfiguration(application, signedAt(application))
  if (heard.outcome !== 'trusted') throw new CommandProblem('the application is not one that its own key signed')
  try {
    await committee.connect()
    return await runConformance({
      desk: openConformanceDesk(desk, registry.networkDomain),
      networkDomain: registry.networkDomain,
      application: { jws: application, said: heard.content },
      bus,
      publish: ({ sub }, jws) => committee.registry.publish(registryKey(sub), jws),
      now,
      patience: PATIENCE,
      report,
    })
  } catch (fault) {
    if (fault instanceof BusAway) throw new CommandProblem(`${nats.url}: the bus cannot be reached`)
    throw fault
  } finally {
    await Promise.all([committee.close(), bus.close()])
  }
}

/** The application was verified when it came: that its day has passed does not make it unsaid. */
function signedAt(application: string): number {
  const { iat }: { iat: number } = JSON.parse(Buffer.from(application.split('.')[1] ?? '', 'base64url').toString())
  return iat
}

/** Public key of the account that credentials belong to: the bus's name for whoever holds them. */
function tagIn(credsFile: string): string {
  let text: string
  try {
    text = readFileSync(credsFile, 'utf8')
  } catch {
    throw new CommandProblem(`${credsFile}: the credentials cannot be read`)
  }
  const [, jwt = ''] = /-----BEGIN NATS USER JWT-----\s*(\S+)/.exec(text) ?? []
  const claims: { iss?: string; nats?: { issuer_account?: string } } = JSON.parse(
    Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString() || '{}',
  )
  const tag = claims.nats?.issuer_account ?? claims.iss
  if (tag === undefined) throw new CommandProblem(`${credsFile}: holds no credentials for the bus`)
  return tag
}
