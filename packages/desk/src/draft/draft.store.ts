import type { NewReferral, Part, RefusalCode } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { asc, eq, sql } from 'drizzle-orm'
import { drafts } from './draft.tables.ts'

/** A referral that waits before it goes, opened. */
export type Draft = Omit<typeof drafts.$inferSelect, 'content'> & {
  /** Null when the person's file was erased meanwhile. */
  readonly given: NewReferral | null
}

const insert = insertion(drafts, ['id', 'personId', 'sendAt', 'byStaff', 'writtenAt', 'content'])
const locked = statement((given: Given<{ id: string }>) => build.select().from(drafts).where(eq(drafts.id, given.id)).for('update'))
const soonest = [asc(drafts.sendAt), asc(drafts.id)]
const all = statement((given: Given<{ limit: number }>) =>
  build
    .select()
    .from(drafts)
    .orderBy(...soonest)
    .limit(given.limit),
)
const ofPerson = statement((given: Given<{ limit: number; personId: string }>) =>
  build
    .select()
    .from(drafts)
    .where(eq(drafts.personId, given.personId))
    .orderBy(...soonest)
    .limit(given.limit),
)
const remove = statement((given: Given<{ id: string }>) => build.delete(drafts).where(eq(drafts.id, given.id)))
const refuse = statement((given: Given<{ id: string; code: RefusalCode }>) =>
  build
    .update(drafts)
    .set({ refused: sql`${given.code}` })
    .where(eq(drafts.id, given.id)),
)

// What was sealed before there were drafts opens by the name it had.
const placeOf = (id: string): string => `waiting-consent/${id}`

async function opened(tx: Tx, keys: CaseKeyStore, { content, ...row }: typeof drafts.$inferSelect): Promise<Draft> {
  const bytes = await unlessErased(keys.decryptFor(tx, row.personId, 'own', placeOf(row.id), content))
  // It was checked against its schema when it was written.
  const given: NewReferral | null = bytes && JSON.parse(bytes.toString())
  return { ...row, given }
}

/** Keeps what waits, sealed under the person's key. Throws Refusal `erased` when the person took back everything. */
export async function insertDraft(
  tx: Tx,
  keys: CaseKeyStore,
  { given, ...row }: Pick<Draft, 'id' | 'sendAt' | 'byStaff' | 'writtenAt'> & { readonly given: NewReferral },
): Promise<void> {
  const { personId } = given
  const content = await keys.encryptFor(tx, personId, 'own', placeOf(row.id), Buffer.from(JSON.stringify(given)))
  await insert.run(tx, { ...row, personId, content })
}

/** What waits, locked; undefined once it went or was undone, and for whom this member may not see. */
export async function lockDraft(tx: Tx, keys: CaseKeyStore, id: string): Promise<Draft | undefined> {
  const row = await locked.first(tx, { id })
  return row && opened(tx, keys, row)
}

/** What waits, soonest first: of everybody, or of one person. */
export async function draftsWaiting(tx: Tx, keys: CaseKeyStore, limit: number, personId?: string): Promise<Draft[]> {
  const rows = await (personId === undefined ? all.run(tx, { limit }) : ofPerson.run(tx, { limit, personId }))
  return Promise.all(rows.map((row) => opened(tx, keys, row)))
}

/** Takes it away: nothing of it is left. */
export async function removeDraft(tx: Tx, id: string): Promise<void> {
  await remove.run(tx, { id })
}

/** Says why it did not go; it stays until a person has looked. */
export async function markRefused(tx: Tx, id: string, code: RefusalCode): Promise<void> {
  await refuse.run(tx, { id, code })
}

/** Parts of their own file that a person took back since an instant. */
export async function takenBackSince(tx: Tx, personId: string, since: string): Promise<readonly Part[]> {
  const rows = await tx<{ part: Part }[]>`
    select distinct unnest(parts) as part from desk.erasure
    where owner = ${personId} and because = 'withdrawn' and asked_at >= ${since}`
  return rows.map(({ part }) => part)
}

/** M5: what one member said to send is another's from now on. */
export async function handDraftsOver(tx: Tx, from: string, to: string): Promise<void> {
  await tx`update desk.draft set by_staff = ${to} where by_staff = ${from}`
}
