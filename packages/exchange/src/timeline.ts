import type { Tx } from '@ihala/ledger'

/** One event of a conversation, either side's. */
export interface TimelineRow {
  readonly at: string
  readonly evt: string
  readonly iss: string
  readonly jti: string
  /** For own events: whether the recipient's receipt is back. */
  readonly deliveredAt: string | null
  readonly status: 'waiting' | 'closed' | 'refused' | 'expired' | null
}

/** Events of a case, oldest first. */
export async function timelineOf(tx: Tx, caseId: string): Promise<TimelineRow[]> {
  return tx<TimelineRow[]>`
    select e.at, e.evt, e.iss, e.jti, o.closed_at as "deliveredAt", o.status
    from exchange.event e left join exchange.outbox o on o.jti = e.jti
    where e.case_id = ${caseId} order by e.at, e.seq`
}

/** When the first event of each case was receipted by the other end; absent while it is on its way. */
export async function deliveriesOf(tx: Tx, caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx<{ caseId: string; at: string }[]>`
    select case_id as "caseId", closed_at as at from exchange.outbox
    where case_id = any(${[...caseIds]}::text[]) and seq = 1 and status = 'closed'`
  return new Map(rows.map((row) => [row.caseId, row.at]))
}

/** Figures of the exchange for metrics and the admin: counts only. */
export async function exchangeFigures(tx: Tx): Promise<{ readonly outboxWaiting: number; readonly oldestWaitingSeconds: number; readonly quarantined: number; readonly waitingRoom: number }> {
  const [row] = await tx<{ outboxWaiting: number; oldestWaitingSeconds: number; quarantined: number; waitingRoom: number }[]>`
    select (select count(*)::int from exchange.outbox where status = 'waiting') as "outboxWaiting",
      (select coalesce(extract(epoch from now() - min(created_at)), 0)::int from exchange.outbox where status = 'waiting') as "oldestWaitingSeconds",
      (select count(*)::int from exchange.quarantine) as quarantined,
      (select count(*)::int from exchange.waiting_room) as "waitingRoom"`
  if (!row) throw new Error('no figures')
  return row
}
