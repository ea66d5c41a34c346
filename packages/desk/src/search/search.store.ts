import type { Category } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, statement, type Tx } from '@ihala/kit'
import { and, eq } from 'drizzle-orm'
import { searchTokens } from './search.tables.ts'
import { isSearched, piecesOf, SEARCHED, type Searched, tokenOf } from './search.ts'

/** The name under which the key of all tokens lies among those of cases; no case is called so. */
const SEARCH = 'search'

const forgotten = statement((given: Given<{ owner: string; category: Category }>) =>
  build.delete(searchTokens).where(and(eq(searchTokens.owner, given.owner), eq(searchTokens.category, given.category))),
)

/** The key under which names are blinded, made when there is none. */
export function searchKey(tx: Tx, keys: CaseKeyStore): Promise<Buffer> {
  return keys.keyFor(tx, SEARCH, 'own')
}

/** A section whose names and numbers are to be found. */
export interface Spelling {
  readonly id: string
  readonly owner: string
  readonly category: Category
  readonly content: object
}

/**
 * Writes by what somebody is found in a section that has just been written; what an older one of the same owner said is found no more.
 * Nothing for a section in which nobody is looked for.
 */
export async function writeTokens(tx: Tx, keys: CaseKeyStore, { id, owner, category, content }: Spelling): Promise<void> {
  if (!isSearched(category)) return
  // It was checked against its category's schema when it was written or received.
  const tokens = await blinded(tx, keys, { category, content } as Parameters<typeof piecesOf>[0])
  await forgotten.run(tx, { owner, category })
  await tx`
    insert into desk.search_token (token, section_id, owner, category)
    select decode(token, 'hex'), ${id}, ${owner}, ${category} from unnest(${tokens}::text[]) token`
}

async function blinded(tx: Tx, keys: CaseKeyStore, section: Parameters<typeof piecesOf>[0]): Promise<string[]> {
  const key = await searchKey(tx, keys)
  return [...new Set(piecesOf(section).map((piece) => tokenOf(key, piece)))]
}

/** Says that nothing more is to be written for a section. */
export async function markSpelt(tx: Tx, id: string): Promise<void> {
  await tx`update desk.section set spelt = true where id = ${id}`
}

/** Sections that were kept before there was a search, locked; another replica's are passed over. */
export async function unspeltSections(tx: Tx, limit: number): Promise<readonly { readonly id: string; readonly isNewest: boolean }[]> {
  return tx<{ id: string; isNewest: boolean }[]>`
    select s.id, not exists (
      select from desk.section newer where newer.owner = s.owner and newer.category = s.category and (newer.at, newer.id) > (s.at, s.id)) as is_newest
    from desk.section s where not s.spelt and s.category = any(${[...SEARCHED]}::text[])
    order by s.id limit ${limit} for update of s skip locked`
}

/** What of a person has some of the tokens that are looked for. */
export interface Hit {
  readonly personId: string
  readonly version: number
  readonly category: Searched
  /** Those of the tokens looked for that are theirs, hex. */
  readonly tokens: readonly string[]
}

/**
 * Who has any of these tokens, those with the most of them first, as far as this member may see them; nobody whose key was erased or is
 * withheld.
 * @param tokens hex
 * @param limit sections
 */
export async function hitsOf(tx: Tx, tokens: readonly string[], limit: number): Promise<readonly Hit[]> {
  return tx<Hit[]>`
    select person.id as person_id, person.version, hit.category, hit.tokens
    from (
      select section_id, owner, category, array_agg(encode(token, 'hex')) as tokens, count(*) as many
      from desk.search_token
      where token in (select decode(asked, 'hex') from unnest(${[...tokens]}::text[]) asked)
      group by section_id, owner, category
      order by many desc, section_id desc
      limit ${limit}) hit
    join desk.section on section.id = hit.section_id
    left join desk.referral on referral.case_id = hit.owner and referral.side = 'recipient'
    join desk.person on person.id = coalesce(referral.person_id, case when hit.owner ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then hit.owner::uuid end)
    where not exists (
      select from kit.case_key k
      where k.case_id = section.owner and k.part = section.part and (k.wrapped is null or k.withheld_at is not null))
    order by hit.many desc, hit.section_id desc`
}

/** The referral that staff call by this number; undefined when there is none that this member may see. */
export async function referralCalled(
  tx: Tx,
  reference: string,
): Promise<{ readonly id: string; readonly reference: string; readonly side: 'sender' | 'recipient' } | undefined> {
  const [row] = await tx<{ id: string; reference: string; side: 'sender' | 'recipient' }[]>`
    select id, reference, side from desk.referral where reference = ${reference}`
  return row
}

/** The newest referrals of these people. */
export async function referralsOfPeople(
  tx: Tx,
  personIds: readonly string[],
  each: number,
): Promise<
  readonly { readonly personId: string; readonly id: string; readonly reference: string; readonly side: 'sender' | 'recipient' }[]
> {
  return tx<{ personId: string; id: string; reference: string; side: 'sender' | 'recipient' }[]>`
    select person.id as person_id, newest.id, newest.reference, newest.side
    from unnest(${[...personIds]}::uuid[]) person (id)
    cross join lateral (
      select id, reference, side from desk.referral where person_id = person.id order by received_at desc, id desc limit ${each}) newest`
}
