import type { Tx } from '@ihala/ledger'
import type { Outcome } from './store/pair-store.ts'
import { NEVER } from './store/unit.ts'

/** What has become of our own events of one case. */
export interface DeliveryOfCase {
  /** When the first of them was receipted by the other end, or given back by it; null while it is on its way. */
  readonly deliveredAt: string | null
  /** Since when the oldest one without a receipt waits; null when none does. */
  readonly waitingSince: string | null
  /** The recipient's inbox on the bus is full. */
  readonly inboxFull: boolean
  /** Nothing goes out, because our log has been without witnesses for too long (DESIGN §10). */
  readonly notWitnessed: boolean
  /** Nobody receipted it in its time. */
  readonly expired: boolean
}

// Of what the other end gave back to a rebuilt organisation only the receipt is on its way: the person's word is there.
const DELIVERY = `min(closed_at) filter (where seq = 1 and (status = 'closed' or expires_at = '${NEVER}' and status = 'waiting')) as "deliveredAt",
  min(created_at) filter (where status in ('waiting', 'expired') and expires_at <> '${NEVER}') as "waitingSince",
  bool_or(status = 'waiting' and held_up = 'inbox-full') is true as "inboxFull",
  bool_or(status = 'waiting' and held_up = 'not-witnessed') is true as "notWitnessed",
  bool_or(status = 'expired') is true as expired`

/** The query of what has become of our own events of one case (`DeliveryOfCase`, one row always), for a list that joins it to its lines. */
export function deliveryQuery(caseId: string): string {
  return `select ${DELIVERY} from exchange.outbox where case_id = ${caseId}`
}

/** What has become of our own events of one case; nothing at all when none went. */
export async function deliveryOf(tx: Tx, caseId: string): Promise<DeliveryOfCase> {
  const [row] = await tx.unsafe<DeliveryOfCase[]>(deliveryQuery('$1'), [caseId], { prepare: true })
  if (!row) throw new Error('no answer')
  return row
}

/** How we stand with one partner (c7). */
export interface PairOutlook {
  readonly partner: string
  /** How the last comparison ended, or where it stands. */
  readonly state: Outcome | 'never' | 'stated'
  /** When that was last heard of, or stated; null when they were never compared. */
  readonly at: string | null
  /** When both ends last held the same; null when they never did. */
  readonly agreedAt: string | null
  /** Events on which the two ends differ, and that nobody has settled. */
  readonly differences: number
}

/** How comparing with partners stands: how many differences are open, and the partners, those who differ first. */
export async function comparedPairs(
  tx: Tx,
  limit: number,
): Promise<{ readonly differences: number; readonly pairs: readonly PairOutlook[] }> {
  // Distinct partners by one step in the index each; also those with whom nothing was compared yet.
  const pairs = await tx<PairOutlook[]>`
    with recursive known as (
      (select c.partner from exchange.conversation c order by c.partner limit 1)
      union all
      select (select c.partner from exchange.conversation c where c.partner > k.partner order by c.partner limit 1) from known k where k.partner is not null),
    everybody as (select partner from known where partner is not null union select partner from exchange.pair_digest)
    select p.partner, coalesce(l.outcome, case when l.at is null then 'never' else 'stated' end) as state, l.at, a.agreed_at as "agreedAt",
      coalesce(d.open, 0)::int as differences
    from everybody p
    left join lateral (
      select outcome, greatest(stated_at, heard_at) as at from exchange.pair_digest where partner = p.partner order by at desc nulls last limit 1) l on true
    left join lateral (select max(heard_at) as agreed_at from exchange.pair_digest where partner = p.partner and outcome = 'agreed') a on true
    left join (select partner, count(*) as open from exchange.difference where resolved_at is null group by partner) d on d.partner = p.partner
    order by differences desc, a.agreed_at nulls first, p.partner limit ${limit}`
  const [open] = await tx<{ open: number }[]>`select count(*)::int as open from exchange.difference where resolved_at is null`
  return { differences: open?.open ?? 0, pairs }
}

/** An envelope that could not be taken in: whose tag the bus wrote on it, why, since when. */
export interface HeldEnvelope {
  readonly senderTag: string
  readonly code: string
  readonly at: string
}

/** What the exchange holds that somebody may have to look at: codes, tags and counts; nothing of a case. */
export async function heldEnvelopes(
  tx: Tx,
  limit: number,
): Promise<{
  readonly expired: number
  readonly refused: number
  readonly waitingRoom: readonly HeldEnvelope[]
  readonly quarantine: readonly HeldEnvelope[]
}> {
  const [counts, waitingRoom, quarantine] = await Promise.all([
    tx<{ expired: number; refused: number }[]>`
      select count(*) filter (where status = 'expired')::int as expired, count(*) filter (where status = 'refused')::int as refused
      from exchange.outbox where status in ('expired', 'refused')`,
    tx<
      HeldEnvelope[]
    >`select sender_tag as "senderTag", reason as code, since as at from exchange.waiting_room order by since desc limit ${limit}`,
    tx<HeldEnvelope[]>`select sender_tag as "senderTag", code, at from exchange.quarantine order by at desc limit ${limit}`,
  ])
  return { expired: counts[0]?.expired ?? 0, refused: counts[0]?.refused ?? 0, waitingRoom, quarantine }
}
