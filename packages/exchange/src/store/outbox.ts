import type { Database, Tx } from '@ihala/ledger'
import { NOTHING_SETTLED, type OpenedReceipt, type Settled } from './settled.ts'
import type { Expired, HeldUp, Leased } from './store.ts'
import { NEVER, REPUBLISH_AFTER, type Sealed } from './unit.ts'

/** How many overdue events one scan takes, and how many a scan of one replica publishes at once. */
export const SCAN = 64
/** Longest wait between two publications of one event, seconds. */
export const REPUBLISH_AT_MOST = 3600

interface SettledRow {
  readonly jti: string
  readonly caseId: string | null
  readonly evt: string
  readonly attempts: number
  readonly createdAt: string
  readonly recipient: string | null
  readonly nextJti: string
  readonly digest: string
  readonly sealed: string
  /** Events of the chain are still unreceipted; null when the receipt came out of turn. */
  readonly more: boolean | null
}

/**
 * Closes the outbox rows of receipts ($1 to $6: event, sender of the receipt, hash, outcome, code, its text) at $7, and finds the
 * next events. Receipts of one chain that are settled together move its mark by as many as follow one another. Whether the next
 * one waits is asked after it was found: as a condition, a plan made while the table was small reads every row that waits, for
 * every receipt. For the same reason the recipient is compared in words that no index knows. What its recipient said it has is behind
 * the mark already. The next one is locked for an instant: when its place was given to another while this statement waited for the
 * conversation (a disclosure was voided), the row that it saw before is gone, and what the person took back does not go out after all.
 * The conversations are locked first and in one order, as whoever writes in one locks it before its events: the two wait for each other
 * for a moment, never for ever.
 */
export const SETTLE = `
with given as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as row (jti, recipient, hash, outcome, code, receipt)),
locked as materialized (
  select c.case_id from exchange.conversation c
  where c.case_id = any(array(select o.case_id from exchange.outbox o where o.jti = any($1::text[]) and o.case_id is not null))
  order by c.case_id collate "C" for update),
closed as (
  update exchange.outbox o
  set status = case when given.outcome = 'stored' then 'closed' else 'refused' end, refusal = given.code, receipt = given.receipt, closed_at = $7::timestamptz, sealed = null
  from given where o.jti = given.jti and o.recipient is not distinct from given.recipient and o.hash = given.hash and o.status in ('waiting', 'expired')
    and (select count(*) from locked) >= 0
  returning o.jti, o.case_id, o.seq, o.evt, o.attempts, o.created_at, o.expires_at),
run as (
  select case_id, min(seq) as first, max(seq) as last, count(*) as events from closed where expires_at <> '${NEVER}' group by case_id),
moved as (
  update exchange.conversation c set my_receipted = case when run.last - run.first + 1 = run.events then run.last else run.first end
  from run where c.case_id = run.case_id and c.my_receipted = run.first - 1
  returning c.case_id, c.my_receipted, c.my_seq),
next as (
  select o.case_id, case when o.status = 'waiting' then o.recipient end as recipient, o.jti, o.digest, o.sealed
  from moved join exchange.outbox o on o.case_id = moved.case_id and o.seq = moved.my_receipted + 1
  for key share of o skip locked)
select closed.jti, closed.case_id as "caseId", closed.evt, closed.attempts, closed.created_at as "createdAt", next.recipient, next.jti as "nextJti", next.digest, next.sealed, moved.my_seq > moved.my_receipted as more
from closed left join moved on moved.case_id = closed.case_id left join next on next.case_id = closed.case_id`

async function headOf(db: Pick<Database, 'unsafe'>, caseId: string): Promise<readonly Sealed[]> {
  const rows = await db.unsafe<(Sealed & { readonly status: string })[]>(
    `select o.jti, o.case_id as "caseId", o.recipient, o.digest, o.sealed, o.status
     from exchange.conversation c join exchange.outbox o on o.case_id = c.case_id and o.seq = c.my_receipted + 1 where c.case_id = $1`,
    [caseId],
    { prepare: true },
  )
  return rows.flatMap(({ status, ...sealed }) => (status === 'waiting' ? [sealed] : []))
}

