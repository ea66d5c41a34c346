import {
  addTask,
  assertVersion,
  endReasons,
  insertReason,
  lockReferral,
  needOf,
  type Writing,
  writeEvent,
  writeProgress,
} from '@ihala/desk'
import { assign, type CaseKeyStore, type ServiceContext, type Staff, unassign } from '@ihala/kit'
import { lawyers, unavailable } from './lawyer.store.ts'
import { answerOffer, insertOffer, lockOffer, type Offer, passOn, referralOfOffer, returnAll, standingOffers } from './offer.store.ts'
import { assertMayOffer, assertMayReturn, assertMayTake, assertSees, assertSuits, isTakenOn } from './offer.ts'

/** How long an offer shows the lawyer what is needed, milliseconds. */
const OFFERED_FOR = 14 * 86_400_000

/** What opens the need, and the names of staff. */
interface Opening {
  readonly caseKeys: CaseKeyStore
  readonly keyring: Pick<ServiceContext['keyring'], 'unwrap'>
}

/** Offers a case to a lawyer. Throws Refusal `not-found`, `state-forbids`, `conflict-unresolved`, `body-invalid` (not a lawyer to ask). */
export async function offerCase(
  { tx, stamp }: Pick<Writing, 'tx' | 'stamp'>,
  { caseKeys, keyring }: Opening,
  { referralId, lawyerId }: Pick<Offer, 'referralId' | 'lawyerId'>,
): Promise<string> {
  const { id, now } = stamp()
  const referral = await lockReferral(tx, referralId)
  assertMayOffer(referral)
  const away = await unavailable(tx, referral.caseId)
  const available = (await lawyers(tx, keyring)).filter((lawyer) => !away.has(lawyer.id))
  assertSuits(lawyerId, await needOf(tx, caseKeys, referral), available)
  await insertOffer(tx, { id, caseId: referral.caseId, referralId, lawyerId, offeredAt: now })
  // Whoever is asked sees what is needed, and not who it is for, until they take it (D13).
  const until = new Date(Date.parse(now) + OFFERED_FOR).toISOString()
  await insertReason(tx, { id, staffId: lawyerId, caseId: referral.caseId, reason: 'offered', at: now, until })
  return id
}

/**
 * M5: a lawyer leaves. The cases they plead stand under whoever takes them, if that is a lawyer before whom the case may lie; every other
 * offer of theirs comes back, and somebody offers the case anew.
 */
export async function handOffersOver(
  { from, to }: { readonly from: string; readonly to: string },
  { tx, stamp }: Pick<Writing, 'tx' | 'stamp'>,
): Promise<void> {
  const { now } = stamp()
  await passOn(tx, { from, to })
  for (const referralId of await returnAll(tx, from, now))
    if ((await standingOffers(tx, referralId)).length === 0)
      await addTask(tx, { id: stamp().id, code: 'offer-to-a-lawyer', referralId, dueAt: now, now })
}

/** Which offer, as which version it was seen, and by whom it is answered. */
export interface Answering {
  readonly offerId: string
  readonly seen: number
  readonly staff: Pick<Staff, 'id' | 'roles'>
}

/**
 * A lawyer takes a case: it is theirs, the work has begun, and with the first lawyer the sender hears so (if the person agreed).
 * Throws Refusal `not-found`, `version-conflict`, `not-allowed`, `state-forbids`, `conflict-unresolved`.
 */
export async function takeOffer(writing: Writing, { offerId, seen, staff }: Answering): Promise<void> {
  const { tx, stamp } = writing
  const referral = await lockReferral(tx, await referralOfOffer(tx, offerId))
  const offer = await lockOffer(tx, offerId)
  assertSees(offer, staff)
  assertVersion(offer, seen)
  assertMayTake(offer, staff.id, referral)
  const isFirst = (await standingOffers(tx, referral.id)).every(({ state }) => state !== 'taken')
  await answerOffer(tx, offer.id, 'taken', stamp().now)
  await assign(tx, staff.id, offer.caseId)
  const starts = referral.state === 'accepted'
  if (starts) await writeEvent(writing, referral, { type: 'referral-started', data: {} })
  if (isFirst)
    await writeProgress(writing, starts ? { ...referral, state: 'in-progress' } : referral, { businessStatus: 'lawyer-assigned' })
}

/**
 * A case comes back: the lawyer opens its privileged notes no more, and where nobody is left to ask a person offers it anew.
 * Throws Refusal `not-found`, `version-conflict`, `state-forbids`.
 */
export async function returnOffer({ tx, stamp }: Pick<Writing, 'tx' | 'stamp'>, { offerId, seen, staff }: Answering): Promise<void> {
  const referral = await lockReferral(tx, await referralOfOffer(tx, offerId))
  const offer = await lockOffer(tx, offerId)
  assertSees(offer, staff)
  assertVersion(offer, seen)
  assertMayReturn(offer)
  const { id, now } = stamp()
  await answerOffer(tx, offer.id, 'returned', now)
  await unassign(tx, offer.lawyerId, offer.caseId)
  await endReasons(tx, { staffId: offer.lawyerId, caseId: offer.caseId, now })
  const left = await standingOffers(tx, referral.id)
  if (left.length === 0 && (isTakenOn(referral) || referral.state === 'requested' || referral.state === 'opened')) {
    await addTask(tx, { id, code: 'offer-to-a-lawyer', referralId: referral.id, dueAt: now, now })
  }
}
