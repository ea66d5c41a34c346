import type { Tx } from '@ihala/ledger'
import type { Difference, DifferenceKind } from './difference.ts'
import { FIRST, LAST } from './digests.ts'
import {
  ANSWER_WITHIN_DAYS,
  type Answered,
  type Ask,
  EFFORT_AN_HOUR,
  KEPT_DAYS,
  type NamedDifference,
  OPEN_AT_MOST,
  type Outcome,
  type Period,
  type Settlement,
  type Writer,
} from './pair-store.ts'

/** Books effort made for a partner; its row is the lock of comparing with it. */
export async function spend(tx: Tx, partner: string, effort: number, now: string): Promise<boolean> {
  const [row] = await tx<{ spent: number }[]>`
    insert into exchange.pair_effort (partner, since, spent) values (${partner}, ${now}, ${effort})
    on conflict (partner) do update set
      spent = case when pair_effort.since <= excluded.since - interval '1 hour' then excluded.spent
        else least(pair_effort.spent + excluded.spent, ${EFFORT_AN_HOUR * 10}) end,
      since = case when pair_effort.since <= excluded.since - interval '1 hour' then excluded.since else pair_effort.since end
    returning spent`
  return (row?.spent ?? 0) <= EFFORT_AN_HOUR
}

/** What was answered of a place; its row is locked, and is there when it was not. */
export async function answered(tx: Tx, partner: string, place: string, now: string): Promise<Answered> {
  const [row] = await tx<(Omit<Answered, 'since'> & { since: Date | string })[]>`
    insert into exchange.pair_answer as a (partner, place, since, spent) values (${partner}, ${place}, ${now}, 0)
    on conflict (partner, place) do update set spent = a.spent returning since, spent, goes_on as "goesOn"`
  return { spent: row?.spent ?? 0, goesOn: row?.goesOn ?? null, since: new Date(row?.since ?? now).toISOString() }
}

/** Writes down what was answered of a locked place. */
export async function noteAnswered(tx: Tx, partner: string, place: string, { since, spent, goesOn }: Answered): Promise<void> {
  await tx`update exchange.pair_answer set since = ${since}, spent = ${spent}, goes_on = ${goesOn} where partner = ${partner} and place = ${place}`
}

/** Takes on the next comparison that nobody has stated. */
export async function leaseComparison(
  tx: Tx,
  self: string,
  due: Period & { readonly everything: boolean; readonly ours: boolean },
  now: string,
): Promise<{ readonly partner: string; readonly period: Period } | undefined> {
  // Distinct partners by one step in the index each. Who has an open difference compares everything until it is settled.
  const [row] = await tx<{ partner: string; since: number }[]>`
    with recursive partner as (
      (select c.partner from exchange.conversation c order by c.partner limit 1)
      union all
      select (select c.partner from exchange.conversation c where c.partner > p.partner order by c.partner limit 1) from partner p where p.partner is not null),
    due as (
      select p.partner, case
        when ${due.everything}::bool or exists (select from exchange.difference d where d.partner = p.partner and d.resolved_at is null) then 0
        else ${due.from}::int end as since
      from partner p where p.partner is not null and (${due.ours}::bool or p.partner collate "C" > ${self}))
    insert into exchange.pair_digest (partner, since, until, stated_at)
    select partner, since, ${due.until}::int, ${now}::timestamptz from due
    where not exists (
      select from exchange.pair_digest d where d.partner = due.partner and d.since <= due.since and d.until >= ${due.until}::int)
    limit 1 on conflict do nothing returning partner, since`
  return row && { partner: row.partner, period: { from: row.since, until: due.until } }
}

/** Writes down what became of a comparison. */
export async function noteComparison(
  tx: Tx,
  partner: string,
  { from, until }: Period,
  { statedAt, heardAt, outcome }: { readonly statedAt?: string; readonly heardAt?: string; readonly outcome?: Outcome },
): Promise<void> {
  await tx`
    insert into exchange.pair_digest as d (partner, since, until, stated_at, heard_at, outcome)
    values (${partner}, ${from}, ${until}, ${statedAt ?? null}, ${heardAt ?? null}, ${outcome ?? null})
    on conflict (partner, since, until) do update set stated_at = coalesce(excluded.stated_at, d.stated_at),
      heard_at = coalesce(excluded.heard_at, d.heard_at), outcome = coalesce(excluded.outcome, d.outcome)`
  if (heardAt === undefined) return
  await tx`
    delete from exchange.pair_digest where partner = ${partner} and coalesce(heard_at, stated_at) < ${heardAt}::timestamptz - make_interval(days => ${KEPT_DAYS})`
  await tx`delete from exchange.pair_answer where partner = ${partner} and since < ${heardAt}::timestamptz - interval '1 day'`
  await tx`delete from exchange.pair_ask where partner = ${partner} and asked_at < ${heardAt}::timestamptz - make_interval(days => ${ANSWER_WITHIN_DAYS})`
}

/** Ends a comparison whose questions are all answered and that named nothing. */
export async function concludeComparison(tx: Tx, partner: string, { from, until }: Period): Promise<void> {
  await tx`
    update exchange.pair_digest d
    set outcome = case when exists (select from exchange.difference o where o.partner = d.partner and o.resolved_at is null) then 'differs' else 'agreed' end
    where d.partner = ${partner} and d.since = ${from} and d.until = ${until} and d.outcome = 'asked'
      and not exists (select from exchange.pair_ask a where a.partner = d.partner and a.since = d.since and a.until = d.until)`
}

