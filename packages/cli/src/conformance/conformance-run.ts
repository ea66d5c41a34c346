import {
  CONFORMANCE_STEPS,
  CONFORMANCE_TYP,
  type ConformanceProtocol,
  type ConformanceStep,
  type MemberConfiguration,
  type RegistryStatement,
  type SignedConformance,
} from '@ihala/contract'
import type { Bus } from '@ihala/exchange'
import { hashOf, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, signCompact } from '@ihala/seal'
import type { ConformanceDesk } from './conformance-desk.ts'
import { type Correspondence, correspond, type HeardEvent } from './correspondence.ts'
import { answers, firstEvent, heads, lastDigest, readings, stateFirst } from './evidence-steps.ts'
import { refusals, revocation, sendUnanswerable, turns } from './refusal-steps.ts'
import { randomName } from './test-events.ts'
import { applicantStatement, newTestMember, signedByDesk } from './test-member.ts'
import { newNotes, type Patience, type Trial, type Verdict } from './trial.ts'

/** What a run is given. */
export interface ConformancePorts {
  readonly desk: ConformanceDesk
  readonly networkDomain: string
  /** The applicant's word as it signed it, and what is in it. */
  readonly application: { readonly jws: string; readonly said: MemberConfiguration }
  /** The desk's own place on the bus. */
  readonly bus: Bus
  /** Puts a statement where the applicant looks for who is who. */
  readonly publish: (statement: RegistryStatement, jws: string) => Promise<void>
  readonly now: () => Date
  readonly patience: Patience
  /** Told what each step came to. */
  readonly report: (step: ConformanceStep, passed: boolean) => void
}

/** What a run came to. */
export interface ConformanceRun {
  readonly passed: boolean
  /** Signed by the test member: what the committee judges. */
  readonly signed: SignedConformance
}

/**
 * K1: exchanges with an applicant's service over the bus, as a partner would, and as an adversary would. Both learn of each other by
 * the conformance anchor only. Throws BusAway.
 */
export async function runConformance(ports: ConformancePorts): Promise<ConformanceRun> {
  const { desk, application, now } = ports
  const seconds = (): number => Math.floor(now().getTime() / 1000)
  const member = newTestMember(desk, { networkDomain: ports.networkDomain, tag: ports.bus.tag }, seconds())
  const applicant = applicantStatement(desk, application.said, seconds())
  const notes = newNotes()
  let post: Correspondence | undefined
  const opened = await correspond({
    bus: ports.bus,
    now,
    patienceMs: ports.patience.answer,
    self: member,
    applicant,
    answer: async (event) => post !== undefined && (await answeredWrongly(post, event, notes.firstDigest)),
  })
  post = opened
  let testMember = ''
  const say = async (statement: RegistryStatement): Promise<string> => {
    const jws = signedByDesk(desk, statement)
    await ports.publish(statement, jws)
    return jws
  }
  const trial: Trial = {
    ...notes,
    patience: ports.patience,
    post: opened,
    member,
    applicant,
    said: application.said,
    between: () => ({ from: member, to: applicant.sub, box: opened.box, now: seconds() }),
    restate: async (spareRevokedAt) => {
      testMember = await say(member.statement(seconds(), spareRevokedAt))
    },
  }
  testMember = await say(member.statement(seconds()))
  await say(applicant)
  const came = new Map<ConformanceStep, boolean>()
  for await (const [step, passed] of stepsOf(trial)) {
    came.set(step, passed)
    ports.report(step, passed)
  }
  const steps = CONFORMANCE_STEPS.map((step) => ({ passed: came.get(step) === true, step }))
  // Its members are in the order of their names: the bytes that are signed are canonical.
  const protocol: ConformanceProtocol = {
    application: hashOf(application.jws),
    iat: seconds(),
    iss: member.entityId,
    steps,
    sub: applicant.sub,
    v: 1,
  }
  const signed = { protocol: signCompact(CONFORMANCE_TYP, Buffer.from(JSON.stringify(protocol)), member.keyring), testMember }
  return { passed: steps.every(({ passed }) => passed), signed }
}

async function* stepsOf(trial: Trial): AsyncGenerator<Verdict> {
  const first = await firstEvent(trial)
  yield ['event-receipted', first !== undefined]
  // Of one that answers nothing nothing more can be learnt.
  if (first === undefined) return
  await stateFirst(trial)
  await sendUnanswerable(trial)
  yield* readings(trial, first)
  yield* refusals(trial, first)
  yield* turns(trial)
  yield* heads(trial)
  const revoked = await revocation(trial)
  yield* answers(trial)
  yield await lastDigest(trial)
  // Only now: everything that could have been answered has been.
  const isSilent = (step: ConformanceStep): boolean =>
    trial.unanswered.every((one) => one.step !== step || trial.post.receiptsOf(one.event.claims.jti).length === 0)
  yield ['revoked-key', revoked[1] && isSilent('revoked-key')]
  for (const step of ['wrong-signature', 'altered-ciphertext', 'unknown-key', 'expired-event'] as const) yield [step, isSilent(step)]
}

/** The first time, the answer to the first comparison gets receipts that prove nothing: whoever believes one sends it no more. */
async function answeredWrongly(post: Correspondence, event: HeardEvent, firstDigest: string): Promise<boolean> {
  const { said, hash } = event
  if (said?.type !== 'digest-stated' || said.data.answers !== firstDigest) return false
  if (post.events().filter((one) => one.hash === hash).length > 1) return false
  const stranger = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  await post.receipt(event, { signer: stranger })
  await post.receipt(event, { claims: { hash: hashOf(randomName()) } })
  await post.receipt(event, { claims: { of: randomName() } })
  return true
}
