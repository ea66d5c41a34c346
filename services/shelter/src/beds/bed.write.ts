import { addTask, lockReferral, needOf, type Referral } from '@ihala/desk'
import { addJob, type CaseKeyStore, type Stamp, type Tx } from '@ihala/kit'
import { bedById, holdOf, lapsedHolder, lockBeds, occupy, releaseHold } from './bed.store.ts'
import { assertFits, assertMayHold, type Bed, hasLapsed, holdUntil } from './bed.ts'

/** Name of the job that ends a hold. */
export const END_HOLD = 'end-bed-hold'

/** What giving a bed works with. */
export interface BedWriting {
  readonly tx: Tx
  readonly stamp: () => Stamp
  readonly keys: CaseKeyStore
}

/** Which bed for which referral. */
export interface BedWish {
  readonly referralId: string
  readonly bedId: string
}

/**
 * Keeps a bed for a referral for some hours; the bed it had before is let go. Until the person comes, the hold runs out by
 * itself. Throws Refusal `state-forbids`, `not-found`, `body-invalid` (the bed does not fit the need), `bed-not-free`.
 */
export async function holdBed(writing: BedWriting, wish: BedWish): Promise<{ readonly bed: Bed; readonly until: string }> {
  const { now } = writing.stamp()
  const until = (referral: Referral): string => {
    assertMayHold(referral)
    return holdUntil(referral.urgency, now)
  }
  const given = await giveBed(writing, wish, now, until)
  await addJob(writing.tx, END_HOLD, { referralId: wish.referralId }, { runAt: given.until, jobKey: `${END_HOLD}/${wish.referralId}` })
  return given
}

/**
 * Gives a bed to a referral: locks, asks `decide` until when (null: the person is there), and writes it. Locks go referrals
 * by id, then beds by id, then who is in them; each path that takes more than one keeps to it.
 */
export async function giveBed<U extends string | null>(
  { tx, stamp, keys }: BedWriting,
  { referralId, bedId }: BedWish,
  now: string,
  decide: (referral: Referral) => U | Promise<U>,
): Promise<{ readonly bed: Bed; readonly until: U; readonly referral: Referral }> {
  const before = await lapsedHolder(tx, bedId, now)
  const referrals = await lockInOrder(tx, [referralId, ...(before === undefined ? [] : [before])])
  const referral = referrals.get(referralId)
  if (!referral) throw new Error('the referral was locked and is gone')
  const until = await decide(referral)
  const bed = await bedById(tx, bedId)
  assertFits(bed, await needOf(tx, keys, referral))
  await lockBeds(tx, bedId, referralId)
  await releaseHold(tx, referralId)
  if (before !== undefined && before !== referralId) await endLapsedHold({ tx, stamp }, before, bedId, now)
  await occupy(tx, { bedId, referralId, caseId: referral.caseId, until })
  return { bed, until, referral }
}

async function lockInOrder(tx: Tx, ids: readonly string[]): Promise<Map<string, Referral>> {
  const locked = new Map<string, Referral>()
  for (const id of [...new Set(ids)].sort()) locked.set(id, await lockReferral(tx, id))
  return locked
}

/** The hold is over by the clock: frees the bed, and tells a person that nobody has a bed here any more. */
async function endLapsedHold(
  { tx, stamp }: Pick<BedWriting, 'tx' | 'stamp'>,
  referralId: string,
  bedId: string,
  now: string,
): Promise<void> {
  const hold = await holdOf(tx, referralId)
  if (hold?.bedId !== bedId || !hasLapsed(hold.until, now)) return
  await releaseHold(tx, referralId)
  await addTask(tx, { id: stamp().id, code: 'bed-hold-ended', referralId, dueAt: now, now })
}

/** Seconds after which the job looks again when the queue's clock runs ahead of the service's. */
const LOOK_AGAIN_MS = 30_000

/** What the job does when a hold should be over. A hold that was renewed meanwhile has a later job. */
export async function endHoldOf({ tx, stamp }: Pick<BedWriting, 'tx' | 'stamp'>, referralId: string): Promise<void> {
  const { now } = stamp()
  await lockReferral(tx, referralId)
  const hold = await holdOf(tx, referralId)
  if (!hold) return
  if (hasLapsed(hold.until, now)) return endLapsedHold({ tx, stamp }, referralId, hold.bedId, now)
  const runAt = new Date(Date.parse(hold.until) + LOOK_AGAIN_MS).toISOString()
  await addJob(tx, END_HOLD, { referralId }, { runAt, jobKey: `${END_HOLD}/${referralId}` })
}
