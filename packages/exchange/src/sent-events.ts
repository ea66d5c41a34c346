import { EVENTS, isEventType } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Side } from '@ihala/policy'
import { NEVER } from './store/unit.ts'

/** What became of something sent. `replaced`: nobody receipted it in its time, and the same was signed and sent again. */
export type SentState = 'waiting' | 'received' | 'refused' | 'expired' | 'replaced'

/** One event that left this organisation: codes, names of organisations, hashes and times. */
export interface SentEvent {
  readonly id: string
  /** When it was signed. ISO instants. */
  readonly at: string
  readonly event: string
  readonly to: string
  /** The referral; null for what goes between two organisations without one. */
  readonly caseId: string | null
  /** Hash of the grant that covers it; null where nothing of a person is said. */
  readonly grant: string | null
  readonly state: SentState
  /** The code the other end refused it with. */
  readonly refusal: string | null
  /** When it was received or refused, or ran out; null while it waits. */
  readonly endedAt: string | null
}

/** What logs send by themselves, all day: their heads, and the signatures of their witnesses. */
const OF_LOGS = ['checkpoint', 'cosignature'] as const

/** What is asked for: from one instant on, until before another, and to one partner or to all; without what logs send by themselves. */
export interface SentFilter {
  readonly from: string
  readonly until: string
  readonly partner?: string | undefined
  readonly log?: 'without' | undefined
}

interface Row extends Omit<SentEvent, 'grant'> {
  readonly side: Side | null
  readonly requestGrant: string | null
  readonly wayBackGrant: string | null
}

/**
 * What this organisation sent, newest first: every row of the outbox, and what was sent again in another's place. At most `limit`,
 * after `before` when it is given. Read by the page in an index, so that it costs the same however much was sent. Cases the actor is
 * barred from are not there (row-level security).
 */
export async function sentEvents(
  tx: Tx,
  self: string,
  { from, until, partner, log }: SentFilter,
  limit: number,
  before: Pick<SentEvent, 'at' | 'id'> = { at: until, id: '' },
): Promise<SentEvent[]> {
  const to = partner === undefined ? tx`` : tx`and o.recipient = ${partner}`
  const issuedTo = partner === undefined ? tx`` : tx`and c.partner = ${partner}`
  const ofWork = log === 'without' ? tx`and o.evt <> all(${[...OF_LOGS]}::text[])` : tx``
  const rows = await tx<Row[]>`
    select s.*, c.side, c.request_grant as "requestGrant", c.way_back_grant as "wayBackGrant"
    from (
      (select o.jti as id, o.created_at as at, o.evt as event, o.recipient as to, o.case_id as "caseId",
        case when o.status = 'closed' or o.status = 'waiting' and o.expires_at = ${NEVER} then 'received' else o.status end as state, o.refusal,
        case o.status when 'expired' then o.expires_at else o.closed_at end as "endedAt"
      from exchange.outbox o
      where o.created_at >= ${from} and (o.created_at, o.jti) < (${before.at}::timestamptz, ${before.id}) ${to} ${ofWork}
      order by o.created_at desc, o.jti desc limit ${limit})
      union all
      (select i.jti, i.at, e.evt, c.partner, i.case_id, 'replaced', null, null
      from exchange.issue i join exchange.conversation c on c.case_id = i.case_id
        join exchange.event e on e.case_id = i.case_id and e.iss = i.iss and e.seq = i.seq
      where i.iss collate "C" = ${self} and i.at >= ${from} and (i.at, i.jti) < (${before.at}::timestamptz, ${before.id}) ${issuedTo}
      order by i.at desc, i.jti desc limit ${limit})
      order by at desc, id desc limit ${limit}) s
    left join exchange.conversation c on c.case_id = s."caseId"
    order by s.at desc, s.id desc`
  return rows.map(({ side, requestGrant, wayBackGrant, ...sent }) => ({
    ...sent,
    grant: grantUnder(sent.event, { side, requestGrant, wayBackGrant }),
  }))
}

/**
 * The grant an event of ours went under, by the event table: the referral's own; of the recipient's stages and outcomes the one for
 * the way back, where there is one (an end without an outcome needs none, and flows on the referral's).
 */
export function grantUnder(event: string, held: Pick<Row, 'side' | 'requestGrant' | 'wayBackGrant'>): string | null {
  const level = isEventType(event) ? EVENTS[event].grant : 'none'
  switch (level) {
    case 'request':
    case 'section':
    case 'case':
      return held.requestGrant
    case 'progress':
      return held.side === 'recipient' ? (held.wayBackGrant ?? held.requestGrant) : held.requestGrant
    case 'none':
      return null
    default:
      return level satisfies never
  }
}
