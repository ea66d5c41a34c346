import { isDeepStrictEqual } from 'node:util'
import { type Category, type NeedSection, type PersonSections, Refusal, SECTION_CATEGORIES, type SectionCategory } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, type Stamp, statement, type Tx } from '@ihala/kit'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { knownAge, settledAge } from './age.store.ts'
import { assertAgeSettled } from './age.ts'
import { ownKeys } from './own-keys.store.ts'
import { people } from './person.tables.ts'
import { categoriesOf, insertSection, personSections, removeSection, sectionsThatCame } from './section.store.ts'

const insert = insertion(people, ['id', 'createdAt'])
const versionOf = statement((given: Given<{ id: string }>) =>
  build.select({ version: people.version, changedBy: people.changedBy }).from(people).where(eq(people.id, given.id)),
)
const countChange = statement((given: Given<{ id: string; seen: number }>) =>
  build
    .update(people)
    .set({ version: sql`${people.version} + 1`, changedBy: sql`kit.member()` })
    .where(and(eq(people.id, given.id), eq(people.version, given.seen)))
    .returning({ version: people.version }),
)
const page = statement((given: Given<{ before: string; limit: number }>) =>
  build
    .select({ id: people.id, version: people.version })
    .from(people)
    .where(lt(people.id, given.before))
    .orderBy(desc(people.id))
    .limit(given.limit),
)

/** Makes a person's file with its own key. */
export async function insertPerson(tx: Tx, keys: CaseKeyStore, id: string, now: string): Promise<void> {
  await Promise.all([keys.make(tx, id, ['own']), insert.run(tx, { id, createdAt: now })])
}

/** Makes a person who came with a referral: what is known of them lies under the case's key. */
export async function insertReferredPerson(tx: Tx, id: string, now: string): Promise<void> {
  await insert.run(tx, { id, createdAt: now })
}

/** Throws Refusal `not-found` when there is no such person, or this member may not see them. */
export async function assertPerson(tx: Tx, id: string): Promise<void> {
  await personRow(tx, id)
}

/** The version of a person's file and who changed it last. Throws Refusal `not-found`. */
export async function personRow(tx: Tx, id: string): Promise<{ readonly version: number; readonly changedBy: string | null }> {
  const row = await versionOf.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** Counts a change of a person's file that nobody made by hand (T41: a way to reach them has begun to stand). */
export async function countFileChange(tx: Tx, id: string): Promise<void> {
  await tx`update desk.person set version = version + 1, changed_by = kit.member() where id = ${id}`
}

/** Counts a change of a person's file; throws Refusal `version-conflict` when somebody else changed it since. */
export async function nextVersion(tx: Tx, id: string, seen: number): Promise<number> {
  const row = await countChange.first(tx, { id, seen })
  if (row) return row.version
  await assertPerson(tx, id)
  throw new Refusal('version-conflict')
}

/**
 * Writes the sections of a person's file: those given are kept, those left out are taken away. What is word for word what came with a
 * case stays with that case and its limits (c3): sent back with the file, it was not written here. What the writer may not see (M3)
 * stays as it is: left out it is not taken away. Throws Refusal `not-allowed` where something would be written over what they may not see.
 * @param sees whether the writer may see a category
 */
export async function writeSections(
  tx: Tx,
  keys: CaseKeyStore,
  personId: string,
  sections: PersonSections,
  need: NeedSection | undefined,
  stamp: () => Stamp,
  sees: (category: Category) => boolean = () => true,
): Promise<void> {
  const categories = SECTION_CATEGORIES.filter((category): category is Exclude<SectionCategory, 'documents'> => category !== 'documents')
  const given = [...categories.map((category) => ({ category, content: sections[category] })), { category: 'need' as const, content: need }]
  const came = await sectionsThatCame(tx, keys, personId)
  const unseen = given.filter(({ category }) => !sees(category))
  if (unseen.length > 0) {
    const held = new Set([...came.keys(), ...(await categoriesOf(tx, personId))])
    const over = unseen.find(({ category, content }) => content !== undefined && held.has(category))
    if (over) throw new Refusal('not-allowed', { category: over.category })
  }
  if (need) assertAgeSettled(knownAge(await settledAge(tx, personId), await personSections(tx, keys, personId)), need.ageBand)
  await Promise.all(given.map(({ category }) => sees(category) && removeSection(tx, personId, category)))
  const written = given.flatMap(({ category, content }) =>
    content === undefined || isDeepStrictEqual(content, came.get(category)?.content) ? [] : [{ category, content }],
  )
  const partNow = await ownKeys(
    tx,
    keys,
    personId,
    written.map(({ category }) => category),
  )
  await Promise.all(
    written.map(({ category, content }) => {
      const { id, now } = stamp()
      return insertSection(tx, keys, { id, owner: personId, category, at: now, part: partNow(category), content })
    }),
  )
}

/** People by age of their file, newest first. */
export async function peoplePage(
  tx: Tx,
  after: string | undefined,
  limit: number,
): Promise<readonly { readonly id: string; readonly version: number }[]> {
  return page.run(tx, { before: after ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit })
}
