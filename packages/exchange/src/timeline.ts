import { readEvent } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { decryptUnder } from '@ihala/seal'
import { type CaseKeys, innerAad } from './case-secrets.ts'

/** One event of a conversation, either side's, opened from what is kept. */
export interface ConversationEvent {
  readonly at: string
  readonly evt: string
  readonly iss: string
  readonly jti: string
  /** For own events: when the recipient's receipt came. */
  readonly deliveredAt: string | null
  readonly data: object
}

interface Row {
  readonly at: string
  readonly evt: string
  readonly iss: string
  readonly jti: string
  readonly deliveredAt: string | null
  readonly innerJws: Buffer
}

/** Events of a case, oldest first, with their content: it was verified when it was sent or stored. */
export async function eventsOfCase(tx: Tx, caseKeys: CaseKeys, caseId: string): Promise<ConversationEvent[]> {
  const rows = await tx<Row[]>`
    select e.at, e.evt, e.iss, e.jti, o.closed_at as "deliveredAt", e.inner_jws as "innerJws"
    from exchange.event e left join exchange.outbox o on o.jti = e.jti
    where e.case_id = ${caseId} order by e.at, e.seq`
  if (rows.length === 0) return []
  const key = await caseKeys.keyOf(tx, caseId)
  return rows.map(({ innerJws, ...row }) => {
    const jws = decryptUnder(key, innerJws, innerAad(row.iss, row.jti)).toString('latin1')
    const claims: { v: number; data: object } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    return { ...row, data: readEvent(row.evt, claims.v, claims.data).data }
  })
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
      (select greatest(coalesce(extract(epoch from now() - min(created_at)), 0)::int, 0) from exchange.outbox where status = 'waiting') as "oldestWaitingSeconds",
      (select count(*)::int from exchange.quarantine) as quarantined,
      (select count(*)::int from exchange.waiting_room) as "waitingRoom"`
  if (!row) throw new Error('no figures')
  return row
}