/** A difference was told: the last comparison heard from this partner did not agree. */
export async function markDiffering(tx: Tx, partner: string): Promise<void> {
  await tx`
    update exchange.pair_digest set outcome = 'differs'
    where partner = ${partner} and heard_at = (select max(d.heard_at) from exchange.pair_digest d where d.partner = ${partner})`
}

/** Keeps a question until it is answered. */
export async function noteAsk(tx: Tx, { jti, partner, askedAt, period, writer, scope, after }: Ask): Promise<void> {
  const [bucket, caseId] = 'case' in scope ? [null, scope.case] : [scope.bucket, null]
  await tx`
    insert into exchange.pair_ask (jti, partner, asked_at, since, until, writer, bucket, case_id, after_id, after_seq)
    values (${jti}, ${partner}, ${askedAt}, ${period.from}, ${period.until}, ${writer}, ${bucket}, ${caseId}, ${after?.id ?? null}, ${after?.seq ?? null})`
}

interface AskRow {
  readonly askedAt: Date | string
  readonly since: number
  readonly until: number
  readonly writer: Writer
  readonly bucket: string | null
  readonly caseId: string | null
  readonly afterId: string | null
  readonly afterSeq: number | null
}

/** The question that an answer names, once. */
export async function takeAsk(tx: Tx, partner: string, jti: string): Promise<Ask | undefined> {
  const [row] = await tx<AskRow[]>`
    delete from exchange.pair_ask where jti = ${jti} and partner = ${partner}
    returning asked_at as "askedAt", since, until, writer, bucket, case_id as "caseId", after_id as "afterId", after_seq as "afterSeq"`
  if (!row) return undefined
  const period = { from: row.since, until: row.until }
  return {
    jti,
    partner,
    askedAt: new Date(row.askedAt).toISOString(),
    period,
    writer: row.writer,
    scope: row.bucket === null ? { case: row.caseId ?? '' } : { bucket: row.bucket, period },
    after: row.afterId === null ? null : { id: row.afterId, seq: row.afterSeq ?? 0 },
  }
}

interface DifferenceRow {
  /** Null of what was found before differences had names. */
  readonly name: string | null
  readonly kind: DifferenceKind
  readonly id: string
  readonly seq: number
}

const differencesWith = (partner: string, rows: readonly DifferenceRow[]): Difference[] =>
  rows.flatMap(({ name, kind, id, seq }) => (name === null ? [] : [{ name, partner, kind, id, seq }]))

/** Keeps differences; returns those that were not open yet. */
export async function noteDifferences(
  tx: Tx,
  found: readonly NamedDifference[],
  { from, until }: Period,
  now: string,
): Promise<readonly Difference[]> {
  const [first] = found
  if (first === undefined) return []
  const rows = await tx<DifferenceRow[]>`
    insert into exchange.difference (name, partner, writer, kind, place, seq, since, until, found_at)
    select f.name, ${first.partner}, f.writer, f.kind, f.place, f.seq, ${from}::int, ${until}::int, ${now}::timestamptz
    from unnest(${found.map(({ name }) => name)}::uuid[], ${found.map(({ writer }) => writer)}::text[], ${found.map(({ kind }) => kind)}::text[], ${found.map(({ id }) => id)}::text[],
      ${found.map(({ seq }) => seq)}::int[]) as f (name, writer, kind, place, seq)
    where not exists (
      select from exchange.difference d
      where d.partner = ${first.partner} and d.writer = f.writer and d.kind = f.kind and d.place = f.place and d.seq = f.seq and d.resolved_at is null)
    limit greatest(0, ${OPEN_AT_MOST} - (select count(*) from exchange.difference d where d.partner = ${first.partner} and d.resolved_at is null))
    on conflict do nothing returning name, kind, place as id, seq`
  return differencesWith(first.partner, rows)
}

/** Resolves what is open in a part that agrees now; returns what has a name. */
export async function resolve(
  tx: Tx,
  { partner, writer, period, buckets, after, last, except }: Settlement,
  now: string,
): Promise<readonly Difference[]> {
  const [a, b] = [after ?? FIRST, last ?? LAST]
  const rows = await tx<DifferenceRow[]>`
    update exchange.difference set resolved_at = ${now}
    where partner = ${partner} and writer = ${writer} and resolved_at is null and since >= ${period.from} and until <= ${period.until}
      and left(place, 1) = any(${[...buckets]}::text[])
      and (place collate "C", seq) > (${a.id}::text collate "C", ${a.seq}::int) and (place collate "C", seq) <= (${b.id}::text collate "C", ${b.seq}::int)
      and (place, seq) not in (select * from unnest(${except.map(({ id }) => id)}::text[], ${except.map(({ seq }) => seq)}::int[]))
    returning name, kind, place as id, seq`
  return differencesWith(partner, rows)
}

/** How many are open with a partner. */
export async function openDifferences(tx: Tx, partner: string): Promise<number> {
  const [row] = await tx<
    { open: number }[]
  >`select count(*)::int as open from exchange.difference where partner = ${partner} and resolved_at is null`
  return row?.open ?? 0
}
