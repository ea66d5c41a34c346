import type { ChainPlace } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Digests, HeldEvent, Pair, Part, Period, Scope, Standing, Writer } from './pair-store.ts'

/** Later than every `iat`, seconds since 1970. */
export const FOR_EVER: Period = { from: 0, until: 2 ** 31 - 1 }

// What is told must fit the contract, whatever stands in a table that somebody else may have written in. A name that is none
// is of no case; a hash that is none is told as one that nothing has.
const RANDOM_ID = '^[A-Za-z0-9_-]{21}[AQgw]$'
const HASH = '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$'
/** Stands for what is no hash. */
export const NO_HASH = 'A'.repeat(43)

// $1 partner, $2 ourselves, $3 and $4 the period, $5 and $6 names from and until before, in order of bytes.
const SENT = `
  select e.case_id as id, e.seq, e.hash, e.at, coalesce(o.status in ('waiting', 'expired'), false) as waits
  from exchange.conversation c join exchange.event e on e.case_id = c.case_id and e.iss = $2::text left join exchange.outbox o on o.jti = e.jti
  where c.partner = $1::text and c.case_id collate "C" >= $5::text and c.case_id collate "C" < $6::text and e.iat >= $3::int and e.iat < $4::int
  union all
  select e.jti, 0, e.hash, e.at, o.status in ('waiting', 'expired')
  from exchange.outbox o join exchange.event e on e.iss = $2::text and e.jti = o.jti
  where o.recipient = $1::text and o.evt = 'file-chunk' and o.case_id is null and e.case_id is null
    and e.jti collate "C" >= $5::text and e.jti collate "C" < $6::text and e.iat >= $3::int and e.iat < $4::int`

// Of an event signed again the latest signature counts; the issues after the first are few.
const RECEIVED = `
  select coalesce(e.case_id, e.jti) as id, case when e.case_id is null then 0 else e.seq end as seq, e.hash, e.at, false as waits
  from exchange.event e
  where e.iss collate "C" = $1::text and e.iat >= $3::int and e.iat < $4::int and (e.case_id is not null or e.evt = 'file-chunk')
    and coalesce(e.case_id, e.jti) collate "C" >= $5::text and coalesce(e.case_id, e.jti) collate "C" < $6::text and $2::text is not null
    and not exists (select from exchange.issue i where i.case_id = e.case_id and i.iss = e.iss and i.seq = e.seq and (i.iat, i.at) > (e.iat, e.at))
  union all
  select i.case_id, i.seq, i.hash, i.at, false
  from exchange.issue i
  where i.iss collate "C" = $1::text and i.iat >= $3::int and i.iat < $4::int and i.case_id collate "C" >= $5::text and i.case_id collate "C" < $6::text
    and not exists (select from exchange.event e where e.case_id = i.case_id and e.iss = i.iss and e.seq = i.seq and (e.iat, e.at) > (i.iat, i.at))
    and not exists (select from exchange.issue l where l.case_id = i.case_id and l.iss = i.iss and l.seq = i.seq and (l.iat, l.at) > (i.iat, i.at))
  union all
  select coalesce(q.case_id, q.jti), case when q.case_id is null then 0 else coalesce(q.seq, 0) end, q.hash, q.at, false
  from exchange.quarantine q
  where q.iss collate "C" = $1::text and q.iat >= $3::int and q.iat < $4::int and q.receipt is not null and (q.case_id is not null or q.evt = 'file-chunk')
    and coalesce(q.case_id, q.jti) collate "C" >= $5::text and coalesce(q.case_id, q.jti) collate "C" < $6::text`

const counted = (writer: Writer): string => `
  select id, seq, case when hash ~ '${HASH}' then hash else '${NO_HASH}' end as hash, at, waits
  from (${writer === 'here' ? SENT : RECEIVED}) as held where id ~ '${RANDOM_ID}' and seq between 0 and 1000000`

