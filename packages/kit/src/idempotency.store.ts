import { hash } from 'node:crypto'
import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Keyring } from '@ihala/seal'

/** How long an answer is kept (DESIGN §3). */
const KEPT_DAYS = 14

/** A creating request as it is told apart from others: who, under which key, asking for what. */
export interface Attempt {
  readonly staffId: string
  readonly key: string
  /** SHA-256 of method, address and body. */
  readonly requestHash: Buffer
}

/** A stored answer. */
export interface Answer {
  readonly value: unknown
}

/** SHA-256 over all that makes a request the same one. */
export function requestHash(method: string, url: string, body: unknown): Buffer {
  return hash('sha256', JSON.stringify([method, url, body ?? null]), 'buffer')
}

/**
 * Waits until no other transaction works on this attempt, then looks for its answer.
 * Throws Refusal `idempotency-key-reused` when the key was used for another request.
 */
export async function answerOf(
  tx: Tx,
  { staffId, key, requestHash: asked }: Attempt,
  keyring: Pick<Keyring, 'unwrap'>,
): Promise<Answer | undefined> {
  // Sent together. The lock is a statement of its own: what is read afterwards sees what the one before committed.
  const lock = hash('sha256', `${staffId}/${key}`, 'buffer').readBigInt64BE()
  const [, [row]] = await Promise.all([
    tx`select pg_advisory_xact_lock(${String(lock)}::bigint)`,
    tx<
      { requestHash: Buffer; answer: Buffer }[]
    >`select request_hash, answer from kit.idempotency where staff_id = ${staffId} and key = ${key}`,
  ])
  if (row === undefined) return undefined
  if (!row.requestHash.equals(asked)) throw new Refusal('idempotency-key-reused', { field: 'header:/idempotency-key' })
  const value: unknown = JSON.parse(keyring.unwrap(row.answer).toString('utf8'))
  return { value }
}

/** Keeps the answer in the transaction that created. It may name a person, so it is wrapped. */
export async function keepAnswer(tx: Tx, attempt: Attempt, value: unknown, keyring: Pick<Keyring, 'wrap'>, now: string): Promise<void> {
  const answer = keyring.wrap(Buffer.from(JSON.stringify(value ?? null)))
  await tx`
    insert into kit.idempotency (staff_id, key, request_hash, answer, created_at)
    values (${attempt.staffId}, ${attempt.key}, ${attempt.requestHash}, ${answer}, ${now})`
}

/** Forgets answers older than 14 days. Returns how many. */
export async function forgetAnswers(tx: Tx, now: string): Promise<number> {
  const gone = await tx`delete from kit.idempotency where created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})`
  return gone.count
}
