import type { Leaf, Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'
import type { Conversation } from './conversation.ts'

/** An event of either direction, as it is kept. */
export interface EventRow {
  readonly iss: string
  readonly jti: string
  readonly caseId: string | null
  readonly seq: number | null
  readonly evt: string
  readonly at: string
  /** When it was signed, by its sender's clock, seconds since 1970. */
  readonly iat: number
  readonly hash: string
  readonly leafId: string
  /** The name of the key under which it is kept. */
  readonly part: KeyPart
  /** Without bytes when its part was erased. */
  readonly innerJws: Buffer
  readonly receipt: string | null
  /** Thumbprints of the key that signed it and of the one it was sealed to; null for what was written before they were kept. */
  readonly signedBy: string | null
  readonly encTo: string | null
}

/** A sealed event on its way. */
export interface Sealed {
  readonly jti: string
  /** The referral; null for pair-level kinds. */
  readonly caseId: string | null
  readonly recipient: string
  /** Hash of the ciphertext: names it on the bus. */
  readonly digest: string
  /** Compact JWE: ASCII. */
  readonly sealed: string
  /** Its kind; there for what has no case. */
  readonly evt?: string
}

/** A sealed event that waits for its receipt. */
export interface OutboxRow extends Sealed {
  readonly seq: number | null
  readonly evt: string
  readonly hash: string
  /** Thumbprint of the key it is sealed to. */
  readonly encTo: string
  readonly expiresAt: string
  readonly createdAt: string
  /** Published at once: it is the head of its chain, or has none. */
  readonly head: boolean
}

/** A grant as it is kept: its JWS sealed under the case's key. */
export interface GrantRow {
  readonly hash: string
  readonly caseId: string
  readonly iss: string
  readonly aud: string
  readonly expiresAt: string
  readonly parentSalt: Buffer | null
  /** As it is stored. */
  readonly sealedJws: Buffer
  /** As it was signed; for this transaction only. */
  readonly jws: string
}

/** All that one transaction adds to the exchange, written as one statement at its end. */
export interface Unit {
  readonly conversations: Map<string, Conversation>
  readonly leaves: Leaf[]
  readonly events: EventRow[]
  readonly outbox: OutboxRow[]
  readonly grants: GrantRow[]
}

/** An empty unit of work. */
export function newUnit(): Unit {
  return { conversations: new Map(), leaves: [], events: [], outbox: [], grants: [] }
}

/** When an event ends that its recipient said it has (DESIGN §10): only its receipt is missing, however long that takes. */
export const NEVER = '9999-12-31T00:00:00.000Z'

/** Seconds after which an unreceipted event is published again, the first time. */
export const REPUBLISH_AFTER = 5

/** Object identifiers of array types in PostgreSQL. */
const BYTEA_ARRAY = 1001
const BOOLEAN_ARRAY = 1000

// One statement whatever is in the unit: one round trip, one plan.
const WRITE = `
with leaf as (insert into ledger.leaf (id, hash, quiet) select * from unnest($1::uuid[], $2::bytea[], $46::bool[])),
leaf_content as (insert into ledger.leaf_content (leaf_id, salt, event) select * from unnest($1::uuid[], $3::bytea[], $4::text[])),
grant_held as (
  insert into exchange.grant_held (hash, case_id, iss, aud, expires_at, parent_salt, jws)
  select * from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::bytea[], $11::bytea[])
  on conflict do nothing),
event as (
  insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws, receipt, iat, signed_by, enc_to, part)
  select * from unnest($12::text[], $13::text[], $14::text[], $15::int[], $16::text[], $17::timestamptz[], $18::text[], $19::uuid[], $20::bytea[], $21::text[], $45::int[], $47::text[], $48::text[], $49::text[])),
outbox as (
  insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, sealed, enc_to, next_at, expires_at, created_at)
  select jti, recipient, case_id, seq, evt, hash, digest, sealed, enc_to, created_at + interval '${REPUBLISH_AFTER} seconds', expires_at, created_at
  from unnest($22::text[], $23::text[], $24::text[], $25::int[], $26::text[], $27::text[], $28::text[], $29::text[], $30::timestamptz[], $31::timestamptz[], $44::text[])
    as row (jti, recipient, case_id, seq, evt, hash, digest, sealed, expires_at, created_at, enc_to))
insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, my_head, their_seq, their_head, request_grant, way_back_grant)
select * from unnest($32::text[], $33::text[], $34::text[], $35::text[], $36::bool[], $37::text[], $38::int[], $39::text[], $40::int[], $41::text[], $42::text[], $43::text[])
on conflict (case_id) do update set state = excluded.state, cancelling = excluded.cancelling, responsible = excluded.responsible,
  my_seq = case when conversation.my_seq + conversation.their_seq < excluded.my_seq + excluded.their_seq
    then excluded.my_seq else exchange.moved_on() end,
  my_head = excluded.my_head, their_seq = excluded.their_seq, their_head = excluded.their_head,
  request_grant = excluded.request_grant, way_back_grant = excluded.way_back_grant`

/**
 * Writes the unit, in the transaction of the change it belongs to. Nobody waits for it: it travels with what is said next, mostly
 * COMMIT, and a transaction of which a statement failed does not commit.
 */
export async function writeUnit(tx: Tx, unit: Unit): Promise<void> {
  const { leaves, grants, events, outbox } = unit
  const conversations = [...unit.conversations.values()].flatMap((one) => (one.life ? [{ ...one, life: one.life }] : []))
  // The driver would take the type of the first element for that of the array.
  const bytes = (values: (Buffer | null)[]) => tx.typed(values, BYTEA_ARRAY)
  const columns = [
    leaves.map((leaf) => leaf.id),
    bytes(leaves.map((leaf) => leaf.hash)),
    bytes(leaves.map((leaf) => leaf.salt)),
    leaves.map((leaf) => leaf.event),
    grants.map((row) => row.hash),
    grants.map((row) => row.caseId),
    grants.map((row) => row.iss),
    grants.map((row) => row.aud),
    grants.map((row) => row.expiresAt),
    bytes(grants.map((row) => row.parentSalt)),
    bytes(grants.map((row) => row.sealedJws)),
    events.map((row) => row.iss),
    events.map((row) => row.jti),
    events.map((row) => row.caseId),
    events.map((row) => row.seq),
    events.map((row) => row.evt),
    events.map((row) => row.at),
    events.map((row) => row.hash),
    events.map((row) => row.leafId),
    bytes(events.map((row) => row.innerJws)),
    events.map((row) => row.receipt),
    outbox.map((row) => row.jti),
    outbox.map((row) => row.recipient),
    outbox.map((row) => row.caseId),
    outbox.map((row) => row.seq),
    outbox.map((row) => row.evt),
    outbox.map((row) => row.hash),
    outbox.map((row) => row.digest),
    outbox.map((row) => row.sealed),
    outbox.map((row) => row.expiresAt),
    outbox.map((row) => row.createdAt),
    conversations.map((one) => one.caseId),
    conversations.map((one) => one.partner),
    conversations.map((one) => one.side),
    conversations.map((one) => one.life.state),
    tx.typed(
      conversations.map((one) => one.life.cancelling),
      BOOLEAN_ARRAY,
    ),
    conversations.map((one) => one.life.responsible),
    conversations.map((one) => one.mySeq),
    conversations.map((one) => one.myHead),
    conversations.map((one) => one.theirSeq),
    conversations.map((one) => one.theirHead),
    conversations.map((one) => one.requestGrant),
    conversations.map((one) => one.wayBackGrant),
    outbox.map((row) => row.encTo),
    events.map((row) => row.iat),
    tx.typed(
      leaves.map(({ quiet = false }) => quiet),
      BOOLEAN_ARRAY,
    ),
    events.map((row) => row.signedBy),
    events.map((row) => row.encTo),
    events.map((row) => row.part),
  ]
  tx.unsafe(WRITE, columns, { prepare: true }).execute()
}
