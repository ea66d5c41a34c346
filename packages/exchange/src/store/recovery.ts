import type { Database, Tx } from '@ihala/ledger'
import type { Side } from '@ihala/policy'
import { heldThere } from './held-there.ts'
import { type Unit, writeUnit } from './unit.ts'

/** Both chains of a conversation, as far as they are held here. */
export interface Heads {
  readonly caseId: string
  readonly side: Side
  readonly mySeq: number
  readonly myHead: string | null
  readonly theirSeq: number
  readonly theirHead: string | null
}

/** A piece of an own event that a partner gives back, under the key of its case. */
export interface ReturnedPiece {
  readonly partner: string
  readonly caseId: string
  readonly seq: number
  readonly hash: string
  readonly part: number
  readonly parts: number
  readonly piece: Buffer
}

/** Conversations with one partner after a case, in order of their names. */
export async function conversationsWith(tx: Tx, partner: string, after: string | null, limit: number): Promise<readonly Heads[]> {
  return tx<Heads[]>`
    select case_id as "caseId", side, my_seq as "mySeq", my_head as "myHead", their_seq as "theirSeq", their_head as "theirHead"
    from exchange.conversation where partner = ${partner} and (${after}::text is null or case_id collate "C" > ${after})
    order by case_id collate "C" limit ${limit}`
}

/** How far a rebuilt organisation is with one partner. */
export interface PartnerStanding {
  readonly partner: string
  /** It has told all its heads. */
  readonly heard: boolean
  /** Nothing is missing here of what it holds. */
  readonly done: boolean
}

/** How far a rebuilt organisation is. */
export interface RecoveryStanding {
  /** Whether it goes on. When it has ended, only who was left out is still to be heard. */
  readonly open: boolean
  readonly partners: readonly PartnerStanding[]
}

const OPEN = 'exists (select from exchange.recovery where ended_at is null)'

/** Whether this organisation was rebuilt and has not heard everybody yet. */
export async function isRecovering(db: Database): Promise<boolean> {
  const [row] = await db<{ so: boolean }[]>`select ${db.unsafe(OPEN)} or exists (select from exchange.recovering_partner) as so`
  return row?.so === true
}

/** Notes as asked who of these was not, and who was left out; once the recovery has ended, these alone. Returns whom to ask. */
export async function askPartners(tx: Tx, partners: readonly string[], now: string): Promise<readonly string[]> {
  const rows = await tx<{ partner: string }[]>`
    with again as (
      update exchange.recovering_partner set asked_at = ${now}, left_out_at = null
      where partner = any(${[...partners]}::text[]) and left_out_at is not null returning partner),
    fresh as (
      insert into exchange.recovering_partner (partner, asked_at)
      select partner, ${now}::timestamptz from unnest(${[...partners]}::text[]) as row (partner) where ${tx.unsafe(OPEN)}
      on conflict do nothing returning partner)
    select partner from again union all select partner from fresh`
  return rows.map(({ partner }) => partner)
}

/** Waits no more for these, who are no live members now; they are asked again when they are. Returns those it waited for until now. */
export async function leaveOut(tx: Tx, partners: readonly string[], now: string): Promise<readonly string[]> {
  const rows = await tx<{ partner: string }[]>`
    with asked as (
      update exchange.recovering_partner set left_out_at = ${now}, heads_at = null
      where partner = any(${[...partners]}::text[]) and done_at is null and left_out_at is null returning partner),
    fresh as (
      insert into exchange.recovering_partner (partner, asked_at, left_out_at)
      select partner, ${now}::timestamptz, ${now}::timestamptz from unnest(${[...partners]}::text[]) as row (partner) where ${tx.unsafe(OPEN)}
      on conflict do nothing returning partner)
    select partner from asked union all select partner from fresh`
  return rows.map(({ partner }) => partner)
}

/** As far as a partner holds both chains of a case: until then something is missing here. */
export async function needUntil(
  tx: Tx,
  need: { readonly partner: string; readonly caseId: string; readonly myUntil: number; readonly theirUntil: number },
): Promise<void> {
  await tx`
    insert into exchange.recovering_case (partner, case_id, my_until, their_until)
    values (${need.partner}, ${need.caseId}, ${need.myUntil}, ${need.theirUntil})
    on conflict (partner, case_id) do update set my_until = excluded.my_until, their_until = excluded.their_until`
}

