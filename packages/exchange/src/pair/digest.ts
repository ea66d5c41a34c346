import { type DigestStated, type EventData, type EventType, Refusal } from '@ihala/contract'
import { seconds, versionFor } from '@ihala/policy'
import { outgoing } from '../compose.ts'
import { type ComposePorts, type Dispatch, type OutgoingMessage, recoveryWith } from '../compose-ports.ts'
import type { Digests, Period, Writer } from '../store/pair-store.ts'
import type { PairScope } from '../store-ports.ts'
import { askHeld } from './held-events.ts'
import { resolveDifferences } from './tell-differences.ts'

const DAY = 86_400
/** The days that a daily comparison looks back: as long as an event lives, and one more. */
const DAYS = 15
/** How long after midnight it is stated: what was sent before is receipted by then, clocks five minutes apart. Seconds. */
const SETTLED_AFTER = 600
/** How much longer the one of a pair waits who should hear the other one first, seconds. */
const SECOND_AFTER = 3_600
/** Comparisons stated in one round. */
const AT_ONCE = 32
/** What comparing a digest costs beside the questions that follow from it; an answer costs 1. */
const DIGEST_COSTS = 20
/** The day of the week, by UTC, on which everything is compared. */
const FRIDAY = 5
/** Every name of a bucket (base64url). */
const BUCKETS = [...'-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz']

const mayTell = <T>({ registry }: ComposePorts<T>, to: string, type: EventType): boolean => {
  const member = registry.find(to)?.metadata.ihala_member
  return member?.status === 'live' && versionFor(type, member.accepts) !== undefined
}

const stated = (to: string, period: Period, { sent, received }: Digests, answers?: string): OutgoingMessage => ({
  to,
  caseId: null,
  event: { type: 'digest-stated', data: { ...period, sent, received, ...(answers === undefined ? {} : { answers }) } },
})

/** c7: states now, of everything, what was sent to and received from a partner. Throws Refusal when nothing can go there. */
export async function compareWith<T>(ports: ComposePorts<T>, tx: T, partner: string): Promise<Dispatch> {
  if (recoveryWith(ports, partner)) throw new Refusal('recovering')
  const { now } = ports.stamp()
  const period = { from: 0, until: seconds(now) }
  const out = outgoing(ports, tx)
  const { pairs } = ports.store
  out.send(stated(partner, period, await pairs.digestOf(tx, { self: ports.self.entityId, partner }, period)))
  const dispatch = await out.flush()
  await pairs.noteComparison(tx, partner, period, { statedAt: now })
  return dispatch
}

/**
 * c7: states what is due today. Each pair once a day, by the one whose name comes first; by the other when it has heard nothing for
 * an hour. Fifteen days until midnight UTC; everything on Fridays and while a difference is open. The lease is in the database.
 */
export async function compareDue<T>(
  ports: ComposePorts<T> & { readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R> },
  publish: (dispatch: Dispatch) => void,
): Promise<void> {
  const { now } = ports.stamp()
  const at = seconds(now)
  const until = at - (at % DAY)
  if (at < until + SETTLED_AFTER) return
  const everything = new Date(until * 1000).getUTCDay() === FRIDAY
  const due = { from: until - DAYS * DAY, until, everything, ours: at >= until + SETTLED_AFTER + SECOND_AFTER }
  for (let round = 0; round < AT_ONCE; round += 1) {
    const dispatch = await ports.transaction((tx) => stateNext(ports, tx, due, now))
    if (dispatch === undefined) return
    publish(dispatch)
  }
}

async function stateNext<T>(
  ports: ComposePorts<T>,
  tx: T,
  due: Period & { readonly everything: boolean; readonly ours: boolean },
  now: string,
): Promise<Dispatch | undefined> {
  const { pairs } = ports.store
  const self = ports.self.entityId
  const lease = await pairs.leaseComparison(tx, self, due, now)
  if (!lease) return undefined
  const { partner, period } = lease
  if (recoveryWith(ports, partner)) {
    await pairs.noteComparison(tx, partner, period, { outcome: 'unreachable' })
    return []
  }
  const digests = await pairs.digestOf(tx, { self, partner }, period)
  if (digests.sent.events + digests.received.events === 0) {
    await pairs.noteComparison(tx, partner, period, { outcome: 'nothing' })
    return []
  }
  const out = outgoing(ports, tx)
  out.send(stated(partner, period, digests))
  try {
    return await out.flush()
  } catch (error) {
    // A member that is suspended, or reads no digests: nothing was written. Tomorrow again.
    if (!(error instanceof Refusal)) throw error
    await pairs.noteComparison(tx, partner, period, { outcome: 'unreachable' })
    return []
  }
}

/**
 * Compares the other end's digest with what is held here: answers with an own one, unless it is itself an answer, and asks for the
 * events of every bucket that differs.
 */
export async function compareDigests<T>(scope: PairScope<T>, statement: EventData<'digest-stated'>): Promise<void> {
  const { ports, tx, claims, send } = scope
  const { pairs } = ports.store
  const partner = claims.iss
  const { now } = ports.stamp()
  const period = { from: statement.from, until: statement.until }
  // Rebuilt from a backup: what is missing is being asked for already, chain by chain.
  if (recoveryWith(ports, partner)) return
  // Of a time that is no period, or is not over, nothing can be said.
  if (period.from >= period.until || period.until > claims.iat || !(await pairs.spend(tx, partner, DIGEST_COSTS, now))) return
  const digests = await pairs.digestOf(tx, { self: ports.self.entityId, partner }, period)
  if (statement.answers === undefined && mayTell(ports, partner, 'digest-stated')) send(stated(partner, period, digests, claims.jti))

  const parts = [differing('here', digests.sent, statement.received), differing('there', digests.received, statement.sent)]
  const differ = parts.flatMap(({ writer, buckets }) => buckets.map((bucket) => ({ writer, bucket })))
  for (const { writer, buckets } of parts) {
    const agreeing = BUCKETS.filter((at) => !buckets.includes(at))
    await resolveDifferences(ports, tx, { partner, writer, period, buckets: agreeing, after: null, last: null, except: [] })
  }
  const agrees = differ.length === 0 && (await pairs.openDifferences(tx, partner)) === 0
  await pairs.noteComparison(tx, partner, period, { heardAt: now, outcome: agrees ? 'agreed' : differ.length === 0 ? 'differs' : 'asked' })
  if (differ.length === 0 || !mayTell(ports, partner, 'chain-asked') || !(await pairs.spend(tx, partner, differ.length, now))) return
  for (const { writer, bucket } of differ) await askHeld(scope, { period, writer, scope: { bucket, period }, after: null })
}

function differing(
  writer: Writer,
  ours: DigestStated['sent'],
  theirs: DigestStated['sent'],
): { readonly writer: Writer; readonly buckets: string[] } {
  const byName = (direction: DigestStated['sent']) => new Map(direction.buckets.map((bucket) => [bucket.at, bucket]))
  const [here, there] = [byName(ours), byName(theirs)]
  const same = (at: string): boolean => here.get(at)?.digest === there.get(at)?.digest && here.get(at)?.events === there.get(at)?.events
  return { writer, buckets: BUCKETS.filter((at) => !same(at)) }
}
