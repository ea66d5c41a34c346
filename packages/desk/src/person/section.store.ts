import type { Category, SectionCategory, SectionOf } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import type { KeyPart } from '@ihala/policy'
import { desc, eq } from 'drizzle-orm'
import { casesOfPerson } from '../referral/referral.store.ts'
import { writeTokens } from '../search/search.store.ts'
import { sections } from './person.tables.ts'

/** A section as it is held: `owner` is the person it was written down for, or the case it came with. */
export interface HeldSection {
  readonly owner: string
  readonly category: Category
  readonly at: string
  readonly content: Record<string, unknown>
}

const insert = insertion(sections, ['id', 'owner', 'category', 'at', 'part', 'content', 'spelt'])
const newest = statement((given: Given<{ owner: string }>) =>
  build
    .selectDistinctOn([sections.category])
    .from(sections)
    .where(eq(sections.owner, given.owner))
    .orderBy(sections.category, desc(sections.at), desc(sections.id)),
)
const byId = statement((given: Given<{ id: string }>) => build.select().from(sections).where(eq(sections.id, given.id)))

/** Keeps one section, sealed under the key of its part, and by what somebody is found in it. Throws Refusal `erased`. */
export async function insertSection(
  tx: Tx,
  keys: CaseKeyStore,
  section: Omit<typeof sections.$inferInsert, 'content' | 'part' | 'spelt'> & { readonly part: KeyPart; readonly content: object },
): Promise<void> {
  const content = await keys.encryptFor(
    tx,
    section.owner,
    section.part,
    `section/${section.id}`,
    Buffer.from(JSON.stringify(section.content)),
  )
  await insert.run(tx, { ...section, content, spelt: true })
  await writeTokens(tx, keys, section)
}

/** One section by its row id; null when it was erased, or is not there. */
export async function openSection(
  tx: Tx,
  keys: CaseKeyStore,
  id: string,
): Promise<Pick<HeldSection, 'owner' | 'category' | 'content'> | null> {
  const row = await byId.first(tx, { id })
  const content = row === undefined ? null : await contentOfRow<HeldSection['content']>(tx, keys, row)
  return row === undefined || content === null ? null : { owner: row.owner, category: row.category, content }
}

/** Of which categories an owner has a section. */
export async function categoriesOf(tx: Tx, owner: string): Promise<readonly Category[]> {
  const rows = await tx<{ category: Category }[]>`select distinct category from desk.section where owner = ${owner}`
  return rows.map(({ category }) => category)
}

/** The newest section of each category of an owner. */
export async function sectionsOf(tx: Tx, keys: CaseKeyStore, owner: string): Promise<HeldSection[]> {
  const rows = await newest.run(tx, { owner })
  const opened = await Promise.all(
    rows.map(async (row) => {
      const content = await contentOfRow<HeldSection['content']>(tx, keys, row)
      return content && { owner: row.owner, category: row.category, at: row.at, content }
    }),
  )
  return opened.filter((section) => section !== null)
}

/** Null when it was erased: an older backup may bring back the row, and never its key. */
async function contentOfRow<C>(
  tx: Tx,
  keys: CaseKeyStore,
  row: { readonly owner: string; readonly id: string; readonly part: KeyPart; readonly content: Uint8Array },
): Promise<C | null> {
  const bytes = await unlessErased(keys.decryptFor(tx, row.owner, row.part, `section/${row.id}`, row.content))
  return bytes && JSON.parse(bytes.toString())
}

/** Who the people are, by their row ids: as `personSections` has it, for a whole page by one statement. Absent where nothing says it. */
export async function identitiesOf(
  tx: Tx,
  keys: CaseKeyStore,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, SectionOf<'identity'>>> {
  const rows = await tx<{ personId: string; owner: string; id: string; part: KeyPart; content: Buffer }[]>`
    select distinct on (known.person_id) known.person_id, section.owner, section.id, section.part, section.content
    from (
      select id as person_id, id as owner from unnest(${[...personIds]}::text[]) id
      union all
      select person_id::text, case_id from desk.referral where person_id = any(${[...personIds]}::uuid[]) and side = 'recipient') known
    join desk.section on section.owner = known.owner and section.category = 'identity' and ${opens(tx)}
    order by known.person_id, section.owner = known.person_id desc, section.at desc, section.id desc`
  const opened = rows.map(async ({ personId, ...row }): Promise<[string, SectionOf<'identity'>][]> => {
    const content = await contentOfRow<SectionOf<'identity'>>(tx, keys, row)
    return content === null ? [] : [[personId, content]]
  })
  return new Map((await Promise.all(opened)).flat())
}

/** Takes away an owner's section of one category, but what a law keeps although the person took it back. */
export async function removeSection(tx: Tx, owner: string, category: Category): Promise<void> {
  await tx`delete from desk.section where owner = ${owner} and category = ${category} and ${opens(tx)}`
}

// What no key opens for those who work with the person stands in the way of nothing that they may see.
const opens = (tx: Tx) => tx`not exists (
  select from kit.case_key k where k.case_id = section.owner and k.part = section.part and (k.wrapped is null or k.withheld_at is not null))`

/** The newest section of each category that came with referrals of a person. */
export async function sectionsThatCame(tx: Tx, keys: CaseKeyStore, personId: string): Promise<ReadonlyMap<Category, HeldSection>> {
  const cases = await casesOfPerson(tx, personId)
  const came = await Promise.all(cases.map((caseId) => sectionsOf(tx, keys, caseId)))
  return new Map(
    came
      .flat()
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
      .map((section) => [section.category, section]),
  )
}

/** All that is held of a person: what was written down here stands before what came with referrals. */
export async function personSections(tx: Tx, keys: CaseKeyStore, personId: string): Promise<ReadonlyMap<Category, HeldSection>> {
  const [here, came] = await Promise.all([sectionsOf(tx, keys, personId), sectionsThatCame(tx, keys, personId)])
  return new Map([...came.values(), ...here].map((section) => [section.category, section]))
}

/** One section of a person, in its schema's shape: it was checked when it was written or received. */
export function contentOf<C extends SectionCategory>(held: ReadonlyMap<Category, HeldSection>, category: C): SectionOf<C> | undefined {
  return held.get(category)?.content as SectionOf<C> | undefined
}
