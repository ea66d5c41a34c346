import { assertVersion, lockReferral, type Writing, writeEnd, writeEvent, writeProgress } from '@ihala/desk'
import type { CaseKeyStore } from '@ihala/kit'
import { releaseTaken } from '../beds/bed.store.ts'
import { type BedWish, giveBed } from '../beds/bed.write.ts'
import { insertStay, isHere, lockStay, referralOfStay, type Stay, saveDeparture } from './stay.store.ts'
import { assertMayArrive, assertMayDepart, type Departure, isTakenOn, outcomeOf, startsWithArrival } from './stay.ts'

/**
 * Somebody came: the bed is taken, the work has begun, and the sender hears that they arrived (if the person agreed to that).
 * Throws Refusal `state-forbids`, `not-found`, `body-invalid` (the bed does not fit), `bed-not-free`.
 */
export async function arrive(writing: Writing, keys: CaseKeyStore, wish: BedWish): Promise<Stay> {
  const { tx, stamp } = writing
  const { id, now } = stamp()
  const { referral } = await giveBed({ tx, stamp, keys }, wish, now, async (locked) => {
    assertMayArrive(locked, await isHere(tx, locked.id))
    return null
  })
  const stay = await insertStay(tx, { id, caseId: referral.caseId, referralId: referral.id, bedId: wish.bedId, arrivedAt: now })
  const starts = startsWithArrival(referral.state)
  if (starts) await writeEvent(writing, referral, { type: 'referral-started', data: {} })
  await writeProgress(writing, starts ? { ...referral, state: 'in-progress' } : referral, { businessStatus: 'arrived' })
  return stay
}

/**
 * Somebody left, to a place that is known: the bed is free and the referral completed with what became of it. Where it
 * had ended before, only the stay ends. Throws Refusal `not-found`, `version-conflict`, `state-forbids`.
 */
export async function depart(
  writing: Writing,
  departing: { readonly stayId: string; readonly seen: number; readonly departure: Departure },
): Promise<Stay> {
  const { tx, stamp } = writing
  const referral = await lockReferral(tx, await referralOfStay(tx, departing.stayId))
  const stay = await lockStay(tx, departing.stayId)
  assertVersion(stay, departing.seen)
  assertMayDepart(stay)
  const departed = await saveDeparture(tx, stay.id, departing.departure, stamp().now)
  await releaseTaken(tx, referral.id)
  if (isTakenOn(referral)) await writeEnd(writing, referral, 'referral-completed', outcomeOf(departing.departure))
  return departed
}
