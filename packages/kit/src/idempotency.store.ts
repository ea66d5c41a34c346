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

/** SHA-256 over all that makes a request the same one. */
export function requestHash(method: string, url: string, body: unknown): Buffer {
  return hash('sha256', JSON.stringify([method, url, body ?? null]), 'buffer')
}

/** What a transaction finds as it begins: whether the member may work, and the answer given before under this key. */
interface Entry {
  readonly works: boolean
  readonly requestHash: Buffer | null
  readonly answer: Buffer | null
}

/**
 * Begins the transaction of a creating request: for whom it works, alone on this attempt, with the answer given before.
 * Throws Refusal `not-allowed` for a suspended member, `idempotency-key-reused` when the key was used for another request.
 */
export async function enterAttempt(
  tx: Tx,
  { staffId, key, requestHash: asked }: Attempt,
  keyring: Pick<Keyring, 'unwrap'>,
): Promise<{ readonly value: unknown } | undefined> {
  const lock = hash('sha256', `${staffId}/${key}`, 'buffer').readBigInt64BE()
  const [entry] = await tx<Entry[]>`select * from kit.enter(${staffId}, ${String(lock)}::bigint, ${key})`
  if (entry?.works !== true) throw new Refusal('not-allowed', { rule: 'suspended' })
  if (entry.answer === null) return undefined
  if (!entry.requestHash?.equals(asked)) throw new Refusal('idempotency-key-reused', { field: 'header:/idempotency-key' })
  const value: unknown = JSON.parse(keyring.unwrap(entry.answer).toString('utf8'))
  return { value }
}

/**
 * Keeps the answer in the transaction that created. It may name a person, so it is wrapped. Nobody waits for it: it travels with
 * COMMIT, and a transaction of which a statement failed does not commit.
 */
export function keepAnswer(tx: Tx, attempt: Attempt, value: unknown, keyring: Pick<Keyring, 'wrap'>, now: string): void {
  const answer = keyring.wrap(Buffer.from(JSON.stringify(value ?? null)))
  tx`
    insert into kit.idempotency (staff_id, key, request_hash, answer, created_at)
    values (${attempt.staffId}, ${attempt.key}, ${attempt.requestHash}, ${answer}, ${now})`.execute()
}

/** Forgets answers older than 14 days. Returns how many. */
export async function forgetAnswers(tx: Tx, now: string): Promise<number> {
  const gone = await tx`delete from kit.idempotency where created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})`
  return gone.count
}
