import type { Category, DocumentEntry, KeptHere, KeptLine, KeptPart, NeedSection } from '@ihala/contract'
import type { CaseKeyStore, KeyPart, Tx } from '@ihala/kit'

/** What is opened of what a law keeps, before anybody said whether it is shown. */
export type Withheld = Pick<KeptHere, 'kept' | 'need' | 'sections' | 'files' | 'notes'>

interface Row {
  readonly id: string
  readonly part: KeyPart
  readonly content: Buffer
}

/** c2: of which cases and own files something stays, the soonest to go first; codes and days, nothing is opened. */
export async function keptLines(tx: Tx, limit: number): Promise<KeptLine[]> {
  const rows = await tx<(Omit<KeptLine, 'askedAt'> & { askedAt: Date | string })[]>`
    select r.id as referral_id, p.id as person_id, r.partner, min(e.asked_at) as asked_at, jsonb_agg(distinct part) as kept
    from desk.erasure e
    cross join lateral jsonb_array_elements(e.kept) as part
    left join desk.referral r on r.case_id = e.owner
    left join desk.person p on p.id = case when r.id is null and e.owner ~ '^[0-9a-f-]{36}$' then e.owner::uuid end
    where e.kept <> '[]' and e.settled_at is not null and (r.id is not null or p.id is not null)
    group by r.id, p.id order by min(part ->> 'until'), min(e.asked_at) limit ${limit}`
  return rows.map((row) => ({ ...row, askedAt: new Date(row.askedAt).toISOString() }))
}

/** c2: what stays of a case, or of a person's own file, only because a law or a hold says so, opened for whoever may see that. */
export async function keptOfOwner(tx: Tx, keys: CaseKeyStore, owner: string): Promise<Withheld> {
  const kept = await tx<{ part: KeptPart }[]>`
    select distinct part from desk.erasure, jsonb_array_elements(kept) as part where owner = ${owner} and settled_at is not null`
  const under = tx`(select part from kit.case_key where case_id = ${owner} and withheld_at is not null and wrapped is not null)`
  const open = async (what: string, { part, content }: Pick<Row, 'part' | 'content'>): Promise<Buffer> =>
    keys.decryptWithheld(tx, owner, part, what, content)
  const sections = await tx<(Row & { category: Category; at: Date | string })[]>`
    select id, category, at, part, content from desk.section where owner = ${owner} and part in ${under} order by at, id`
  const notes = await tx<(Row & { at: Date | string; byUs: boolean })[]>`
    select id, at, by_us as "byUs", part, content from desk.note where case_id = ${owner} and part in ${under} order by at, id`
  const files = await tx<Row[]>`
    select id, part, entry as content from desk.file where owner = ${owner} and part in ${under} order by at, id`
  const [need] = await tx<Pick<Row, 'part' | 'content'>[]>`
    select need_part as part, need as content from desk.referral where case_id = ${owner} and octet_length(need) > 0 and need_part in ${under}`
  return {
    kept: kept.map(({ part }) => part).toSorted((one, other) => (one.part < other.part ? -1 : 1)),
    need: need === undefined ? null : (JSON.parse((await open('need', need)).toString()) as NeedSection),
    sections: await Promise.all(
      sections.map(async (row) => ({
        category: row.category,
        at: new Date(row.at).toISOString(),
        content: JSON.parse((await open(`section/${row.id}`, row)).toString()) as Record<string, unknown>,
      })),
    ),
    files: await Promise.all(
      files.map(async (row) => {
        const { name, mediaType, bytes, about }: DocumentEntry = JSON.parse((await open(`file/${row.id}`, row)).toString())
        return { id: row.id, name, mediaType, bytes, about }
      }),
    ),
    notes: await Promise.all(
      notes.map(async (row) => ({
        at: new Date(row.at).toISOString(),
        by: row.byUs ? ('us' as const) : ('them' as const),
        text: (await open(`note/${row.id}`, row)).toString(),
      })),
    ),
  }
}
