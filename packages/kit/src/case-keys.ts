import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { decryptUnder, encryptUnder, type Keyring, newCaseKey } from '@ihala/seal'

/** How many unwrapped keys stay in memory, and for how long: a key erased by another replica dies here within this time. */
const KEPT = 1_000
const KEPT_MS = 10 * 60_000

/**
 * Data keys of cases and of local persons (then the id is the person's row id), one a row, wrapped by the keyring
 * (DESIGN §11). All calls run under the transaction's row-level security.
 */
export interface CaseKeyStore {
  /** The key of a case. Throws Refusal `referral-unknown` when there is none, or it was erased. */
  readonly keyOf: (tx: Tx, caseId: string) => Promise<Buffer>
  /** Makes the key of a case; the one it has already when there is one. */
  readonly create: (tx: Tx, caseId: string) => Promise<Buffer>
  /**
   * Makes the key of a case whose id is fresh: known to this transaction at once, so that what it encrypts travels in the same
   * packet. Resolves when it is written. Throws (a fault) when the case had a key.
   */
  readonly make: (tx: Tx, caseId: string) => Promise<void>
  /** Told after the commit: what the transaction made may now be kept in memory. */
  readonly committed: (tx: Tx) => void
  /** Encrypts under the key of a case. `what` names the row and the category: the bytes open nowhere else. */
  readonly encryptFor: (tx: Tx, caseId: string, what: string, plaintext: Uint8Array) => Promise<Buffer>
  /** Reverses `encryptFor`. */
  readonly decryptFor: (tx: Tx, caseId: string, what: string, bytes: Uint8Array) => Promise<Buffer>
  /** Erases the key of a case: all that was encrypted under it is unreadable from the commit on. */
  readonly erase: (tx: Tx, caseId: string) => Promise<void>
}

interface Row {
  readonly caseId: string
  readonly wrapped: Buffer
  readonly settled: boolean
}

/**
 * Makes the store of one service.
 * @param keyring wraps and unwraps
 * @param now milliseconds, for the age of what is kept in memory
 */
export function caseKeyStore(keyring: Pick<Keyring, 'wrap' | 'unwrap'>, now: () => number): CaseKeyStore {
  // A Map keeps the order of insertion: the first is the one not used for longest.
  const kept = new Map<string, { key: Buffer; until: number }>()

  // What a transaction makes is known to it alone until it has committed.
  const made = new WeakMap<Tx, Map<string, Buffer>>()

  const recall = (caseId: string): Buffer | undefined => {
    const entry = kept.get(caseId)
    if (entry === undefined) return undefined
    kept.delete(caseId)
    if (entry.until < now()) return undefined
    kept.set(caseId, entry)
    return entry.key
  }
  const keep = (caseId: string, key: Buffer): void => {
    kept.set(caseId, { key, until: now() + KEPT_MS })
    if (kept.size <= KEPT) return
    const oldest = kept.keys().next()
    if (!oldest.done) kept.delete(oldest.value)
  }
  // Keys that are asked for at once (a page of people) come by one statement.
  const asked = new WeakMap<Tx, { readonly caseIds: string[]; readonly rows: Promise<ReadonlyMap<string, Row>> }>()
  const rowsOf = async (tx: Tx, caseIds: string[]): Promise<ReadonlyMap<string, Row>> => {
    // Until here others may join.
    await Promise.resolve()
    asked.delete(tx)
    const rows = await tx<
      Row[]
    >`select case_id, wrapped, created_at < now() as settled from kit.case_key where case_id = any(${caseIds}::text[])`
    return new Map(rows.map((row) => [row.caseId, row]))
  }
  const rowOf = async (tx: Tx, caseId: string): Promise<Row | undefined> => {
    const caseIds = asked.get(tx)?.caseIds ?? []
    caseIds.push(caseId)
    const batch = asked.get(tx) ?? { caseIds, rows: rowsOf(tx, caseIds) }
    asked.set(tx, batch)
    return (await batch.rows).get(caseId)
  }
  const load = async (tx: Tx, caseId: string): Promise<Buffer | undefined> => {
    // A row made by this very transaction bears its time. It is not kept in memory: were the transaction rolled back, a
    // key would live here that is stored nowhere, and what it encrypts would be lost.
    const row = await rowOf(tx, caseId)
    if (row === undefined) return undefined
    const key = keyring.unwrap(row.wrapped)
    if (row.settled) keep(caseId, key)
    return key
  }
  const keyOf = async (tx: Tx, caseId: string): Promise<Buffer> => {
    const key = made.get(tx)?.get(caseId) ?? recall(caseId) ?? (await load(tx, caseId))
    if (key === undefined) throw new Refusal('referral-unknown')
    return key
  }

  const remember = (tx: Tx, caseId: string, key: Buffer): void => {
    kept.delete(caseId)
    const own = made.get(tx) ?? new Map<string, Buffer>()
    made.set(tx, own.set(caseId, key))
  }

  return {
    keyOf,
    async make(tx, caseId) {
      const key = newCaseKey()
      // If it cannot be written the transaction is lost, and the key with it.
      remember(tx, caseId, key)
      await tx`insert into kit.case_key (case_id, wrapped) values (${caseId}, ${keyring.wrap(key)})`
    },
    async create(tx, caseId) {
      const known = made.get(tx)?.get(caseId)
      if (known !== undefined) return known
      const key = newCaseKey()
      const inserted = await tx`insert into kit.case_key (case_id, wrapped) values (${caseId}, ${keyring.wrap(key)}) on conflict do nothing`
      if (inserted.count === 0) return keyOf(tx, caseId)
      remember(tx, caseId, key)
      return key
    },
    committed(tx) {
      for (const [caseId, key] of made.get(tx) ?? []) keep(caseId, key)
    },
    async encryptFor(tx, caseId, what, plaintext) {
      return encryptUnder(await keyOf(tx, caseId), plaintext, `${caseId}/${what}`)
    },
    async decryptFor(tx, caseId, what, bytes) {
      return decryptUnder(await keyOf(tx, caseId), bytes, `${caseId}/${what}`)
    },
    async erase(tx, caseId) {
      kept.delete(caseId)
      made.get(tx)?.delete(caseId)
      await tx`delete from kit.case_key where case_id = ${caseId}`
    },
  }
}