/**
 * Closes the outbox rows that receipts speak of; on these and on nothing else. One statement: it is its own transaction.
 * A receipt for what was not sent, or with another hash, closes nothing. Answers in the order of the receipts.
 */
export async function settle(db: Pick<Database, 'unsafe'>, receipts: readonly OpenedReceipt[], now: string): Promise<Settled[]> {
  const rows = await db.unsafe<SettledRow[]>(
    SETTLE,
    [
      receipts.map(({ claims }) => claims.of),
      receipts.map(({ claims }) => claims.iss),
      receipts.map(({ claims }) => claims.hash),
      receipts.map(({ claims }) => claims.outcome),
      receipts.map(({ claims }) => claims.code ?? null),
      receipts.map(({ jws }) => jws),
      now,
    ],
    { prepare: true },
  )
  const byJti = new Map(rows.map((row) => [row.jti, row]))
  return Promise.all(
    receipts.map(async ({ claims }) => {
      const row = byJti.get(claims.of)
      if (!row) return NOTHING_SETTLED
      // Of two receipts of one event, one closed it.
      byJti.delete(claims.of)
      const { caseId, evt, attempts, createdAt, recipient, nextJti, digest, sealed, more } = row
      const settled = { closed: true, caseId, evt, lateSince: attempts > 0 ? new Date(createdAt).toISOString() : null }
      if (recipient !== null) return { ...settled, next: [{ jti: nextJti, caseId, recipient, digest, sealed }] }
      // The next event was committed while this statement waited for the conversation: too late for it to see.
      return { ...settled, next: more === true && caseId !== null ? await headOf(db, caseId) : [] }
    }),
  )
}

/** Whether a row may go now: what has no case, the head of a chain, and what its recipient said it has. */
const isNext = (db: Database) => db`
  (o.case_id is null or o.expires_at = ${NEVER} or o.seq = (select c.my_receipted + 1 from exchange.conversation c where c.case_id = o.case_id))`

const leased = (db: Database) => db`
  o.jti, o.recipient, o.evt, o.seq, o.digest, o.sealed, o.case_id as "caseId", o.enc_to as "encTo", o.held_up as "heldUp",
  o.created_at as "createdAt", o.expires_at = ${NEVER} as "heldThere"`

/**
 * Leases overdue heads: after 5 s, doubling to 1 h. Several relays and replicas may run; a lease is the moved `next_at` (SKIP
 * LOCKED), never memory.
 */
export async function leaseOverdue(db: Database, now: string): Promise<readonly Leased[]> {
  return db<Leased[]>`
    with due as (
      select o.jti from exchange.outbox o
      where o.status = 'waiting' and o.next_at <= ${now}::timestamptz and o.expires_at > ${now}::timestamptz
        and ${isNext(db)}
      order by o.next_at limit ${SCAN} for update of o skip locked)
    update exchange.outbox o
    set attempts = o.attempts + 1,
      next_at = ${now}::timestamptz + make_interval(secs => least(${REPUBLISH_AFTER}::float8 * power(2, least(o.attempts + 1, 10)), ${REPUBLISH_AT_MOST}))
    from due where o.jti = due.jti
    returning ${leased(db)}`
}

/** Leases heads that did not fit into the inbox of a member, overdue or not, oldest first. It is no attempt of theirs that there was no room. */
export async function leaseHeldUp(db: Database, now: string, recipient: string, limit: number): Promise<readonly Leased[]> {
  return db<Leased[]>`
    with held as (
      select o.jti from exchange.outbox o
      where o.status = 'waiting' and o.recipient = ${recipient} and o.held_up = 'inbox-full' and o.expires_at > ${now}::timestamptz
        and ${isNext(db)}
      order by o.created_at limit ${limit} for update of o skip locked)
    update exchange.outbox o set next_at = ${now}::timestamptz + ${`${REPUBLISH_AFTER} seconds`}::interval
    from held where o.jti = held.jti
    returning ${leased(db)}`
}

