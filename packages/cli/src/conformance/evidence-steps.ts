import { ACCEPTS, type CheckpointStated, type EventData } from '@ihala/contract'
import { completeSubtrees, cosignedAt, EMPTY_EDGE, makeLeaf, memoryTree, nameOf, originOf, rootAt, signCheckpoint } from '@ihala/ledger'
import type { HeardEvent } from './correspondence.ts'
import { digestOf, ofPair, randomName, request, type Written } from './test-events.ts'
import { answerTo, isStored, type Trial, type Verdict } from './trial.ts'

const LEAVES = 3

/** The first event: stored, with a receipt that can be verified. */
export async function firstEvent(trial: Trial): Promise<Written | undefined> {
  const event = request(trial.between())
  return (await isStored(trial, event, trial.patience.first)) ? event : undefined
}

/** Every version that the applicant says it reads, and the same event twice. */
export async function* readings(trial: Trial, first: Written): AsyncGenerator<Verdict> {
  const { said, between, post } = trial
  const versions = (said.metadata.ihala_member.accepts['referral-requested'] ?? []).filter((v) => ACCEPTS['referral-requested'].includes(v))
  let reads = versions.length > 0
  for (const v of versions) reads = (await isStored(trial, request(between(), { claims: { v } }))) && reads
  yield ['every-version-read', reads]
  const again = await answerTo(trial, first)
  const [one] = post.receiptsOf(first.claims.jti)
  yield ['duplicate-answered-alike', again !== undefined && again.jws === one?.jws]
}

/** States what was sent and received until now; the same statement a second time must do nothing. */
export async function stateFirst(trial: Trial): Promise<void> {
  const event = ofPair(trial.between(), 'digest-stated', stateOf(trial), { jti: trial.firstDigest })
  await answerTo(trial, event)
  await answerTo(trial, event)
}

function stateOf(trial: Trial): EventData<'digest-stated'> {
  const { now } = trial.between()
  // A referral's events that the applicant wrote; each once, however often it came.
  const theirs = new Map(trial.post.events().map((event) => [event.hash, event]))
  return { from: 0, until: now, sent: digestOf(trial.answered), received: digestOf([...theirs.values()]) }
}

const answersTo = (trial: Trial, jti: string): HeardEvent[] =>
  trial.post.events().filter(({ said }) => said?.type === 'digest-stated' && said.data.answers === jti)

/** A statement that came twice was answered once; and the answer came again, because no good receipt was given for it at first. */
export async function* answers(trial: Trial): AsyncGenerator<Verdict> {
  const again = await trial.post.until(() => answersTo(trial, trial.firstDigest)[1], trial.patience.again)
  const all = answersTo(trial, trial.firstDigest)
  yield ['receipt-checked', again !== undefined]
  yield ['one-effect', new Set(all.map(({ claims }) => claims.jti)).size === 1]
}

/** c7: the last word: what the applicant says it received is what it answered for, and nothing else. */
export async function lastDigest(trial: Trial): Promise<Verdict> {
  const stated = stateOf(trial)
  const event = ofPair(trial.between(), 'digest-stated', stated)
  if (!(await isStored(trial, event))) return ['digest-answered', false]
  const answer = await trial.post.until(() => answersTo(trial, event.claims.jti)[0])
  const said = answer?.said
  const holds = said?.type === 'digest-stated' && JSON.stringify(said.data.received) === JSON.stringify(stated.sent)
  return ['digest-answered', holds]
}

/** c13: a head of the test member's log is countersigned; another history of the same size is not. */
export async function* heads(trial: Trial): AsyncGenerator<Verdict> {
  const [leaves, other] = [newLeaves(), newLeaves()]
  const head = await headOf(trial, leaves)
  const signed = async (): Promise<boolean> => {
    const found = await trial.post.until(() => trial.post.events().find((event) => countersigns(trial, event, head.note)))
    return found !== undefined
  }
  const isTaken = await isStored(trial, ofPair(trial.between(), 'checkpoint', head))
  yield ['head-countersigned', isTaken && (await signed())]
  const fork = { ...(await headOf(trial, other)), from: LEAVES }
  const isHeard = await isStored(trial, ofPair(trial.between(), 'checkpoint', fork))
  const said = await trial.post.until(() => trial.post.events().find(({ said: is }) => is?.type === 'cosignature' && is.data.of === 'held'))
  const isSigned = trial.post.events().some((event) => countersigns(trial, event, fork.note))
  yield ['fork-not-countersigned', isHeard && said !== undefined && !isSigned]
}

const newLeaves = (): Buffer[] => Array.from({ length: LEAVES }, () => makeLeaf(randomName(), { act: 'tested' }).hash)

async function headOf({ member }: Trial, leaves: readonly Buffer[]): Promise<Extract<CheckpointStated, { of: 'head' }>> {
  const tree = memoryTree(EMPTY_EDGE, leaves)
  const head = { origin: originOf(member.entityId, 1), size: leaves.length, root: await rootAt(tree, leaves.length), extensions: [] }
  const note = signCheckpoint(head, { publicKey: Buffer.from(member.keyring.signing.jwk.x, 'base64url'), sign: member.keyring.sign })
  const edge = await tree.read(completeSubtrees(0, leaves.length))
  return {
    of: 'head',
    note,
    from: 0,
    proof: [],
    edge: edge.map((hash) => hash.toString('base64url')),
    leaves: leaves.map((hash) => hash.toString('base64url')),
    heard: [],
  }
}

function countersigns({ applicant }: Trial, { said }: HeardEvent, note: string): boolean {
  if (said?.type !== 'cosignature' || said.data.of !== 'signed') return false
  const keys = applicant.jwks.keys
    .filter(({ use }) => use === 'sig')
    .map(({ x }) => ({ name: nameOf(applicant.sub), publicKey: Buffer.from(x, 'base64url') }))
  return cosignedAt(note, said.data.line, keys) !== undefined
}
