import type { EventData } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import { statesAll } from '@ihala/policy'
import type { holders } from './erasure.tables.ts'

/** A body that we told to erase, and what it stated. */
export type Holder = Readonly<typeof holders.$inferSelect>

/** Whom we told to erase what, and by when they state it. */
export type HolderTold = Pick<Holder, 'id' | 'caseId' | 'referralId' | 'partner' | 'of' | 'because' | 'toldAt' | 'dueAt'> & {
  readonly parts: readonly Holder['parts'][number][]
}

/** Keeps who was told. What they stated before, because their clock was ahead of ours, counts. */
export async function keepHolder(tx: Tx, told: HolderTold): Promise<Holder> {
  const { id, caseId, referralId, partner, of, because, parts, toldAt, dueAt } = told
  const [row] = await tx<Holder[]>`
    insert into desk.holder (id, case_id, referral_id, partner, of, because, parts, told_at, due_at)
    values (${id}, ${caseId}, ${referralId}, ${partner}, ${of}, ${because}, ${[...parts]}::text[], ${toldAt}, ${dueAt})
    on conflict (case_id, of) do update set parts = excluded.parts, due_at = excluded.due_at
    returning *`
  if (!row) throw new Error('a holder that was not kept')
  const complete = row.statedAt !== null && statesAll(parts, row)
  if (complete !== row.complete) await tx`update desk.holder set complete = ${complete} where id = ${row.id}`
  return { ...row, complete }
}

/** Whoever was told by this cause, locked; undefined when nobody was. */
export async function lockHolderOf(tx: Tx, caseId: string, of: string): Promise<Holder | undefined> {
  const [row] = await tx<Holder[]>`select * from desk.holder where case_id = ${caseId} and of = ${of} for update`
  return row
}

/** One holder, locked; undefined when it is not there any more. */
export async function lockHolder(tx: Tx, id: string): Promise<Holder | undefined> {
  const [row] = await tx<Holder[]>`select * from desk.holder where id = ${id} for update`
  return row
}

/** Whether the body of a case was told already to erase all of these parts. */
export async function wasTold(tx: Tx, caseId: string, parts: readonly string[]): Promise<boolean> {
  const [row] = await tx`
    select from desk.holder where case_id = ${caseId} and because = 'withdrawn' and parts @> ${[...parts]}::text[] limit 1`
  return row !== undefined
}

/** Keeps what a holder stated; the last statement counts. Returns whether it speaks of all that was asked. */
export async function keepStatement(
  tx: Tx,
  { id, parts }: Pick<Holder, 'id' | 'parts'>,
  { erased, kept }: Pick<EventData<'erasure-stated'>, 'erased' | 'kept'>,
  now: string,
): Promise<boolean> {
  const complete = statesAll(parts, { erased, kept })
  await tx`
    update desk.holder set stated_at = ${now}, complete = ${complete}, erased = ${[...erased]}::text[], kept = ${tx.json([...kept])}
    where id = ${id}`
  return complete
}

/** Says that a person was told that its clock has run out. */
export async function markOverdue(tx: Tx, id: string, now: string): Promise<void> {
  await tx`update desk.holder set overdue_at = ${now} where id = ${id}`
}

/** Who of a referral was told to erase, oldest first. */
export async function holdersOf(tx: Tx, referralId: string): Promise<readonly Holder[]> {
  return tx<Holder[]>`select * from desk.holder where referral_id = ${referralId} order by told_at, id`
}

/** Who was told to erase in any of these cases, oldest first. */
export async function holdersOfCases(tx: Tx, caseIds: readonly string[]): Promise<readonly Holder[]> {
  return tx<Holder[]>`select * from desk.holder where case_id = any(${[...caseIds]}::text[]) order by told_at, id`
}

/** Who owes a statement, the most overdue first. */
export async function owingHolders(tx: Tx, limit: number): Promise<readonly Holder[]> {
  return tx<Holder[]>`select * from desk.holder where not complete order by due_at, id limit ${limit}`
}

/** How many owe a statement, and of how many the clock has run out. */
export async function holderFigures(tx: Tx, now: string): Promise<{ readonly owed: number; readonly overdue: number }> {
  const [row] = await tx<{ owed: number; overdue: number }[]>`
    select count(*)::int as owed, count(*) filter (where due_at < ${now}::timestamptz)::int as overdue from desk.holder where not complete`
  return row ?? { owed: 0, overdue: 0 }
}
