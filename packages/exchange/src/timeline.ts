import { readEvent } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'
import { type CaseKeys, openInner } from './case-secrets.ts'
import { claimsOf } from './inner.ts'
import { NEVER } from './store/unit.ts'

/** One event of a conversation, either side's, opened from what is kept. */
export interface ConversationEvent {
  readonly at: string
  readonly evt: string
  readonly iss: string
  readonly jti: string
  /** For own events: when the recipient's receipt came, or it gave the event back (DESIGN §10). */
  readonly deliveredAt: string | null
  /** What it said; null when that was erased. */
  readonly data: object | null
}

interface Row {
  readonly at: string
  readonly evt: string
  readonly iss: string
  readonly jti: string
  readonly deliveredAt: string | null
  readonly part: KeyPart
  readonly innerJws: Buffer
}

/** Events of a case, oldest first, with their content: it was verified when it was sent or stored. What was erased has a place and no content. */
export async function eventsOfCase(tx: Tx, caseKeys: CaseKeys, caseId: string): Promise<ConversationEvent[]> {
  const rows = await tx<Row[]>`
    select e.at, e.evt, e.iss, e.jti, o.closed_at as "deliveredAt", e.part, e.inner_jws as "innerJws"
    from exchange.event e left join exchange.outbox o on o.jti = e.jti
    where e.case_id = ${caseId} order by e.at, e.seq`
  const opened = async ({ innerJws, part, ...row }: Row): Promise<ConversationEvent> => {
    const jws = await openInner(caseKeys, tx, caseId, { ...row, part, innerJws })
    if (jws === null) return { ...row, data: null }
    const { v, data } = claimsOf(jws)
    return { ...row, data: readEvent(row.evt, v, data).data }
  }
  return Promise.all(rows.map(opened))
}

/** Figures of the exchange for metrics and the admin: counts only. */
export async function exchangeFigures(tx: Tx): Promise<{
  readonly outboxWaiting: number
  readonly oldestWaitingSeconds: number
  readonly quarantined: number
  readonly waitingRoom: number
}> {
  const [row] = await tx<{ outboxWaiting: number; oldestWaitingSeconds: number; quarantined: number; waitingRoom: number }[]>`
    select (select count(*)::int from exchange.outbox where status = 'waiting') as "outboxWaiting",
      (select greatest(coalesce(extract(epoch from now() - min(created_at)), 0)::int, 0) from exchange.outbox where status = 'waiting'
        and expires_at <> ${NEVER}) as "oldestWaitingSeconds",
      (select count(*)::int from exchange.quarantine) as quarantined,
      (select count(*)::int from exchange.waiting_room) as "waitingRoom"`
  if (!row) throw new Error('no figures')
  return row
}
