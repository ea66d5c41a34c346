import { type CheckpointStated, type EventData, HEADS_TOLD, NEW_LEAVES } from '@ihala/contract'
import {
  type Candidate,
  citing,
  claimedCheckpoint,
  completeSubtrees,
  consistencyProof,
  cosignedAt,
  type Epoch,
  type KeptCheckpoint,
  openCheckpoint,
  originOf,
  readOrigin,
  rootAt,
  signCheckpoint,
  signCheckpointAgain,
  WITNESSES,
  type WitnessOfOurs,
  witnessesOf,
} from '@ihala/ledger'
import { outgoing } from '../compose.ts'
import type { ComposePorts, Dispatch, Outgoing } from '../compose-ports.ts'
import type { PairScope } from '../store-ports.ts'
import { type DoubtPorts, keepDoubt } from './doubts.ts'
import { hearHeads, hearOwn } from './heard-heads.ts'
import { candidates, logSigner, mayState, ownLogKeys, ownLogKeysEver, witnessKeysOf } from './log-keys.ts'
import { standingOf } from './log-standing.ts'

/** Heads of third logs in one event. */
export const HEADS_IN_ONE = HEADS_TOLD
/** Seconds between two heads while the log grows, and while it does not (DESIGN §10). */
const GROWING_EVERY = 60
const RESTING_EVERY = 3_600
/** A witness that has not answered for so long is passed over, and the next in rank asked, seconds. */
const SILENT_AFTER = 600
/** A moment before all others: a witness is asked again at once. */
const NEVER = new Date(0).toISOString()

/** What a round of witnessing comes to. */
export interface Witnessed {
  readonly dispatch: Dispatch
  /** Whether nothing of a referral is to be sent until others have countersigned our log. */
  readonly unwitnessed: boolean
}

const after = (instant: string, by: number): string => new Date(Date.parse(instant) + by * 1000).toISOString()

/**
 * c13: makes a head of the own log when one is due, gives it to the witnesses that the published rule names, and says whether the
 * log is witnessed. One round at a time over all replicas.
 */
export async function witnessDue<T>(ports: DoubtPorts<T>, tx: T): Promise<Witnessed> {
  const { log } = ports.store
  const { now } = ports.stamp()
  const others = candidates(ports)
  // Who may not state heads at all, or is alone, cannot be witnessed.
  if (!mayState(ports) || others.length === 0) return { dispatch: [], unwitnessed: false }
  const out = outgoing(ports, tx)
  const epoch = await log.epoch(tx)
  const restored = await ports.store.restoredAt(tx)
  const witnesses = await log.witnesses(tx)
  if (await log.lease(tx)) {
    if (restored !== null && (epoch.begunAt === null || epoch.begunAt < restored))
      await beginAgain(ports, tx, out, { epoch, restored, others, witnesses, now })
    else {
      const head = await headDue(ports, tx, epoch, now)
      if (head) await state(ports, tx, out, { head, others, witnesses, now })
    }
  }
  const dispatch = await out.flush()
  const [since, doubts] = [await log.since(tx), await log.evidence(tx, ports.self.entityId)]
  const { state: stands } = standingOf({ others, witnesses, epoch, since, doubts, now })
  return { dispatch, unwitnessed: stands !== 'witnessed' && stands !== 'not-yet' }
}

/** The newest head, made now if one is due; undefined when there is none, or when the log is not what was signed of it before. */
async function headDue<T>(ports: DoubtPorts<T>, tx: T, epoch: Epoch, now: string): Promise<KeptCheckpoint | undefined> {
  const { log } = ports.store
  const last = await log.newest(tx, epoch.epoch)
  const { size, stirred } = await log.state(tx, last?.size ?? 0)
  if (size === 0) return undefined
  // Under a key that was revoked since nobody takes it: the one that counts now signs at once (T25).
  const lost = last !== undefined && openCheckpoint(last.note, ownLogKeys(ports)) === undefined
  const due =
    last === undefined || lost || (stirred && now >= after(last.madeAt, GROWING_EVERY)) || now >= after(last.statedAt, RESTING_EVERY)
  if (!due) return last
  const tree = log.tree(tx)
  // Signed is signed: what does not follow from the last head is not signed, by nobody's mistake.
  if (last && (size < last.size || !(await rootAt(tree, last.size)).equals(last.root))) {
    const member = ports.self.entityId
    await keepDoubt(ports, tx, 'own-log-behind', { member, by: null, heads: [last.note], content: { held: last.note, size } })
    return undefined
  }
  const again = last?.size === size ? { ...last, note: signedNow(ports, last.note), statedAt: now } : undefined
  const head = again ?? { epoch: epoch.epoch, size, ...(await signHead(ports, tx, epoch, size)), madeAt: now, statedAt: now }
  await log.keepCheckpoint(tx, head)
  return head
}