// Sorting and hashing stay in the database: in order of bytes, on disk when there is much, one bucket in memory at a time.
const digest = (writer: Writer): string => `
  select "at", count(*)::int as events, translate(encode(sha256(convert_to(string_agg(line, '' order by line), 'UTF8')), 'base64'), '+/=', '-_') as digest
  from (select left(id, 1) collate "C" as "at", (id || '.' || seq || '.' || hash || chr(10)) collate "C" as line from (${counted(writer)}) as event) as line
  group by "at" order by "at"`
const DIGEST = { here: digest('here'), there: digest('there') }

/** What went between a pair in a period. */
export async function digestOf(tx: Tx, { self, partner }: Pair, { from, until }: Period): Promise<Digests> {
  const direction = async (writer: Writer): Promise<Digests['sent']> => {
    const rows = await tx.unsafe<{ at: string; events: number; digest: string }[]>(DIGEST[writer], [partner, self, from, until, '', '~'], {
      prepare: true,
    })
    const buckets = rows.map(({ at, events, digest: hash }) => ({ at, events, digest: hash }))
    return { events: buckets.reduce((sum, { events }) => sum + events, 0), buckets }
  }
  return { sent: await direction('here'), received: await direction('there') }
}

/** First name of a scope in order of bytes, and the first after it. */
export function boundsOf(scope: Scope): { readonly lo: string; readonly hi: string } {
  if ('case' in scope) return { lo: scope.case, hi: `${scope.case}!` }
  return { lo: scope.bucket, hi: String.fromCharCode(scope.bucket.charCodeAt(0) + 1) }
}

/** The period of a scope: a chain has none. */
export function periodOf(scope: Scope): Period {
  return 'case' in scope ? FOR_EVER : scope.period
}

/** Before and after every place. */
export const FIRST: ChainPlace = { id: '', seq: -1 }
export const LAST: ChainPlace = { id: '~', seq: 0 }

const held = (writer: Writer): string => `
  select id, seq, hash, at, waits from (${counted(writer)}) as event
  where (id collate "C", seq) > ($7::text collate "C", $8::int) and (id collate "C", seq) <= ($9::text collate "C", $10::int) and ($12::bool or not waits)
  order by id collate "C", seq, hash collate "C" limit $11::int`
const HELD = { here: held('here'), there: held('there') }

/** Events of one writer. */
export async function heldEvents(
  tx: Tx,
  { self, partner }: Pair,
  writer: Writer,
  scope: Scope,
  { after, last, limit, waiting }: Part,
): Promise<readonly HeldEvent[]> {
  const { lo, hi } = boundsOf(scope)
  const { from, until } = periodOf(scope)
  const [a, b] = [after ?? FIRST, last ?? LAST]
  const rows = await tx.unsafe<(Omit<HeldEvent, 'at'> & { at: Date | string })[]>(
    HELD[writer],
    [partner, self, from, until, lo, hi, a.id, a.seq, b.id, b.seq, limit, waiting],
    { prepare: true },
  )
  return rows.map(({ id, seq, hash, at, waits }) => ({ id, seq, hash, at: new Date(at).toISOString(), waits }))
}

