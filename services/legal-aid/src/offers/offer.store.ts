import { type OfferView, Refusal } from '@ihala/contract'
import type { ServiceContext, Tx } from '@ihala/kit'
import type { Static } from 'typebox'
import { namesOf } from './lawyer.store.ts'

/** An offer as this association keeps it. */
export interface Offer {
  readonly id: string
  readonly caseId: string
  readonly referralId: string
  readonly lawyerId: string
  readonly state: 'offered' | 'taken' | 'returned'
  readonly version: number
}

/** Writes a new offer. Throws Refusal `state-forbids` when the case lies before this lawyer already. */
export async function insertOffer(tx: Tx, offer: Pick<Offer, 'id' | 'caseId' | 'referralId' | 'lawyerId'>, now: string): Promise<void> {
  const written = await tx`
    insert into offers.offer (id, case_id, referral_id, lawyer_id, offered_at) values (${offer.id}, ${offer.caseId}, ${offer.referralId}, ${offer.lawyerId}, ${now})
    on conflict do nothing`
  if (written.count === 0) throw new Refusal('state-forbids', { state: 'offered' })
}

/** The referral of an offer. Throws Refusal `not-found`. */
export async function referralOfOffer(tx: Tx, id: string): Promise<string> {
  const [row] = await tx<{ referralId: string }[]>`select referral_id from offers.offer where id = ${id}`
  if (!row) throw new Refusal('not-found')
  return row.referralId
}

/** One offer, locked. Throws Refusal `not-found`. */
export async function lockOffer(tx: Tx, id: string): Promise<Offer> {
  const [row] = await tx<Offer[]>`select id, case_id, referral_id, lawyer_id, state, version from offers.offer where id = ${id} for update`
  if (!row) throw new Refusal('not-found')
  return row
}

/** Writes the lawyer's answer. */
export async function answerOffer(tx: Tx, id: string, state: 'taken' | 'returned', now: string): Promise<void> {
  await tx`update offers.offer set state = ${state}, answered_at = ${now}, version = version + 1 where id = ${id}`
}

/** Offers of a case that nobody answered are over. */
export async function closeOffers(tx: Tx, caseId: string, now: string): Promise<void> {
  await tx`update offers.offer set state = 'returned', answered_at = ${now}, version = version + 1 where case_id = ${caseId} and state = 'offered'`
}

/** Offers of a referral that stand: made and not returned. */
export async function standingOffers(tx: Tx, referralId: string): Promise<Pick<Offer, 'lawyerId' | 'state'>[]> {
  return tx<
    Pick<Offer, 'lawyerId' | 'state'>[]
  >`select lawyer_id, state from offers.offer where referral_id = ${referralId} and state <> 'returned'`
}

/** Offers as screens show them, newest first: those of one lawyer, or all. */
export async function latestOffers(
  tx: Tx,
  keyring: Pick<ServiceContext['keyring'], 'unwrap'>,
  of: { readonly lawyerId?: string; readonly id?: string },
  limit: number,
): Promise<Static<typeof OfferView>[]> {
  type Row = Omit<Static<typeof OfferView>, 'lawyerNames'> & { readonly names: Buffer | null }
  const rows = await tx<Row[]>`
    select offer.id, offer.referral_id, referral.reference, offer.lawyer_id, offer.state, offer.offered_at, offer.answered_at, offer.version, staff.names
    from offers.offer join desk.referral on referral.id = offer.referral_id join kit.staff on staff.id = offer.lawyer_id
    where (${of.lawyerId ?? null}::uuid is null or offer.lawyer_id = ${of.lawyerId ?? null}::uuid) and (${of.id ?? null}::uuid is null or offer.id = ${of.id ?? null}::uuid)
    order by offer.offered_at desc, offer.id limit ${limit}`
  return rows.map(({ names, ...offer }) => ({ ...offer, lawyerNames: namesOf(names, keyring) }))
}
