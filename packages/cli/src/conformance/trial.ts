import type { ConformanceStep, MemberConfiguration, RegistryStatement } from '@ihala/contract'
import type { Correspondence, HeardReceipt } from './correspondence.ts'
import type { Between, Written } from './test-events.ts'
import { randomName } from './test-events.ts'
import type { TestMember } from './test-member.ts'

/** How long the run waits, milliseconds. */
export interface Patience {
  /** For one answer. */
  readonly answer: number
  /** For the first one: the applicant has to learn who is who. */
  readonly first: number
  /** For an event to come again whose receipt was not believed (DESIGN §4: after five seconds at first). */
  readonly again: number
  /** For a revoked key to be believed no more (DESIGN §6: a minute). */
  readonly revocation: number
}

/** One run, while it goes on. */
export interface Trial {
  readonly post: Correspondence
  readonly member: TestMember
  readonly applicant: RegistryStatement
  /** The applicant's own word. */
  readonly said: MemberConfiguration
  readonly between: () => Between
  readonly patience: Patience
  /** Events of cases that were answered, and so are held by both. */
  readonly answered: Written[]
  /** Events that nobody may answer, each with the step that it belongs to: judged when the run ends. */
  readonly unanswered: { readonly step: ConformanceStep; readonly event: Written }[]
  /** `jti` of the first comparison; its answer is not receipted at once. */
  readonly firstDigest: string
  /** Says anew who the test member is. */
  readonly restate: (spareRevokedAt: number) => Promise<void>
}

/** What a step came to. */
export type Verdict = readonly [ConformanceStep, boolean]

/** Begins the notes of a run. */
export function newNotes(): Pick<Trial, 'answered' | 'unanswered' | 'firstDigest'> {
  return { answered: [], unanswered: [], firstDigest: randomName() }
}

/** Sends an event and waits for the answer; undefined when there is none in time, or it is about something else. */
export async function answerTo(trial: Trial, event: Written, patienceMs?: number): Promise<HeardReceipt | undefined> {
  const before = trial.post.receiptsOf(event.claims.jti).length
  await trial.post.send(event.jws)
  const receipt = await trial.post.until(() => trial.post.receiptsOf(event.claims.jti)[before], patienceMs)
  if (receipt?.claims.hash !== event.hash) return undefined
  if (before === 0 && event.claims.case !== undefined) trial.answered.push(event)
  return receipt
}

/** Whether an event is stored. */
export async function isStored(trial: Trial, event: Written, patienceMs?: number): Promise<boolean> {
  return (await answerTo(trial, event, patienceMs))?.claims.outcome === 'stored'
}

/** Whether an event is refused, visibly to its sender, for this reason. */
export async function isRefused(trial: Trial, event: Written, code: string): Promise<boolean> {
  const claims = (await answerTo(trial, event))?.claims
  return claims?.outcome === 'quarantined' && claims.code === code
}
