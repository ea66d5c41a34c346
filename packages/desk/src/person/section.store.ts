import type { Category, SectionCategory, SectionOf } from '@ihala/contract'
import type { CaseKeyStore, Tx } from '@ihala/kit'
import { casesOfPerson } from '../referral/referral.store.ts'

/** A section as it is held: `owner` is the person it was written down for, or the case it came with. */
export interface HeldSection {
  readonly owner: string
  readonly category: Category
  readonly at: string
  readonly content: Record<string, unknown>
}

interface Row {
  readonly id: string
  readonly owner: string
  readonly category: Category
  readonly at: string
  readonly content: Buffer
}

/** Keeps one section, sealed under its owner's key. */
export async function insertSection(
  tx: Tx,
  keys: CaseKeyStore,
  section: { readonly id: string; readonly owner: string; readonly category: Category; readonly at: string; readonly content: object },
): Promise<void> {
  const sealed = await keys.encryptFor(tx, section.owner, `section/${section.id}`, Buffer.from(JSON.stringify(section.content)))
  await tx`insert into desk.section (id, owner, category, at, content) values (${section.id}, ${section.owner}, ${section.category}, ${section.at}, ${sealed})`
}

/** The newest section of each category of an owner. */
export async function sectionsOf(tx: Tx, keys: CaseKeyStore, owner: string): Promise<HeldSection[]> {
  const rows = await tx<
    Row[]
  >`select distinct on (category) id, owner, category, at, content from desk.section where owner = ${owner} order by category, at desc, id desc`
  return Promise.all(
    rows.map(async (row) => ({
      owner: row.owner,
      category: row.category,
      at: row.at,
      content: JSON.parse((await keys.decryptFor(tx, row.owner, `section/${row.id}`, row.content)).toString()) as Record<string, unknown>,
    })),
  )
}

/** Takes away an owner's section of one category. */
export async function removeSection(tx: Tx, owner: string, category: Category): Promise<void> {
  await tx`delete from desk.section where owner = ${owner} and category = ${category}`
}

/** All that is held of a person: what was written down here stands before what came with referrals. */
export async function personSections(tx: Tx, keys: CaseKeyStore, personId: string): Promise<ReadonlyMap<Category, HeldSection>> {
  const owners = [...(await casesOfPerson(tx, personId)), personId]
  const held = new Map<Category, HeldSection>()
  for (const owner of owners) for (const section of await sectionsOf(tx, keys, owner)) held.set(section.category, section)
  return held
}

/** One section of a person, in its schema's shape: it was checked when it was written or received. */
export function contentOf<C extends SectionCategory>(held: ReadonlyMap<Category, HeldSection>, category: C): SectionOf<C> | undefined {
  return held.get(category)?.content as SectionOf<C> | undefined
}
