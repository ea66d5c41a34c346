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
  readonly jti: string
  readonly caseId: string | null
  readonly evt: string
  readonly recipient: string | null
  readonly digest: string
  readonly sealed: string
  /** Events of the chain are still unreceipted; null when the receipt came out of turn. */
  readonly more: boolean | null
}

/** A receipt that was opened, and its own signed text, which is kept. */
export interface OpenedReceipt {
  readonly claims: ReceiptClaims
  readonly jws: string
}

// Receipts of one chain that are settled together move its mark by as many as follow one another.
const SETTLE = `
with given as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as row (jti, recipient, hash, outcome, code, receipt)),
closed as (
  update exchange.outbox o
  set status = case when given.outcome = 'stored' then 'closed' else 'refused' end, refusal = given.code, receipt = given.receipt, closed_at = now(), sealed = null
  from given where o.jti = given.jti and o.recipient = given.recipient and o.hash = given.hash and o.status in ('waiting', 'expired')
  returning o.jti, o.case_id, o.seq, o.evt),
run as (select case_id, min(seq) as first, max(seq) as last, count(*) as events from closed group by case_id),
moved as (
  update exchange.conversation c set my_receipted = case when run.last - run.first + 1 = run.events then run.last else run.first end
  from run where c.case_id = run.case_id and c.my_receipted = run.first - 1
  returning c.case_id, c.my_receipted, c.my_seq),
next as (
  select o.case_id, o.recipient, o.digest, o.sealed
  from moved join exchange.outbox o on o.case_id = moved.case_id and o.seq = moved.my_receipted + 1 and o.status = 'waiting')
select closed.jti, closed.case_id as "caseId", closed.evt, next.recipient, next.digest, next.sealed, moved.my_seq > moved.my_receipted as more
from closed left join moved on moved.case_id = closed.case_id left join next on next.case_id = closed.case_id`

const NOTHING: Settled = { closed: false, caseId: null, evt: null, next: [] }

async function headOf(db: Pick<Database, 'unsafe'>, caseId: string): Promise<Dispatch> {
  return db.unsafe<Sealed[]>(
    `select o.recipient, o.digest, o.sealed from exchange.conversation c join exchange.outbox o on o.case_id = c.case_id and o.seq = c.my_receipted + 1
     where c.case_id = $1 and o.status = 'waiting'`,
    [caseId],
    { prepare: true },
  )
}

/**
 * Closes the outbox rows that receipts speak of; on these and on nothing else. One statement: it is its own transaction.
 * A receipt for what was not sent, or with another hash, closes nothing. Answers in the order of the receipts.
 */
export async function settle(db: Pick<Database, 'unsafe'>, receipts: readonly OpenedReceipt[]): Promise<Settled[]> {
  const rows = await db.unsafe<SettledRow[]>(
    SETTLE,
    [
      receipts.map(({ claims }) => claims.of),
      receipts.map(({ claims }) => claims.iss),
      receipts.map(({ claims }) => claims.hash),
      receipts.map(({ claims }) => claims.outcome),
      receipts.map(({ claims }) => claims.code ?? null),
      receipts.map(({ jws }) => jws),
    ],
    { prepare: true },
  )
  const byJti = new Map(rows.map((row) => [row.jti, row]))
  return Promise.all(
    receipts.map(async ({ claims }) => {
      const row = byJti.get(claims.of)
      if (!row) return NOTHING
      // Of two receipts of one event, one closed it.
      byJti.delete(claims.of)
      const { caseId, evt, recipient, digest, sealed, more } = row
      if (recipient !== null) return { closed: true, caseId, evt, next: [{ recipient, digest, sealed }] }
      // The next event was committed while this statement waited for the conversation: too late for it to see.
      return { closed: true, caseId, evt, next: more === true && caseId !== null ? await headOf(db, caseId) : [] }
    }),
  )
}

/** How many receipts are settled by one statement at most. */
const TOGETHER = 64

/** Settles receipts: those that come while others are being settled go together, in the next statement. */
export function settler(db: Pick<Database, 'unsafe'>): (receipt: OpenedReceipt) => Promise<Settled> {
  interface Waiting {
    readonly receipt: OpenedReceipt
    readonly resolve: (settled: Settled | Promise<Settled>) => void
  }
  let waiting: Waiting[] = []
  let busy = false
  const alone = async (receipt: OpenedReceipt): Promise<Settled> => (await settle(db, [receipt]))[0] ?? NOTHING
  const drain = async (): Promise<void> => {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, TOGETHER)
      waiting = waiting.slice(TOGETHER)
      try {
        const settled = await settle(db, batch.map(({ receipt }) => receipt))
        batch.forEach(({ resolve }, index) => resolve(settled[index] ?? NOTHING))
      } catch {
        // One bad apple, or two replicas that waited for each other: each for itself, and each with its own fault.
        for (const { receipt, resolve } of batch) {
          const one = alone(receipt)
          resolve(one)
          await one.catch(() => undefined)
        }
      }
    }
    busy = false
  }
  return (receipt) =>
    new Promise((resolve) => {
      waiting.push({ receipt, resolve })
      // Those that arrive in the same turn of the loop go together.
      if (!busy) {
        busy = true
        setImmediate(() => void drain())
      }
    })
}