/** A head that rests, with the signature of the key that counts now: under the one before nobody would take it any more (K3). */
function signedNow<T>(ports: ComposePorts<T>, note: string): string {
  const signer = logSigner(ports)
  return openCheckpoint(note, [signer.publicKey]) === undefined ? signCheckpointAgain(note, signer) : note
}

async function signHead<T>(ports: ComposePorts<T>, tx: T, { epoch, cites }: Epoch, size: number): Promise<{ root: Buffer; note: string }> {
  const cited = cites === null ? undefined : claimedCheckpoint(cites)
  const root = await rootAt(ports.store.log.tree(tx), size)
  const head = { origin: originOf(ports.self.entityId, epoch), size, root, extensions: cited ? [citing(cited)] : [] }
  return { root, note: signCheckpoint(head, logSigner(ports)) }
}

const isOpen = ({ askedAt, answeredAt }: WitnessOfOurs): boolean => askedAt !== null && (answeredAt === null || answeredAt < askedAt)

/** What one round knows of others. */
interface Round {
  readonly others: readonly Candidate[]
  readonly witnesses: readonly WitnessOfOurs[]
  readonly now: string
}

/** Gives the newest head to those who have not countersigned it. */
async function state<T>(
  ports: ComposePorts<T>,
  tx: T,
  out: Outgoing,
  { head, others, witnesses, now }: Round & { readonly head: KeptCheckpoint },
): Promise<void> {
  const { log } = ports.store
  const known = new Map(witnesses.map((one) => [one.member, one]))
  const isSilent = (one: WitnessOfOurs | undefined): boolean =>
    one !== undefined && isOpen(one) && (one.askedAt ?? now) < after(now, -SILENT_AFTER)
  const speaking = others.filter(({ member }) => !isSilent(known.get(member)))
  for (const member of witnessesOf(ports.self.entityId, speaking.length >= WITNESSES ? speaking : others)) {
    const witness = known.get(member)
    const isAsked = witness?.askedAt != null && witness.askedAt >= head.statedAt
    if (isAsked || (witness && isOpen(witness) && (await ports.store.waitsFor(tx, member, 'checkpoint')))) continue
    const from = witness?.epoch === head.epoch ? Math.min(witness.size ?? 0, head.size) : 0
    out.send({ to: member, caseId: null, event: { type: 'checkpoint', data: await offerFrom(ports, tx, head, from, member) } })
    await log.noteWitness(tx, { member, askedAt: now })
  }
}

async function offerFrom<T>(
  { store }: ComposePorts<T>,
  tx: T,
  { note, size }: KeptCheckpoint,
  from: number,
  member: string,
): Promise<CheckpointStated> {
  const tree = store.log.tree(tx)
  const text = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('base64url'))
  const leaves = size - from <= NEW_LEAVES ? await store.log.leaves(tx, from, size) : []
  return {
    of: 'head',
    note,
    from,
    proof: text(await consistencyProof(tree, from, size)),
    edge: leaves.length > 0 ? [] : text(await tree.read(completeSubtrees(0, size))),
    leaves: text(leaves),
    heard: [...(await store.log.toTell(tx, member, HEADS_IN_ONE))],
  }
}

/**
 * DESIGN §10: rebuilt from a backup, the log goes on in another epoch, which cites the last head that others hold. Nothing is signed
 * before they were asked: it would contradict what was signed and lost.
 */
