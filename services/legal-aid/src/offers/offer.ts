import { type LawyerView, type NeedSection, type OfferView, type ReferralState, Refusal, type StaffRole } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import type { Static } from 'typebox'

/** A lawyer of this association. */
export type Lawyer = Static<typeof LawyerView>

/** What deciding on an offer looks at. */
export type OfferFacts = Pick<Static<typeof OfferView>, 'lawyerId' | 'state'>

const TAKEN_ON: ReadonlySet<ReferralState> = new Set(['accepted', 'in-progress', 'on-hold'])
const OFFERABLE: ReadonlySet<ReferralState> = new Set(['requested', 'opened', ...TAKEN_ON])

/** Whether the case is ours to plead. */
export function isTakenOn({ side, state }: Pick<Referral, 'side' | 'state'>): boolean {
  return side === 'recipient' && TAKEN_ON.has(state)
}

function assertNoConflict({ conflict }: Pick<Referral, 'conflict'>): void {
  if (conflict === 'asked' || conflict === 'found') throw new Refusal('conflict-unresolved')
}

/** J-3: a case is offered when it was asked for and no conflict stands. Throws Refusal `state-forbids`, `conflict-unresolved`. */
export function assertMayOffer(referral: Pick<Referral, 'side' | 'state' | 'conflict'>): void {
  if (referral.side !== 'recipient' || !OFFERABLE.has(referral.state)) throw new Refusal('state-forbids', { state: referral.state })
  assertNoConflict(referral)
}

/** Whether lawyer and person have a language in common; reading it is not enough. */
export function speakTogether({ languages }: Pick<Lawyer, 'languages'>, need: Pick<NeedSection, 'languages'>): boolean {
  return need.languages.some(({ code, speaks }) => speaks && languages.includes(code))
}

/**
 * the case goes to a lawyer who speaks the person's language while there is one to ask; with an interpreter only when
 * there is none. Throws Refusal `body-invalid`.
 * @param available lawyers who may be asked: no conflict, and have not returned this case
 */
export function assertSuits(
  lawyerId: string,
  need: Pick<NeedSection, 'languages'>,
  available: readonly Pick<Lawyer, 'id' | 'languages'>[],
): void {
  const lawyer = available.find(({ id }) => id === lawyerId)
  if (!lawyer) throw new Refusal('body-invalid', { field: '/lawyerId', rule: 'available' })
  if (!speakTogether(lawyer, need) && available.some((one) => speakTogether(one, need)))
    throw new Refusal('body-invalid', { field: '/lawyerId', rule: 'language' })
}

/** T22: whom an offer was not made to, and who does not see all, is not told that there is one. Throws Refusal `not-found`. */
export function assertSees(
  { lawyerId }: Pick<OfferFacts, 'lawyerId'>,
  staff: { readonly id: string; readonly roles: readonly StaffRole[] },
): void {
  if (lawyerId !== staff.id && !seesAllOffers(staff.roles)) throw new Refusal('not-found')
}

/** Only the lawyer it was made to takes it, once the referral is accepted. Throws Refusal `not-allowed`, `state-forbids`, `conflict-unresolved`. */
export function assertMayTake(offer: OfferFacts, staffId: string, referral: Pick<Referral, 'side' | 'state' | 'conflict'>): void {
  if (offer.lawyerId !== staffId) throw new Refusal('not-allowed', { rule: 'own-offer' })
  if (offer.state !== 'offered') throw new Refusal('state-forbids', { state: offer.state })
  if (!isTakenOn(referral)) throw new Refusal('state-forbids', { state: referral.state })
  assertNoConflict(referral)
}

/** The lawyer gives it back, or a coordinator for a lawyer who cannot: whoever sees it. Throws Refusal `state-forbids`. */
export function assertMayReturn(offer: Pick<OfferFacts, 'state'>): void {
  if (offer.state === 'returned') throw new Refusal('state-forbids', { state: offer.state })
}

/** A lawyer sees the own offers; who co-ordinates sees all. */
export function seesAllOffers(roles: readonly StaffRole[]): boolean {
  return roles.includes('legal-coordinator')
}