/** Notes why the bus did not take an event, or that it did now. */
export async function noteHeldUp(db: Database, jti: string, why: HeldUp | null): Promise<void> {
  await db`update exchange.outbox set held_up = ${why} where jti = ${jti} and status = 'waiting'`
}

/** How many events are made due at once. */
const MADE_DUE = 256

/**
 * Makes all that waits now due: the bus is back. Some at a time, and what somebody else holds is waited for alone: of two that hold many
 * and each want one of the other's, one fails.
 */
export async function makeDue(db: Database, now: string): Promise<void> {
  const waiting = await db<{ jti: string }[]>`select jti from exchange.outbox where status = 'waiting'`
  for (let from = 0; from < waiting.length; from += MADE_DUE) {
    const names = waiting.slice(from, from + MADE_DUE).map(({ jti }) => jti)
    const free = await db<{ jti: string }[]>`
      with free as (select jti from exchange.outbox where jti = any(${names}::text[]) and status = 'waiting' for update skip locked)
      update exchange.outbox o set next_at = ${now}, attempts = 0 from free where o.jti = free.jti returning o.jti`
    const done = new Set(free.map(({ jti }) => jti))
    for (const name of names)
      if (!done.has(name)) await db`update exchange.outbox set next_at = ${now}, attempts = 0 where jti = ${name} and status = 'waiting'`
  }
}

/**
 * A member that was away receipts again. What was written before the event it receipted and still waits was lost on the way, and
 * is due in 5 s; what did not fit into its inbox is due now. Returns how many were made due.
 */
export async function hurry(db: Database, now: string, recipient: string, before: string): Promise<number> {
  const hurried = await db`
    with late as (
      select jti from exchange.outbox
      where status = 'waiting' and recipient = ${recipient} and created_at < ${before}::timestamptz and held_up is null
        and next_at > ${now}::timestamptz + ${`${REPUBLISH_AFTER} seconds`}::interval
      order by created_at limit ${MADE_DUE} for update skip locked),
    not_taken as (
      select jti from exchange.outbox
      where status = 'waiting' and recipient = ${recipient} and held_up is not null and next_at > ${now}::timestamptz
      order by created_at limit ${MADE_DUE} for update skip locked)
    update exchange.outbox o set attempts = 0,
      next_at = ${now}::timestamptz + case when held_up is null then ${`${REPUBLISH_AFTER} seconds`}::interval else interval '0' end
    where o.jti = any(array(select jti from late union all select jti from not_taken))`
  return hurried.count
}

/** DESIGN §10: while a rebuilt organisation has not heard what a partner holds, nobody can say that something did not arrive there. */
const mayHaveArrived = (db: Pick<Database, 'unsafe'>) =>
  db.unsafe(`case_id is not null and exists (select from exchange.recovery where ended_at is null) and not exists (
    select from exchange.recovering_partner p where p.partner = recipient and (p.heads_at is not null or p.left_out_at is not null))`)

/** Cases of which something was not receipted in time; null for what has no case. */
export async function expiredCases(db: Database, now: string): Promise<readonly (string | null)[]> {
  const rows = await db<{ caseId: string | null }[]>`
    select distinct case_id as "caseId" from exchange.outbox where status = 'waiting' and expires_at <= ${now}::timestamptz
      and not (${mayHaveArrived(db)})`
  return rows.map(({ caseId }) => caseId)
}

/**
 * Marks what of a case nobody receipted in time; a person must decide (DESIGN §4). A partner that was to be asked what it holds, and was
 * not reached, is asked anew.
 */
export async function expireOverdue(tx: Tx, caseId: string | null, now: string): Promise<Expired | undefined> {
  const [first] = await tx<Expired[]>`
    with ended as (
      update exchange.outbox set status = 'expired'
      where status = 'waiting' and expires_at <= ${now}::timestamptz and case_id is not distinct from ${caseId}
        and not (${mayHaveArrived(tx)})
      returning case_id, seq, evt, recipient),
    unasked as (
      delete from exchange.recovering_partner where done_at is null and left_out_at is null
        and partner in (select recipient from ended where evt = 'chain-asked'))
    select case_id as "caseId", evt from ended order by seq, evt limit 1`
  return first
}
