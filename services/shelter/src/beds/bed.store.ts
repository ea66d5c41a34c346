import { type BedView, Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import type { Static } from 'typebox'
import type { Bed } from './bed.ts'

/** Adds a bed. */
export async function insertBed(tx: Tx, { id, label, sex, family, stepFree }: Bed, now: string): Promise<void> {
  await tx`insert into beds.bed (id, label, sex, family, step_free, created_at) values (${id}, ${label}, ${sex}, ${family}, ${stepFree}, ${now})`
}

/** Whether some bed has this label. */
export async function labelIsTaken(tx: Tx, label: string): Promise<boolean> {
  const rows = await tx`select from beds.bed where label = ${label}`
  return rows.length > 0
}

/** One bed. Throws Refusal `not-found`. */
export async function bedById(tx: Tx, id: string): Promise<Bed> {
  const [row] = await tx<Bed[]>`select id, label, sex, family, step_free from beds.bed where id = ${id}`
  if (!row) throw new Refusal('not-found', { field: '/bedId' })
  return row
}

/** All beds as they are now; a lapsed hold counts as free. For whom a bed is kept shows to those who see the case. */
export async function bedsNow(tx: Tx, now: string): Promise<Static<typeof BedView>[]> {
  return tx<Static<typeof BedView>[]>`
    select bed.id, bed.label, bed.sex, bed.family, bed.step_free, coalesce(used.state, 'free') as state, used.until as held_until, occupant.referral_id
    from beds.bed
    left join beds.occupancy used on used.bed_id = bed.id and (used.state = 'taken' or used.until > ${now}::timestamptz)
    left join beds.occupant on occupant.bed_id = used.bed_id
    order by bed.label`
}

/** The referral for which a bed was held until some time that has passed; undefined when there is none, or this member may not see it. */
export async function lapsedHolder(tx: Tx, bedId: string, now: string): Promise<string | undefined> {
  const [row] = await tx<{ referralId: string }[]>`
    select occupant.referral_id from beds.occupancy join beds.occupant using (bed_id)
    where occupancy.bed_id = ${bedId} and occupancy.state = 'held' and occupancy.until <= ${now}::timestamptz`
  return row?.referralId
}

/** The bed held for a referral. */
export interface Hold {
  readonly bedId: string
  readonly until: string
}

/** The hold of a referral, lapsed or not. */
export async function holdOf(tx: Tx, referralId: string): Promise<Hold | undefined> {
  const [row] = await tx<Hold[]>`
    select occupancy.bed_id, occupancy.until from beds.occupancy join beds.occupant using (bed_id)
    where occupant.referral_id = ${referralId} and occupancy.state = 'held'`
  return row
}

/** Lets go of the bed held for a referral; says whether there was one. A taken bed stays taken: only a departure frees it. */
export async function releaseHold(tx: Tx, referralId: string): Promise<boolean> {
  const gone = await tx`
    delete from beds.occupancy using beds.occupant
    where occupant.bed_id = occupancy.bed_id and occupant.referral_id = ${referralId} and occupancy.state = 'held'`
  return gone.count > 0
}

/** Frees the bed in which somebody stayed. */
export async function releaseTaken(tx: Tx, referralId: string): Promise<void> {
  await tx`
    delete from beds.occupancy using beds.occupant
    where occupant.bed_id = occupancy.bed_id and occupant.referral_id = ${referralId} and occupancy.state = 'taken'`
}

/**
 * Locks the wished bed and the one the referral has, in the order of their ids, so that two who exchange beds do not wait for
 * each other.
 */
export async function lockBeds(tx: Tx, bedId: string, referralId: string): Promise<void> {
  await tx`
    select from beds.bed where id = ${bedId} or id in (select bed_id from beds.occupant where referral_id = ${referralId})
    order by id for no key update`
}

/** Who gets a bed, and how. `until` is null when the person is there. */
export interface Occupation {
  readonly bedId: string
  readonly referralId: string
  readonly caseId: string
  readonly until: string | null
}

/** Writes a bed as held or taken. Throws Refusal `bed-not-free`: the primary key decides, however many ask at once. */
export async function occupy(tx: Tx, { bedId, referralId, caseId, until }: Occupation): Promise<void> {
  const state = until === null ? 'taken' : 'held'
  const written = await tx`insert into beds.occupancy (bed_id, state, until) values (${bedId}, ${state}, ${until}) on conflict do nothing`
  if (written.count === 0) throw new Refusal('bed-not-free')
  await tx`insert into beds.occupant (bed_id, case_id, referral_id) values (${bedId}, ${caseId}, ${referralId})`
}
