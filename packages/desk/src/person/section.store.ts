import type { Category, SectionCategory, SectionOf } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, desc, eq } from 'drizzle-orm'
import { casesOfPerson } from '../referral/referral.store.ts'
import { sections } from './person.tables.ts'

/** A section as it is held: `owner` is the person it was written down for, or the case it came with. */
export interface HeldSection {
  readonly owner: string
  readonly category: Category
  readonly at: string
  readonly content: Record<string, unknown>
}

const insert = insertion(sections, ['id', 'owner', 'category', 'at', 'content'])
const newest = statement((given: Given<{ owner: string }>) =>
  build
    .selectDistinctOn([sections.category])
    .from(sections)
    .where(eq(sections.owner, given.owner))
    .orderBy(sections.category, desc(sections.at), desc(sections.id)),
)
const remove = statement((given: Given<{ owner: string; category: Category }>) =>
  build.delete(sections).where(and(eq(sections.owner, given.owner), eq(sections.category, given.category))),
)

/** Keeps one section, sealed under its owner's key. */
export async function insertSection(
  tx: Tx,
  keys: CaseKeyStore,
  section: Omit<typeof sections.$inferInsert, 'content'> & { readonly content: object },
): Promise<void> {
  const content = await keys.encryptFor(tx, section.owner, `section/${section.id}`, Buffer.from(JSON.stringify(section.content)))
  await insert.run(tx, { ...section, content })
}

/** The newest section of each category of an owner. */
export async function sectionsOf(tx: Tx, keys: CaseKeyStore, owner: string): Promise<HeldSection[]> {
  const rows = await newest.run(tx, { owner })
  return Promise.all(
    rows.map(async (row) => ({ owner: row.owner, category: row.category, at: row.at, content: await contentOfRow(tx, keys, row) })),
  )
}

async function contentOfRow<C>(
  tx: Tx,
  keys: CaseKeyStore,
  row: { readonly owner: string; readonly id: string; readonly content: Uint8Array },
): Promise<C> {
  return JSON.parse((await keys.decryptFor(tx, row.owner, `section/${row.id}`, row.content)).toString())
}

/** Who the people are, by their row ids: as `personSections` has it, for a whole page by one statement. Absent where nothing says it. */
export async function identitiesOf(
  tx: Tx,
  keys: CaseKeyStore,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, SectionOf<'identity'>>> {
  const rows = await tx<{ personId: string; owner: string; id: string; content: Buffer }[]>`
    select distinct on (known.person_id) known.person_id, section.owner, section.id, section.content
    from (
      select id as person_id, id as owner from unnest(${[...personIds]}::text[]) id
      union all
      select person_id::text, case_id from desk.referral where person_id = any(${[...personIds]}::uuid[]) and side = 'recipient') known
    join desk.section on section.owner = known.owner and section.category = 'identity'
    order by known.person_id, section.owner = known.person_id desc, section.at desc, section.id desc`
  const opened = rows.map(
    async ({ personId, ...row }): Promise<[string, SectionOf<'identity'>]> => [personId, await contentOfRow(tx, keys, row)],
  )
  return new Map(await Promise.all(opened))
}

/** Takes away an owner's section of one category. */
export async function removeSection(tx: Tx, owner: string, category: Category): Promise<void> {
  await remove.run(tx, { owner, category })
}

/** All that is held of a person: what was written down here stands before what came with referrals. */
export async function personSections(tx: Tx, keys: CaseKeyStore, personId: string): Promise<ReadonlyMap<Category, HeldSection>> {
  const own = sectionsOf(tx, keys, personId)
  const [cases, here] = await Promise.all([casesOfPerson(tx, personId), own])
  const came = await Promise.all(cases.map((caseId) => sectionsOf(tx, keys, caseId)))
  return new Map([...came, here].flat().map((section) => [section.category, section]))
}

/** One section of a person, in its schema's shape: it was checked when it was written or received. */
export function contentOf<C extends SectionCategory>(held: ReadonlyMap<Category, HeldSection>, category: C): SectionOf<C> | undefined {
  return held.get(category)?.content as SectionOf<C> | undefined
}
