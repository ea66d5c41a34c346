import { ENVELOPE } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Side } from '@ihala/policy'

/** A key that was stolen, ours or another member's, and when: from one instant on, until before another. */
export interface StolenKey {
  /** Thumbprint. */
  readonly kid: string
  readonly from: string
  readonly until: string
}

/** A referral that a stolen key touched. Codes, names of organisations, numbers and times. */
export interface AffectedCase {
  readonly caseId: string
  readonly partner: string
  readonly side: Side
  /** Events by the key, or sealed to it, that went to the partner, and that came from it; and receipts by the key. */
  readonly sent: number
  readonly received: number
  readonly receipts: number
  /** The first and the last of them, ISO instants. */
  readonly first: string
  readonly last: string
}

/** What every receipt by a key begins with: its header, which has exactly these members in this order (DESIGN §4). */
export function receiptsBy(kid: string): string {
  const header = JSON.stringify({ alg: ENVELOPE.jwsAlg, typ: ENVELOPE.typ.receipt, kid })
  return `${Buffer.from(header).toString('base64url')}.`
}

/**
 * c23: every referral that a stolen key touched, the latest first: events and receipts that it signed while it was in the thief's
 * hands, by our own clock; and all that was ever sealed to it until then, for who has a key reads also what was recorded before. Of
 * what was written before keys were noted nothing can be said; of a receipt for what was signed again since, only that it came after that was written. Cases the actor is barred from are not there (row-level security).
 */
export async function affectedCases(tx: Tx, self: string, { kid, from, until }: StolenKey): Promise<AffectedCase[]> {
  const begins = receiptsBy(kid)
  const rows = await tx<(Omit<AffectedCase, 'first' | 'last'> & { first: Date | string; last: Date | string })[]>`
    with touched as (
      select case_id, iss = ${self} as ours, false as receipt, at from exchange.event
      where at < ${until} and ((signed_by = ${kid} and at >= ${from}) or enc_to = ${kid})
      union all select case_id, iss = ${self}, false, at from exchange.issue
      where at < ${until} and ((signed_by = ${kid} and at >= ${from}) or enc_to = ${kid})
      union all select case_id, true, true, at from exchange.event
      where at >= ${from} and at < ${until} and starts_with(receipt, ${begins})
      union all select case_id, iss <> ${self}, true, at from exchange.issue
      where (at >= ${from} or iss = ${self}) and at < ${until} and starts_with(receipt, ${begins})
      union all select case_id, false, true, closed_at from exchange.outbox
      where closed_at >= ${from} and closed_at < ${until} and starts_with(receipt, ${begins}))
    select c.case_id as "caseId", c.partner, c.side, count(*) filter (where t.ours and not t.receipt)::int as sent,
      count(*) filter (where not t.ours and not t.receipt)::int as received, count(*) filter (where t.receipt)::int as receipts,
      min(t.at) as first, max(t.at) as last
    from touched t join exchange.conversation c on c.case_id = t.case_id
    group by c.case_id, c.partner, c.side order by max(t.at) desc, c.case_id`
  return rows.map(({ first, last, ...row }) => ({ ...row, first: new Date(first).toISOString(), last: new Date(last).toISOString() }))
}
