import { type BedView, Refusal } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, eq, getTableColumns, lte } from 'drizzle-orm'
import type { Static } from 'typebox'
import { beds, occupancies, occupants } from './bed.tables.ts'
import type { Bed } from './bed.ts'

const { createdAt: _, ...shown } = getTableColumns(beds)
const insert = insertion(beds, ['id', 'label', 'sex', 'family', 'stepFree', 'createdAt'])
const byLabel = statement((given: Given<{ label: string }>) => build.select({ id: beds.id }).from(beds).where(eq(beds.label, given.label)))
const byId = statement((given: Given<{ id: string }>) => build.select(shown).from(beds).where(eq(beds.id, given.id)))
const OF_BED = eq(occupants.bedId, occupancies.bedId)
const lapsed = statement((given: Given<{ bedId: string; now: string }>) =>
  build
    .select({ referralId: occupants.referralId })
    .from(occupancies)
    .innerJoin(occupants, OF_BED)
    .where(and(eq(occupancies.bedId, given.bedId), eq(occupancies.state, 'held'), lte(occupancies.until, given.now))),
)
const held = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ bedId: occupancies.bedId, until: occupancies.until })
    .from(occupancies)
    .innerJoin(occupants, OF_BED)
    .where(and(eq(occupants.referralId, given.referralId), eq(occupancies.state, 'held'))),
)
const use = insertion(occupancies, ['bedId', 'state', 'until'], (row) => row.onConflictDoNothing())
const settleIn = insertion(occupants, ['bedId', 'caseId', 'referralId'])

/** Adds a bed. */
export async function insertBed(tx: Tx, bed: Bed, now: string): Promise<void> {
  await insert.run(tx, { ...bed, createdAt: now })
}

/** Whether some bed has this label. */
export async function labelIsTaken(tx: Tx, label: string): Promise<boolean> {
  return (await byLabel.first(tx, { label })) !== undefined
}

/** One bed. Throws Refusal `not-found`. */
export async function bedById(tx: Tx, id: string): Promise<Bed> {
  const row = await byId.first(tx, { id })
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
  return (await lapsed.first(tx, { bedId, now }))?.referralId
}

/** The bed held for a referral. */
export interface Hold {
  readonly bedId: string
  readonly until: string
}

/** The hold of a referral, lapsed or not. */
export async function holdOf(tx: Tx, referralId: string): Promise<Hold | undefined> {
  const row = await held.first(tx, { referralId })
  if (!row) return undefined
  if (row.until === null) throw new Error('a held bed has an end')
  return { bedId: row.bedId, until: row.until }
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
  const written = await use.run(tx, { bedId, state, until })
  if (written.count === 0) throw new Refusal('bed-not-free')
  await settleIn.run(tx, { bedId, caseId, referralId })
}
