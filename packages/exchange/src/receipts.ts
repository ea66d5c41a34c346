import { ENVELOPE, type EventClaims, type ReceiptClaims, type RefusalCode } from '@ihala/contract'
import type { Database, Leaf } from '@ihala/ledger'
import { seconds } from '@ihala/policy'
import { encryptionKeyOf, hashOf, sealTo, signReceipt, thumbprint } from '@ihala/seal'
import type { Bus } from './bus.ts'
import { type ComposePorts, type Dispatch, randomId } from './compose.ts'
import type { Sealed } from './unit.ts'

/** A receipt's inner JWS and where it goes. */
export interface SignedReceipt {
  readonly to: string
  readonly jws: string
}

/** Signs the receipt of an event: stored with its effect, or quarantined and why. It has no case, seq, grant or exp. */
export function receiptFor(
  ports: ComposePorts,
  of: {
    readonly claims: Pick<EventClaims, 'iss' | 'jti'>
    readonly hash: string
    readonly outcome: 'stored' | 'quarantined'
    readonly code?: RefusalCode
    readonly leaf: Leaf
    readonly now: string
  },
): SignedReceipt {
  const iat = seconds(of.now)
  const statement = ports.registry.find(of.claims.iss)
  const key = statement && encryptionKeyOf(statement, iat)
  if (!key) throw new Error('the sender of a verified event has no key to answer to')
  const claims: ReceiptClaims = {
    iss: ports.self.entityId,
    aud: of.claims.iss,
    jti: randomId(),
    iat,
    enc_to: thumbprint(key),
    of: of.claims.jti,
    hash: of.hash,
    outcome: of.outcome,
    ...(of.code === undefined ? {} : { code: of.code }),
    leaf: of.leaf.hash.toString('base64url'),
  }
  return { to: of.claims.iss, jws: signReceipt(claims, ports.keyring) }
}

/** Seals a receipt afresh and hands it to the bus. It needs no outbox row: if it is lost the sender asks again. Throws BusAway. */
export async function publishReceipt(ports: ComposePorts & { readonly bus: Bus }, receipt: SignedReceipt, now: Date): Promise<void> {
  const statement = ports.registry.find(receipt.to)
  const key = statement && encryptionKeyOf(statement, Math.floor(now.getTime() / 1000))
  if (!key) return
  const sealed = sealTo(key, receipt.jws, ENVELOPE.eventSize)
  await ports.bus.publish(statement.metadata.ihala_member.bus_tag, hashOf(sealed.toString('latin1')), sealed)
}

/** What a receipt did: whether it closed a row, what it said, and the next event of the chain, now its head. */
export interface Settled {
  readonly closed: boolean
  readonly caseId: string | null
  readonly evt: string | null
  readonly next: Dispatch
}

interface SettledRow {
  readonly caseId: string | null
  readonly evt: string
  readonly recipient: string | null
  readonly digest: string
  readonly sealed: Buffer
  /** Events of the chain are still unreceipted; null when the receipt came out of turn. */
  readonly more: boolean | null
}

async function headOf(db: Pick<Database, 'unsafe'>, caseId: string): Promise<Dispatch> {
  return db.unsafe<Sealed[]>(
    `select o.recipient, o.digest, o.sealed from exchange.conversation c join exchange.outbox o on o.case_id = c.case_id and o.seq = c.my_receipted + 1
     where c.case_id = $1 and o.status = 'waiting'`,
    [caseId],
    { prepare: true },
  )
}

/**
 * Closes the outbox row a receipt speaks of; on this and on nothing else. One statement: it is its own transaction.
 * A receipt for what was not sent, or with another hash, closes nothing.
 */
export async function settle(db: Pick<Database, 'unsafe'>, receipt: ReceiptClaims, jws: string): Promise<Settled> {
  const [row] = await db.unsafe<SettledRow[]>(
    `with closed as (
       update exchange.outbox set status = case when $4 = 'stored' then 'closed' else 'refused' end, refusal = $5, receipt = $6, closed_at = now(), sealed = null
       where jti = $1 and recipient = $2 and hash = $3 and status in ('waiting', 'expired') returning jti, case_id, seq, evt),
     moved as (
       update exchange.conversation set my_receipted = closed.seq from closed
       where conversation.case_id = closed.case_id and conversation.my_receipted = closed.seq - 1
       returning conversation.case_id, conversation.my_receipted, conversation.my_seq),
     next as (
       select o.recipient, o.digest, o.sealed
       from moved join exchange.outbox o on o.case_id = moved.case_id and o.seq = moved.my_receipted + 1 and o.status = 'waiting')
     select closed.case_id as "caseId", closed.evt, next.recipient, next.digest, next.sealed, moved.my_seq > moved.my_receipted as more
     from closed left join moved on true left join next on true`,
    [receipt.of, receipt.iss, receipt.hash, receipt.outcome, receipt.code ?? null, jws],
    { prepare: true },
  )
  if (!row) return { closed: false, caseId: null, evt: null, next: [] }
  const { caseId, evt, recipient, digest, sealed, more } = row
  if (recipient !== null) return { closed: true, caseId, evt, next: [{ recipient, digest, sealed }] }
  // The next event was committed while this statement waited for the conversation: too late for it to see.
  return { closed: true, caseId, evt, next: more === true && caseId !== null ? await headOf(db, caseId) : [] }
}
