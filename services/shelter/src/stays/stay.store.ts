import { Refusal, type StayView } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import type { Static } from 'typebox'
import type { Departure } from './stay.ts'

/** A stay as this house keeps it. */
export type Stay = Static<typeof StayView>

/** Writes that somebody came. */
export async function insertStay(
  tx: Tx,
  stay: Pick<Stay, 'id' | 'referralId' | 'bedId' | 'arrivedAt'> & { readonly caseId: string },
): Promise<Stay> {
  const [row] = await tx<Stay[]>`
    insert into stays.stay (id, case_id, referral_id, bed_id, arrived_at) values (${stay.id}, ${stay.caseId}, ${stay.referralId}, ${stay.bedId}, ${stay.arrivedAt})
    returning id, referral_id, bed_id, arrived_at, departed_at, departure, version`
  if (!row) throw new Error('stays.stay returned no row')
  return row
}

/** Whether somebody is here by this referral. */
export async function isHere(tx: Tx, referralId: string): Promise<boolean> {
  const rows = await tx`select from stays.stay where referral_id = ${referralId} and departed_at is null`
  return rows.length > 0
}

/** The referral of a stay. Throws Refusal `not-found`. */
export async function referralOfStay(tx: Tx, id: string): Promise<string> {
  const [row] = await tx<{ referralId: string }[]>`select referral_id from stays.stay where id = ${id}`
  if (!row) throw new Refusal('not-found')
  return row.referralId
}

/** One stay, locked. Throws Refusal `not-found`. */
export async function lockStay(tx: Tx, id: string): Promise<Stay> {
  const [row] = await tx<
    Stay[]
  >`select id, referral_id, bed_id, arrived_at, departed_at, departure, version from stays.stay where id = ${id} for update`
  if (!row) throw new Refusal('not-found')
  return row
}

/** Writes that somebody left. */
export async function saveDeparture(tx: Tx, id: string, departure: Departure, now: string): Promise<Stay> {
  const [row] = await tx<Stay[]>`
    update stays.stay set departed_at = ${now}, departure = ${departure}, version = version + 1 where id = ${id}
    returning id, referral_id, bed_id, arrived_at, departed_at, departure, version`
  if (!row) throw new Refusal('not-found')
  return row
}

/** Who is here, and who was last, the latest arrivals first. */
export async function latestStays(tx: Tx, limit: number): Promise<Stay[]> {
  return tx<Stay[]>`
    select id, referral_id, bed_id, arrived_at, departed_at, departure, version from stays.stay
    order by departed_at is not null, arrived_at desc, id limit ${limit}`
}
