import { Refusal, type SectionOf } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, desc, eq, ne, sql } from 'drizzle-orm'
import { contactChanges } from './contact.tables.ts'
import type { ContactChange, ReachedBy } from './contact-change.ts'

const insert = insertion(contactChanges, ['id', 'personId', 'category', 'askedBy', 'askedAt', 'holdsUntil', 'state', 'content'], (row) =>
  row.onConflictDoNothing(),
)
const locked = statement((given: Given<{ id: string }>) =>
  build.select().from(contactChanges).where(eq(contactChanges.id, given.id)).for('update'),
)
const one = statement((given: Given<{ id: string }>) =>
  build
    .select({ id: contactChanges.id, personId: contactChanges.personId })
    .from(contactChanges)
    .where(and(eq(contactChanges.id, given.id), ne(contactChanges.state, 'taken-away'))),
)
const ofPerson = statement((given: Given<{ personId: string }>) =>
  build
    .select()
    .from(contactChanges)
    .where(and(eq(contactChanges.personId, given.personId), ne(contactChanges.state, 'taken-away')))
    .orderBy(desc(contactChanges.id)),
)
const ever = statement((given: Given<{ personId: string }>) =>
  build.selectDistinct({ category: contactChanges.category }).from(contactChanges).where(eq(contactChanges.personId, given.personId)),
)
const confirmed = statement((given: Given<{ id: string; by: string; at: string }>) =>
  build.update(contactChanges).set({ confirmedBy: given.by, confirmedAt: given.at }).where(eq(contactChanges.id, given.id)),
)
const wrong = statement((given: Given<{ id: string }>) =>
  build
    .update(contactChanges)
    .set({ wrong: sql`${contactChanges.wrong} + 1` })
    .where(eq(contactChanges.id, given.id))
    .returning({ wrong: contactChanges.wrong }),
)
const moved = statement((given: Given<{ id: string; state: 'stands' | 'dropped' }>) =>
  build.update(contactChanges).set({ state: given.state }).where(eq(contactChanges.id, given.id)),
)

interface Asked {
  readonly id: string
  readonly personId: string
  readonly category: ReachedBy
  readonly askedBy: string
  readonly askedAt: string
}

/** Keeps what is asked, sealed under the person's key. Throws Refusal `state-forbids` while another one is held. */
export async function insertChange(
  tx: Tx,
  keys: CaseKeyStore,
  change: Asked & { readonly holdsUntil: string },
  section: SectionOf<ReachedBy>,
): Promise<void> {
  const content = await keys.encryptFor(tx, change.personId, 'own', whatOf(change.id), Buffer.from(JSON.stringify(section)))
  if ((await insert.run(tx, { ...change, state: 'held', content })).count === 0) throw new Refusal('state-forbids', { state: 'held' })
}

/** Keeps that a way was taken away: the next one is another way, not the first. */
export async function keepTakenAway(tx: Tx, change: Asked): Promise<void> {
  await insert.run(tx, { ...change, holdsUntil: change.askedAt, state: 'taken-away', content: null })
}

/** One of them, locked. Throws Refusal `not-found`: also for what this member may not see. */
export async function lockChange(tx: Tx, id: string): Promise<ContactChange> {
  const row = await locked.first(tx, { id })
  if (!row || row.state === 'taken-away') throw new Refusal('not-found')
  return row
}

/** Of whom one of them is. Throws Refusal `not-found`: also for what this member may not see. */
export async function changeById(tx: Tx, id: string): Promise<Pick<ContactChange, 'id' | 'personId'>> {
  const row = await one.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** What was asked of a person, the newest first; without what was only taken away. */
export async function changesOf(tx: Tx, personId: string): Promise<readonly ContactChange[]> {
  return ofPerson.run(tx, { personId })
}

/** Which ways of somebody were ever changed, or are about to be. */
export async function everChanged(tx: Tx, personId: string): Promise<ReadonlySet<ReachedBy>> {
  return new Set((await ever.run(tx, { personId })).map(({ category }) => category))
}

/** What was asked for, opened; null when it was erased since. */
export async function sectionAsked(
  tx: Tx,
  keys: CaseKeyStore,
  { id, personId, content }: ContactChange,
): Promise<SectionOf<ReachedBy> | null> {
  if (content === null) return null
  const opened = await unlessErased(keys.decryptFor(tx, personId, 'own', whatOf(id), content))
  // It was checked against its schema when it was asked.
  return opened === null ? null : (JSON.parse(opened.toString()) as SectionOf<ReachedBy>)
}

/** Writes down who heard the word. */
export async function keepHeard(tx: Tx, change: { readonly id: string; readonly by: string; readonly at: string }): Promise<void> {
  await confirmed.run(tx, change)
}

/** Counts a wrong word; how many there were with it. */
export async function countWrong(tx: Tx, id: string): Promise<number> {
  return (await wrong.first(tx, { id }))?.wrong ?? 0
}

/** It stands, or it is dropped. */
export async function moveChange(tx: Tx, id: string, state: 'stands' | 'dropped'): Promise<void> {
  await moved.run(tx, { id, state })
}

const whatOf = (id: string): string => `contact-change/${id}`