async function beginAgain<T>(
  ports: ComposePorts<T>,
  tx: T,
  out: Outgoing,
  { epoch, restored, others, witnesses, now }: Round & { readonly epoch: Epoch; readonly restored: string },
): Promise<void> {
  const { log } = ports.store
  const known = new Map(witnesses.map((one) => [one.member, one]))
  const since = (instant: string | null | undefined): boolean => instant != null && instant >= restored
  for (const { member } of others) {
    if (since(known.get(member)?.askedAt)) continue
    out.send({ to: member, caseId: null, event: { type: 'checkpoint', data: { of: 'asked' } } })
    await log.noteWitness(tx, { member, askedAt: now })
  }
  const answered = others.filter(({ member }) => since(known.get(member)?.answeredAt))
  const waited = now >= after(restored, SILENT_AFTER) && answered.length > 0
  if (answered.length < others.length && !waited) return
  const heads = (await heardOfOurs(ports, tx, epoch.epoch)).flatMap((note) => ownHead(ports, note))
  const [last] = heads.sort((a, b) => b.epoch - a.epoch || b.size - a.size)
  await log.beginEpoch(tx, { epoch: Math.max(epoch.epoch, last?.epoch ?? 0) + 1, cites: last?.note ?? null, begunAt: now })
}

async function heardOfOurs<T>({ store, self }: ComposePorts<T>, tx: T, from: number): Promise<readonly string[]> {
  const notes: string[] = []
  // An older backup than the last one knows of no epoch that began since.
  for (let epoch = from; ; epoch += 1) {
    const heard = await store.log.heard(tx, originOf(self.entityId, epoch))
    if (heard.length === 0 && epoch > from + LATER_EPOCHS) return notes
    notes.push(...heard.map(({ note }) => note))
  }
}
/** Epochs that may have begun after the backup was taken. */
const LATER_EPOCHS = 8

function ownHead<T>(ports: ComposePorts<T>, note: string): { readonly epoch: number; readonly size: number; readonly note: string }[] {
  const head = openCheckpoint(note, ownLogKeysEver(ports))
  const of = head && readOrigin(head.origin)
  return head && of?.member === ports.self.entityId ? [{ epoch: of.epoch, size: head.size, note }] : []
}

/** A witness's answer: its countersignature, checked; or the head that it holds, which must be one of ours. */
export async function takeCosignature<T>({ ports, tx, claims }: PairScope<T>, said: EventData<'cosignature'>): Promise<void> {
  const { log } = ports.store
  const member = claims.iss
  const { now } = ports.stamp()
  await hearHeads(ports, tx, member, said.heard)
  const epoch = await log.epoch(tx)
  const before = (await log.witnesses(tx)).find((one) => one.member === member)
  if (said.of === 'signed') {
    const of = readOrigin(said.origin)
    const head = of?.member === ports.self.entityId ? await log.checkpoint(tx, of.epoch, said.size) : undefined
    const at = head && cosignedAt(head.note, said.line, witnessKeysOf(ports.registry, member))
    if (head === undefined || at === undefined) return
    const isNewer = before?.epoch !== head.epoch || (before.size ?? 0) <= head.size
    const place = isNewer ? { epoch: head.epoch, size: head.size, line: said.line, signedAt: new Date(at * 1000).toISOString() } : {}
    await log.noteWitness(tx, { member, answeredAt: now, ...place })
    return
  }
  const held = said.note === null ? undefined : ownHead(ports, said.note)[0]
  if (said.note !== null && held === undefined) return
  if (held) await log.hear(tx, member, { origin: originOf(ports.self.entityId, held.epoch), size: held.size, note: held.note }, now)
  const isOurs = held === undefined || (await hearOwn(ports, tx, member, held.note))
  const place = held === undefined ? { epoch: epoch.epoch, size: 0 } : isOurs ? { epoch: held.epoch, size: held.size } : {}
  const moved = place.size !== undefined && (before?.epoch !== place.epoch || before.size !== place.size)
  // The next round begins its proof where this witness stands.
  const again = said.why === 'other-start' && moved ? { askedAt: NEVER } : {}
  await log.noteWitness(tx, { member, answeredAt: now, ...place, ...again })
  if (said.why === 'epoch-unexplained' && held) await citeLater(ports, tx, epoch, held, now)
}

/** A witness holds a later head of the epoch before than the one we cite: another epoch cites that one. */
async function citeLater<T>(
  ports: ComposePorts<T>,
  tx: T,
  epoch: Epoch,
  held: { readonly epoch: number; readonly size: number; readonly note: string },
  now: string,
): Promise<void> {
  const cited = epoch.cites === null ? undefined : ownHead(ports, epoch.cites)[0]
  const isLater = cited === undefined || held.epoch > cited.epoch || (held.epoch === cited.epoch && held.size > cited.size)
  if (epoch.begunAt !== null && held.epoch < epoch.epoch && isLater)
    await ports.store.log.beginEpoch(tx, { epoch: epoch.epoch + 1, cites: held.note, begunAt: now })
}
