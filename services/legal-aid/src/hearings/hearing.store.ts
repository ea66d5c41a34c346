import type { Tx } from '@ihala/kit'

/** A hearing as it is set. */
export interface Hearing {
  readonly id: string
  readonly caseId: string
  readonly referralId: string
  readonly at: string
  readonly confirmed: boolean
}

/** Writes a hearing; the one before it, if any, is history. The referral is locked by the caller. */
export async function insertHearing(tx: Tx, { id, caseId, referralId, at, confirmed }: Hearing, now: string): Promise<void> {
  await tx`update hearings.hearing set superseded_at = ${now} where referral_id = ${referralId} and superseded_at is null`
  await tx`
    insert into hearings.hearing (id, case_id, referral_id, at, confirmed, set_at) values (${id}, ${caseId}, ${referralId}, ${at}, ${confirmed}, ${now})`
}

/** The hearing if it still stands, nobody confirmed it and nobody was told; undefined otherwise. */
export async function unconfirmedHearing(tx: Tx, id: string): Promise<Pick<Hearing, 'referralId' | 'at'> | undefined> {
  const [row] = await tx<Pick<Hearing, 'referralId' | 'at'>[]>`
    select referral_id, at from hearings.hearing where id = ${id} and superseded_at is null and not confirmed and told_at is null`
  return row
}

/** Notes that a person was told; false when they had been, or it was set anew meanwhile. */
export async function markTold(tx: Tx, id: string, now: string): Promise<boolean> {
  const told = await tx`update hearings.hearing set told_at = ${now} where id = ${id} and superseded_at is null and told_at is null`
  return told.count > 0
}
