import { Category, type ErasablePart, type KeptPart, type OwnErasure, type Withdrawn } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import type { erasures } from './erasure.tables.ts'

/** Something that was to be erased here, and how far it is. */
export type Erasure = Readonly<typeof erasures.$inferSelect>

/** What is to be erased of an owner: a case, or a person's own file. */
export type ErasureAsked = Pick<Erasure, 'owner' | 'of' | 'because' | 'saidBy' | 'whole' | 'owed'> & {
  readonly parts: readonly Erasure['parts'][number][]
}

/** Keeps what is to be erased; asked again of the same owner and cause, its parts are those of both. Returns the row, locked. */
export async function keepErasure(tx: Tx, id: string, asked: ErasureAsked, now: string): Promise<Erasure> {
  const { owner, of, because, saidBy, parts, whole, owed } = asked
  const [row] = await tx<Erasure[]>`
    insert into desk.erasure as e (id, owner, of, because, said_by, whole, parts, asked_at, owed)
    values (${id}, ${owner}, ${of}, ${because}, ${saidBy}, ${whole}, ${[...parts]}::text[], ${now}, ${owed})
    on conflict (owner, of) do update
    set whole = e.whole or excluded.whole, parts = array(select distinct part from unnest(e.parts || excluded.parts) as part order by 1)
    returning *`
  if (!row) throw new Error('an erasure that was not kept')
  return row
}

/** One erasure, locked. Undefined when there is none. */
export async function lockErasure(tx: Tx, id: string): Promise<Erasure | undefined> {
  const [row] = await tx<Erasure[]>`select * from desk.erasure where id = ${id} for update`
  return row
}

/** Says what went, and what stays and why. What is different from before is not stated yet. */
export async function markSettled(
  tx: Tx,
  id: string,
  {
    erased,
    kept,
    changed,
    now,
  }: { readonly erased: readonly ErasablePart[]; readonly kept: readonly KeptPart[]; readonly changed: boolean; readonly now: string },
): Promise<void> {
  await tx`
    update desk.erasure set erased = ${[...erased]}::text[], kept = ${tx.json([...kept])}, settled_at = ${now},
      stated_at = case when ${changed} then null else stated_at end
    where id = ${id}`
}

/** Says that the other end was told what went and what stays. */
export async function markStated(tx: Tx, id: string, now: string): Promise<void> {
  await tx`update desk.erasure set stated_at = ${now} where id = ${id}`
}

/** Row ids of the erasures of an owner that left something in place. */
export async function unfinishedOf(tx: Tx, owner: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select id from desk.erasure where owner = ${owner} and kept <> '[]' order by id`
  return rows.map(({ id }) => id)
}

/** What was erased here of a case and what stayed, oldest first. */
export async function erasuresOf(tx: Tx, owner: string): Promise<OwnErasure[]> {
  return tx<OwnErasure[]>`
    select of, because, settled_at as at, erased, kept from desk.erasure where owner = ${owner} and settled_at is not null order by asked_at, id`
}

/** What the person took back, as an event says it. */
export function withdrawnOf({ whole, parts }: Pick<Erasure, 'whole' | 'parts'>): Withdrawn {
  return whole ? 'all' : Category.enum.filter((category) => parts.includes(category))
}