const PLACES = `select * from unnest($3::text[], $4::int[]) as place (id, seq)`
const STANDING = {
  here: `
    with place as (${PLACES}),
    event as (
      select p.id, p.seq, e.hash, o.status, o.closed_at from place p
      join exchange.conversation c on c.case_id = p.id and c.partner = $1::text
      join exchange.event e on e.case_id = p.id and e.iss = $2::text and e.seq = p.seq
      left join exchange.outbox o on o.jti = e.jti
      union all
      select p.id, p.seq, e.hash, o.status, o.closed_at from place p
      join exchange.outbox o on o.jti = p.id and o.recipient = $1::text and o.case_id is null
      join exchange.event e on e.iss = $2::text and e.jti = p.id where p.seq = 0),
    issue as (
      select p.id, p.seq, i.hash from place p
      join exchange.conversation c on c.case_id = p.id and c.partner = $1::text
      join exchange.issue i on i.case_id = p.id and i.iss = $2::text and i.seq = p.seq)
    select id, seq, array_agg(hash) as hashes, coalesce(bool_or(status in ('waiting', 'expired')), false) as waits, max(closed_at) as "receiptedAt"
    from (select id, seq, hash, status, closed_at from event union all select id, seq, hash, null, null from issue) as known group by id, seq`,
  there: `
    with place as (${PLACES})
    select id, seq, array_agg(hash) as hashes, false as waits, null as "receiptedAt" from (
      select p.id, p.seq, e.hash from place p join exchange.event e on e.case_id = p.id and e.iss = $1::text and e.seq = p.seq where $2::text is not null
      union all select p.id, p.seq, e.hash from place p join exchange.event e on e.iss = $1::text and e.jti = p.id where p.seq = 0 and e.case_id is null
      union all select p.id, p.seq, i.hash from place p join exchange.issue i on i.case_id = p.id and i.iss = $1::text and i.seq = p.seq
      union all select p.id, p.seq, q.hash from place p join exchange.quarantine q on q.iss = $1::text and q.case_id = p.id and coalesce(q.seq, 0) = p.seq
        where q.receipt is not null
      union all select p.id, p.seq, q.hash from place p join exchange.quarantine q on q.iss = $1::text and q.jti = p.id and q.case_id is null
        where p.seq = 0 and q.receipt is not null) as known group by id, seq`,
}

/** What stands at these places. */
export async function standingAt(
  tx: Tx,
  { self, partner }: Pair,
  writer: Writer,
  places: readonly ChainPlace[],
): Promise<readonly Standing[]> {
  if (places.length === 0) return []
  const rows = await tx.unsafe<(Omit<Standing, 'receiptedAt'> & { receiptedAt: Date | string | null })[]>(
    STANDING[writer],
    [partner, self, places.map(({ id }) => id), places.map(({ seq }) => seq)],
    { prepare: true },
  )
  return rows.map(({ id, seq, hashes, waits, receiptedAt }) => ({
    id,
    seq,
    hashes,
    waits,
    receiptedAt: receiptedAt === null ? null : new Date(receiptedAt).toISOString(),
  }))
}

/** Those whose content stands at another place of the same chain. */
export async function standingElsewhere(
  tx: Tx,
  { self, partner }: Pair,
  writer: Writer,
  events: readonly (ChainPlace & { readonly hash: string })[],
): Promise<readonly (ChainPlace & { readonly hash: string })[]> {
  if (events.length === 0) return []
  const rows = await tx<(ChainPlace & { hash: string })[]>`
    select p.id, p.seq, p.hash from unnest(${events.map(({ id }) => id)}::text[], ${events.map(({ seq }) => seq)}::int[], ${events.map(({ hash }) => hash)}::text[])
      as p (id, seq, hash)
    where exists (
      select from exchange.event e where e.case_id = p.id and e.iss = ${writer === 'here' ? self : partner} and e.seq <> p.seq and e.hash = p.hash)`
  return rows.map(({ id, seq, hash }) => ({ id, seq, hash }))
}

/** Makes own events of these places due, if they wait. */
export async function dueAgain(tx: Tx, { partner }: Pair, places: readonly ChainPlace[], now: string): Promise<void> {
  if (places.length === 0) return
  // One that is being settled or leased just now is passed over: nobody waits here for a lock.
  await tx`
    with waiting as (
      select o.jti from exchange.outbox o join unnest(${places.map(({ id }) => id)}::text[], ${places.map(({ seq }) => seq)}::int[]) as p (id, seq)
        on o.case_id = p.id and o.seq = p.seq or o.case_id is null and o.jti = p.id
      where o.recipient = ${partner} and o.status = 'waiting' and o.attempts > 0 for update of o skip locked)
    update exchange.outbox o set next_at = ${now}::timestamptz, attempts = 0 from waiting where o.jti = waiting.jti`
}
