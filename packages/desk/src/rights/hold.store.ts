import { Refusal } from '@ihala/contract'
import { type Inserted, insertion, type Tx } from '@ihala/kit'
import type { Hold } from '@ihala/policy'
import { legalHolds } from './erasure.tables.ts'

/** A hold as it is kept: asked for, in force, or ended. */
export type LegalHold = Readonly<typeof legalHolds.$inferSelect>

const NEW = ['id', 'owner', 'referralId', 'personId', 'basis', 'ground', 'law', 'article', 'parts', 'until', 'askedBy', 'askedAt'] as const
const insert = insertion(legalHolds, NEW)

/** Keeps a hold that is asked for; it holds nothing yet. */
export async function insertHold(tx: Tx, hold: Inserted<typeof legalHolds, (typeof NEW)[number]>): Promise<void> {
  await insert.run(tx, hold)
}

/** One hold, locked. Throws Refusal `not-found`: also for what this member may not see. */
export async function lockHold(tx: Tx, id: string): Promise<LegalHold> {
  const [row] = await tx<LegalHold[]>`select * from desk.legal_hold where id = ${id} for update`
  if (!row) throw new Refusal('not-found')
  return row
}

/** The newest holds that this member may see: all, or those on one person's file and their referrals. */
export async function newestHolds(tx: Tx, limit: number, personId: string | null = null): Promise<readonly LegalHold[]> {
  return tx<LegalHold[]>`
    select * from desk.legal_hold
    where ${personId}::uuid is null or person_id = ${personId}::uuid
      or referral_id in (select id from desk.referral where person_id = ${personId}::uuid)
    order by id desc limit ${limit}`
}

/** Holds on an owner that two people put in force and nobody ended; whether their day has come is for `keptOf`. */
export async function holdsInForce(tx: Tx, owner: string): Promise<readonly Hold[]> {
  return tx<Hold[]>`
    select parts, ground, law, article, until from desk.legal_hold
    where owner = ${owner} and confirmed_at is not null and ended_at is null`
}

/** Puts a hold in force. */
export async function keepConfirmedHold(tx: Tx, id: string, by: string, at: string): Promise<void> {
  await tx`update desk.legal_hold set confirmed_by = ${by}, confirmed_at = ${at} where id = ${id}`
}

/** Ends a hold. */
export async function keepEndedHold(tx: Tx, id: string, by: string, at: string): Promise<void> {
  await tx`update desk.legal_hold set ended_by = ${by}, ended_at = ${at} where id = ${id}`
}
