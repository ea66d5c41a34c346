import type { NewHearing } from '@ihala/contract'
import { addTask, lockReferral, type Writing, writeProgress } from '@ihala/desk'
import { addJob, type ServiceContext } from '@ihala/kit'
import type { Static } from 'typebox'
import { isTakenOn } from '../offers/offer.ts'
import { insertHearing, markTold, unconfirmedHearing } from './hearing.store.ts'
import { assertMaySet, confirmBy } from './hearing.ts'

/** Name of the job that looks whether a hearing was confirmed. */
export const LOOK_CONFIRMED = 'look-hearing-confirmed'

/**
 * Sets a hearing, or the same one anew when it is confirmed or moved; the sender hears the day (if the person agreed).
 * Throws Refusal `not-found`, `state-forbids`, `body-invalid`.
 */
export async function setHearing(
  writing: Writing,
  service: Pick<ServiceContext, 'law'>,
  referralId: string,
  hearing: Static<typeof NewHearing>,
): Promise<string> {
  const { tx, stamp } = writing
  const { id, now } = stamp()
  const referral = await lockReferral(tx, referralId)
  assertMaySet(referral, hearing, now)
  await insertHearing(tx, { id, caseId: referral.caseId, referralId, ...hearing }, now)
  if (!hearing.confirmed)
    await addJob(
      tx,
      LOOK_CONFIRMED,
      { hearingId: id },
      { runAt: confirmBy(hearing.at, now, service.law(now)), jobKey: `${LOOK_CONFIRMED}/${referralId}` },
    )
  await writeProgress(writing, referral, { businessStatus: 'hearing-set', dueAt: hearing.at })
  return id
}

/** D-3: 48 hours ahead and nobody has confirmed: a person must. A case that is over asks for nothing. */
export async function lookConfirmed({ tx, stamp }: Pick<Writing, 'tx' | 'stamp'>, hearingId: string): Promise<void> {
  const hearing = await unconfirmedHearing(tx, hearingId)
  if (!hearing) return
  const referral = await lockReferral(tx, hearing.referralId)
  const { id, now } = stamp()
  if (!isTakenOn(referral) || !(await markTold(tx, hearingId, now))) return
  await addTask(tx, { id, code: 'confirm-hearing', referralId: referral.id, dueAt: hearing.at, now })
}
