import type { ReferralState } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Life, Side } from '@ihala/policy'

/** One referral as the exchange keeps it: its life and both chains. Changed in memory, written once at the end. */
export interface Conversation {
  readonly caseId: string
  readonly partner: string
  readonly side: Side
  life: Life | null
  mySeq: number
  myHead: string | null
  readonly myReceipted: number
  theirSeq: number
  theirHead: string | null
  requestGrant: string | null
  wayBackGrant: string | null
}

/** A conversation that does not exist yet. */
export function newConversation(caseId: string, partner: string, side: Side): Conversation {
  return {
    caseId,
    partner,
    side,
    life: null,
    mySeq: 0,
    myHead: null,
    myReceipted: 0,
    theirSeq: 0,
    theirHead: null,
    requestGrant: null,
    wayBackGrant: null,
  }
}

interface Row {
  readonly caseId: string
  readonly partner: string
  readonly side: Side
  readonly state: ReferralState
  readonly cancelling: boolean
  readonly responsible: Side
  readonly mySeq: number
  readonly myHead: string | null
  readonly myReceipted: number
  readonly theirSeq: number
  readonly theirHead: string | null
  readonly requestGrant: string | null
  readonly wayBackGrant: string | null
}

/** How long is waited for what another transaction holds: less than the time after which PostgreSQL looks for a deadlock. */
const BRIEFLY = '100ms'

/** From now on this transaction fails rather than wait longer than that. */
export async function waitBriefly(tx: Tx): Promise<void> {
  await tx`select set_config('lock_timeout', ${BRIEFLY}, true)`
}

/** Locks a conversation for this transaction: one writer a chain. Undefined when there is none. */
export async function lockConversation(tx: Tx, caseId: string): Promise<Conversation | undefined> {
  const [row] = await tx<Row[]>`
    select case_id as "caseId", partner, side, state, cancelling, responsible, my_seq as "mySeq", my_head as "myHead", my_receipted as "myReceipted",
      their_seq as "theirSeq", their_head as "theirHead", request_grant as "requestGrant", way_back_grant as "wayBackGrant"
    from exchange.conversation where case_id = ${caseId} for update`
  if (!row) return undefined
  const { state, cancelling, responsible, ...rest } = row
  return { ...rest, life: { state, cancelling, responsible } }
}

/** Places of own events of a case that the other end refused. */
export async function refusedPlaces(tx: Tx, caseId: string): Promise<readonly number[]> {
  const rows = await tx<{ seq: number }[]>`
    select e.seq from exchange.outbox o join exchange.event e on e.case_id = o.case_id and e.jti = o.jti
    where o.case_id = ${caseId} and o.status = 'refused'`
  return rows.map(({ seq }) => seq)
}

/** Sets the life of a locked conversation anew, without an event: one that was written had no effect. */
export async function changeLife(tx: Tx, caseId: string, { state, cancelling, responsible }: Life): Promise<void> {
  await tx`update exchange.conversation set state = ${state}, cancelling = ${cancelling}, responsible = ${responsible} where case_id = ${caseId}`
}

/**
 * Locks a case for this transaction, before anything of it is locked elsewhere: one order for the desk and the inbox.
 * @param caseId the case, or a query in brackets that finds it
 */
export async function lockCase(tx: Tx, caseId: string | ReturnType<Tx>): Promise<void> {
  await tx`select from exchange.conversation where case_id = ${caseId} for update`
}
