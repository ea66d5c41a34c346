import { type OfferView, Refusal } from '@ihala/contract'
import { build, type Given, type Inserted, insertion, type ServiceContext, staffNames, statement, type Tx } from '@ihala/kit'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { Static } from 'typebox'
import { offers } from './offer.tables.ts'

/** An offer as this association keeps it. */
export type Offer = Readonly<typeof offers.$inferSelect>

const NEW = ['id', 'caseId', 'referralId', 'lawyerId', 'offeredAt'] as const
const insert = insertion(offers, NEW, (row) => row.onConflictDoNothing())
const referralOf = statement((given: Given<{ id: string }>) =>
  build.select({ referralId: offers.referralId }).from(offers).where(eq(offers.id, given.id)),
)
const locked = statement((given: Given<{ id: string }>) => build.select().from(offers).where(eq(offers.id, given.id)).for('update'))
const answer = statement((given: Given<{ id: string; state: 'taken' | 'returned'; now: string }>) =>
  build
    .update(offers)
    .set({ state: given.state, answeredAt: given.now, version: sql`${offers.version} + 1` })
    .where(eq(offers.id, given.id)),
)
const close = statement((given: Given<{ caseId: string; now: string }>) =>
  build
    .update(offers)
    .set({ state: 'returned', answeredAt: given.now, version: sql`${offers.version} + 1` })
    .where(and(eq(offers.caseId, given.caseId), eq(offers.state, 'offered'))),
)
const standing = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ lawyerId: offers.lawyerId, state: offers.state })
    .from(offers)
    .where(and(eq(offers.referralId, given.referralId), ne(offers.state, 'returned'))),
)

/** Writes a new offer. Throws Refusal `state-forbids` when the case lies before this lawyer already. */
export async function insertOffer(tx: Tx, offer: Inserted<typeof offers, (typeof NEW)[number]>): Promise<void> {
  const written = await insert.run(tx, offer)
  if (written.count === 0) throw new Refusal('state-forbids', { state: 'offered' })
}

/** The referral of an offer. Throws Refusal `not-found`. */
export async function referralOfOffer(tx: Tx, id: string): Promise<string> {
  const row = await referralOf.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row.referralId
}

/** One offer, locked. Throws Refusal `not-found`. */
export async function lockOffer(tx: Tx, id: string): Promise<Offer> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** Writes the lawyer's answer. */
export async function answerOffer(tx: Tx, id: string, state: 'taken' | 'returned', now: string): Promise<void> {
  await answer.run(tx, { id, state, now })
}

/** What one lawyer took stands under another one; not where it lay before that one too, nor for somebody who is no lawyer. */
export async function passOn(tx: Tx, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  await tx`
    update offers.offer set lawyer_id = ${to}, version = version + 1
    where lawyer_id = ${from} and state = 'taken'
      and exists (select from kit.staff where id = ${to} and 'lawyer' = any(roles))
      and not exists (
        select from offers.offer theirs
        where theirs.referral_id = offer.referral_id and theirs.lawyer_id = ${to} and theirs.state <> 'returned')`
}

/** All offers that still stand under a lawyer come back. Returns their referrals, those that go on. */
export async function returnAll(tx: Tx, lawyerId: string, now: string): Promise<string[]> {
  const rows = await tx<{ referralId: string }[]>`
    with back as (
      update offers.offer set state = 'returned', answered_at = ${now}, version = version + 1
      where lawyer_id = ${lawyerId} and state <> 'returned' returning referral_id)
    select referral.id as referral_id from back join desk.referral on referral.id = back.referral_id
    where referral.state in ('requested', 'opened', 'accepted', 'in-progress', 'on-hold') order by referral.id`
  return [...new Set(rows.map(({ referralId }) => referralId))]
}

/** Offers of a case that nobody answered are over. */
export async function closeOffers(tx: Tx, caseId: string, now: string): Promise<void> {
  await close.run(tx, { caseId, now })
}

/** Offers of a referral that stand: made and not returned. */
export async function standingOffers(tx: Tx, referralId: string): Promise<readonly Pick<Offer, 'lawyerId' | 'state'>[]> {
  return standing.run(tx, { referralId })
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
    select offer.id, offer.referral_id, referral.reference, offer.lawyer_id, offer.state, offer.offered_at, offer.answered_at, offer.version, staff.names,
      case offer.state when 'returned' then '{}'::text[] else referral.needs end as needs,
      case offer.state when 'returned' then null else referral.urgency end as urgency
    from offers.offer join desk.referral on referral.id = offer.referral_id join kit.staff on staff.id = offer.lawyer_id
    where (${of.lawyerId ?? null}::uuid is null or offer.lawyer_id = ${of.lawyerId ?? null}::uuid) and (${of.id ?? null}::uuid is null or offer.id = ${of.id ?? null}::uuid)
    order by offer.offered_at desc, offer.id limit ${limit}`
  return rows.map(({ names, ...offer }) => ({ ...offer, lawyerNames: staffNames(keyring, names).names }))
}
