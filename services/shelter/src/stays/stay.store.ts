import { Refusal } from '@ihala/contract'
import { build, type Given, type Inserted, insertion, statement, type Tx } from '@ihala/kit'
import { and, desc, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { stays } from './stay.tables.ts'
import type { Departure } from './stay.ts'

/** A stay as this house keeps it. */
export type Stay = Readonly<Omit<typeof stays.$inferSelect, 'caseId'>>

const { caseId: _, ...shown } = getTableColumns(stays)
const NEW = ['id', 'caseId', 'referralId', 'bedId', 'arrivedAt'] as const
const insert = insertion(stays, NEW, (row) => row.returning(shown))
const here = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ id: stays.id })
    .from(stays)
    .where(and(eq(stays.referralId, given.referralId), isNull(stays.departedAt))),
)
const referralOf = statement((given: Given<{ id: string }>) =>
  build.select({ referralId: stays.referralId }).from(stays).where(eq(stays.id, given.id)),
)
const locked = statement((given: Given<{ id: string }>) => build.select(shown).from(stays).where(eq(stays.id, given.id)).for('update'))
const depart = statement((given: Given<{ id: string; departure: Departure; now: string }>) =>
  build
    .update(stays)
    .set({ departedAt: given.now, departure: given.departure, version: sql`${stays.version} + 1` })
    .where(eq(stays.id, given.id))
    .returning(shown),
)
const latest = statement((given: Given<{ limit: number }>) =>
  build.select(shown).from(stays).orderBy(sql`${stays.departedAt} is not null`, desc(stays.arrivedAt), stays.id).limit(given.limit),
)

/** Writes that somebody came. */
export async function insertStay(tx: Tx, stay: Inserted<typeof stays, (typeof NEW)[number]>): Promise<Stay> {
  const row = await insert.first(tx, stay)
  if (!row) throw new Error('stays.stay returned no row')
  return row
}

/** Whether somebody is here by this referral. */
export async function isHere(tx: Tx, referralId: string): Promise<boolean> {
  return (await here.first(tx, { referralId })) !== undefined
}

/** The referral of a stay. Throws Refusal `not-found`. */
export async function referralOfStay(tx: Tx, id: string): Promise<string> {
  const row = await referralOf.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row.referralId
}

/** One stay, locked. Throws Refusal `not-found`. */
export async function lockStay(tx: Tx, id: string): Promise<Stay> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** Writes that somebody left. */
export async function saveDeparture(tx: Tx, id: string, departure: Departure, now: string): Promise<Stay> {
  const row = await depart.first(tx, { id, departure, now })
  if (!row) throw new Refusal('not-found')
  return row
}

/** Who is here, and who was last, the latest arrivals first. */
export async function latestStays(tx: Tx, limit: number): Promise<Stay[]> {
  return [...(await latest.run(tx, { limit }))]
}