/** A case of which a partner cannot give back the beginning, and of which nothing is here, is waited for no more. */
export async function waitNoMore(tx: Tx, partner: string, caseId: string): Promise<void> {
  await tx`
    delete from exchange.recovering_case n where n.partner = ${partner} and n.case_id = ${caseId}
      and not exists (select from exchange.conversation c where c.case_id = n.case_id)`
}

/** Whether nothing of our own chain of a case is missing here. */
export async function isWhole(tx: Tx, caseId: string): Promise<boolean> {
  const rows = await tx`
    select from exchange.recovering_case n left join exchange.conversation c on c.case_id = n.case_id
    where n.case_id = ${caseId} and (c.case_id is null or c.my_seq < n.my_until)`
  return rows.length === 0
}

/** A partner has told all its heads. */
export async function headsTold(tx: Tx, partner: string, now: string): Promise<void> {
  await tx`update exchange.recovering_partner set heads_at = coalesce(heads_at, ${now}) where partner = ${partner}`
}

/** Closes what is complete. Returns how far the recovery is. */
export async function recoveryStanding(db: Database, now: string): Promise<RecoveryStanding> {
  await db`
    update exchange.recovering_partner p set done_at = ${now}::timestamptz
    where heads_at is not null and done_at is null and not exists (
      select from exchange.recovering_case n left join exchange.conversation c on c.case_id = n.case_id
      where n.partner = p.partner and (c.case_id is null or c.my_seq < n.my_until or c.their_seq < n.their_until))`
  const partners = await db<PartnerStanding[]>`
    select partner, heads_at is not null as heard, done_at is not null as done from exchange.recovering_partner`
  const [recovery] = await db<{ open: boolean }[]>`select ${db.unsafe(OPEN)} as open`
  return { open: recovery?.open === true, partners: [...partners] }
}

/**
 * Ends the recovery when nobody is waited for any more, and forgets what was needed for it: another begins anew. Of who was left out
 * it forgets nothing before all is here.
 */
export async function endRecovery(db: Database, now: string): Promise<void> {
  await db`
    with ended as (
      update exchange.recovery set ended_at = ${now}
      where ended_at is null and not exists (select from exchange.recovering_partner where done_at is null and left_out_at is null) returning id),
    may as (select exists (select from ended) or not ${db.unsafe(OPEN)} as forget),
    whole as (select partner from exchange.recovering_partner where done_at is not null and (select forget from may)),
    cases as (delete from exchange.recovering_case where partner in (select partner from whole)),
    pieces as (delete from exchange.returned_piece where partner in (select partner from whole))
    delete from exchange.recovering_partner where partner in (select partner from whole)`
}

/**
 * Keeps a piece until the others are here. One at a time of a case: before anything of it is here no conversation can be locked, and two
 * that come at once would each miss the other.
 */
export async function keepPiece(tx: Tx, { partner, caseId, seq, hash, part, parts, piece }: ReturnedPiece, now: string): Promise<void> {
  await tx`select from exchange.recovering_case where partner = ${partner} and case_id = ${caseId} for update`
  await tx`
    insert into exchange.returned_piece (partner, case_id, seq, hash, part, parts, piece, at)
    values (${partner}, ${caseId}, ${seq}, ${hash}, ${part}, ${parts}, ${piece}, ${now}) on conflict do nothing`
}

/** Pieces of one event, in order. */
export async function piecesOf(tx: Tx, partner: string, caseId: string, seq: number): Promise<readonly ReturnedPiece[]> {
  return tx<ReturnedPiece[]>`
    select partner, case_id as "caseId", seq, hash, part, parts, piece from exchange.returned_piece
    where partner = ${partner} and case_id = ${caseId} and seq = ${seq} order by part`
}

/** Writes an own event that came back: whoever gave it back has it, and all before it. Its pieces are not needed any more. */
export async function writeRestored(
  tx: Tx,
  unit: Unit,
  place: { readonly partner: string; readonly caseId: string; readonly seq: number },
  now: string,
): Promise<void> {
  await writeUnit(tx, unit)
  await heldThere(tx, place.caseId, place.seq, now)
  await tx`delete from exchange.returned_piece where partner = ${place.partner} and case_id = ${place.caseId} and seq <= ${place.seq}`
}
