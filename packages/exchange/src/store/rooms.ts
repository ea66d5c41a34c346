import type { Database, Tx } from '@ihala/ledger'
import { hashOf } from '@ihala/seal'
import type { Keeping, Quarantined, WaitingEnvelope } from './store.ts'

/** How many envelopes of one sender may wait for a key or a clock, and how much may lie in quarantine of one sender. */
export const ROOM_FOR_ONE_SENDER = 1_000
/** How long an envelope waits at first, and after each vain attempt, seconds. */
export const FIRST_WAIT = 10
export const NEXT_WAIT = 60
/** How many waiting envelopes one scan takes. */
export const WAITING_SCAN = 32
/** Keys of the advisory locks of a sender's rooms, each beside the hash of its tag. */
const QUARANTINE_LOCK = 0x1ea5_ea
const WAITING_LOCK = 0x1ea5_eb

/**
 * One at a time into the room of a sender, until the transaction ends: who counts sees what the one before put there. Not waited for:
 * the statement that counts travels with it and is answered after it.
 */
function lockRoom(tx: Tx, room: number, senderTag: string): void {
  tx`select pg_advisory_xact_lock(${room}::int, hashtext(${senderTag}))`.execute()
}

/**
 * Keeps what was refused, ciphertext and code, for the own admin. Bounded per sender: beyond the bound what nobody signed is
 * dropped, and of what a member signed only the note is kept, so that its chain goes on.
 */
export async function quarantine(tx: Tx, what: Quarantined): Promise<Keeping> {
  lockRoom(tx, QUARANTINE_LOCK, what.senderTag)
  const [row] = await tx<{ kept: boolean }[]>`
    with room as (
      select count(*) < ${ROOM_FOR_ONE_SENDER} as free
      from (select 1 from exchange.quarantine where sender_tag = ${what.senderTag} and sealed is not null limit ${ROOM_FOR_ONE_SENDER}) as held)
    insert into exchange.quarantine (id, sender_tag, iss, jti, case_id, seq, code, at, receipt, hash, sealed, iat, evt)
    select ${what.id}, ${what.senderTag}, ${what.iss ?? null}, ${what.jti ?? null}, ${what.case ?? null}, ${what.seq ?? null}::int, ${what.code}, ${what.at}::timestamptz,
      ${what.receipt}, ${what.hash ?? null}, case when room.free then ${what.sealed}::bytea end, ${what.iat ?? null}::int, ${what.evt ?? null}
    from room where room.free or ${what.receipt}::text is not null
    on conflict (iss, jti, hash) where jti is not null do update set code = excluded.code, at = excluded.at, receipt = excluded.receipt, sealed = excluded.sealed
      where quarantine.receipt is null and excluded.receipt is not null
    returning sealed is not null as kept`
  if (row === undefined) return 'left'
  return row.kept ? 'kept' : 'noted'
}

/** Lets an envelope wait for a key or a clock. False when the sender's room is full: then it is dropped, the sender repeats it. */
export async function letWait(
  tx: Tx,
  what: { readonly senderTag: string; readonly reason: string; readonly sealed: Uint8Array },
  now: string,
): Promise<boolean> {
  const digest = hashOf(Buffer.from(what.sealed).toString('latin1'))
  lockRoom(tx, WAITING_LOCK, what.senderTag)
  const taken = await tx`
    insert into exchange.waiting_room (digest, sender_tag, reason, since, next_at, sealed)
    select ${digest}, ${what.senderTag}, ${what.reason}, ${now}::timestamptz, ${now}::timestamptz + ${`${FIRST_WAIT} seconds`}::interval, ${what.sealed}
    where (select count(*) from (select 1 from exchange.waiting_room where sender_tag = ${what.senderTag} limit ${ROOM_FOR_ONE_SENDER}) as held) < ${ROOM_FOR_ONE_SENDER}
    on conflict (digest) do nothing`
  // One that is here already stays, and says why it waits now.
  return taken.count === 1 || (await tx`update exchange.waiting_room set reason = ${what.reason} where digest = ${digest}`).count === 1
}

/** Envelopes that are to be tried again; in vain, they wait a minute longer. */
export async function leaseWaiting(db: Database, now: string): Promise<readonly WaitingEnvelope[]> {
  return db<WaitingEnvelope[]>`
    with due as (
      select digest from exchange.waiting_room where next_at <= ${now}::timestamptz order by next_at limit ${WAITING_SCAN} for update skip locked)
    update exchange.waiting_room w set next_at = ${now}::timestamptz + ${`${NEXT_WAIT} seconds`}::interval from due where w.digest = due.digest
    returning w.digest, w.sender_tag as "senderTag", w.sealed`
}

/** Takes an envelope out of the waiting room: it was dealt with. */
export async function leaveWaitingRoom(db: Database, digest: string): Promise<void> {
  await db`delete from exchange.waiting_room where digest = ${digest}`
}
