import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, eq, isNull } from 'drizzle-orm'
import { hearings } from './hearing.tables.ts'

/** A hearing as it is set. */
export type Hearing = Readonly<Pick<typeof hearings.$inferSelect, 'id' | 'caseId' | 'referralId' | 'at' | 'confirmed'>>

const supersede = statement((given: Given<{ referralId: string; now: string }>) =>
  build
    .update(hearings)
    .set({ supersededAt: given.now })
    .where(and(eq(hearings.referralId, given.referralId), isNull(hearings.supersededAt))),
)
const insert = insertion(hearings, ['id', 'caseId', 'referralId', 'at', 'confirmed', 'setAt'])
const untold = (given: Given<{ id: string }>) => and(eq(hearings.id, given.id), isNull(hearings.supersededAt), isNull(hearings.toldAt))
const unconfirmed = statement((given: Given<{ id: string }>) =>
  build
    .select({ referralId: hearings.referralId, at: hearings.at })
    .from(hearings)
    .where(and(untold(given), eq(hearings.confirmed, false))),
)
const tell = statement((given: Given<{ id: string; now: string }>) =>
  build.update(hearings).set({ toldAt: given.now }).where(untold(given)),
)

/** Writes a hearing; the one before it, if any, is history. The referral is locked by the caller. */
export async function insertHearing(tx: Tx, hearing: Hearing, now: string): Promise<void> {
  await supersede.run(tx, { referralId: hearing.referralId, now })
  await insert.run(tx, { ...hearing, setAt: now })
}

/** The hearing if it still stands, nobody confirmed it and nobody was told; undefined otherwise. */
export async function unconfirmedHearing(tx: Tx, id: string): Promise<Pick<Hearing, 'referralId' | 'at'> | undefined> {
  return unconfirmed.first(tx, { id })
}

/** Notes that a person was told; false when they had been, or it was set anew meanwhile. */
export async function markTold(tx: Tx, id: string, now: string): Promise<boolean> {
  return (await tell.run(tx, { id, now })).count > 0
}
