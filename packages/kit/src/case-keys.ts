import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'
import { decryptUnder, encryptUnder, type Keyring, newCaseKey } from '@ihala/seal'

/** How many cases have their unwrapped keys in memory, and for how long: a key erased by another replica dies here within this time. */
const KEPT = 1_000
/** Milliseconds for which an unwrapped key stays in memory. */
export const KEYS_KEPT_MS = 10 * 60_000

/**
 * Data keys of cases and of local persons (then the id is the person's row id), one a part, each random and wrapped by the keyring
 * (DESIGN §11). An erased key leaves a row without bytes: nothing makes another one of its name. All calls run under the
 * transaction's row-level security, and throw Refusal `erased` for a part that was erased.
 */
export interface CaseKeyStore {
  /** The key of a part. Throws Refusal `referral-unknown` when there is none, `erased` when it was erased. */
  readonly keyOf: (tx: Tx, caseId: string, part: KeyPart) => Promise<Buffer>
  /** The key of a part, made when it has none yet. Throws Refusal `erased`. */
  readonly keyFor: (tx: Tx, caseId: string, part: KeyPart) => Promise<Buffer>
  /** Makes keys of these parts of a case, by one statement; those it has already stay. Throws Refusal `erased`. */
  readonly create: (tx: Tx, caseId: string, parts: readonly KeyPart[]) => Promise<void>
  /**
   * Makes keys of a case whose id is fresh: known to this transaction at once, so that what they encrypt travels in the same
   * packet. Resolves when they are written. Throws (a fault) when the case had one of them.
   */
  readonly make: (tx: Tx, caseId: string, parts: readonly KeyPart[]) => Promise<void>
  /** Told after the commit: what the transaction made may now be kept in memory, and what it erased may not. */
  readonly committed: (tx: Tx) => void
  /**
   * Encrypts under the key of a part, made when it has none yet. `what` names the row and the category: the bytes open nowhere else.
   * Throws Refusal `erased`.
   */
  readonly encryptFor: (tx: Tx, caseId: string, part: KeyPart, what: string, plaintext: Uint8Array) => Promise<Buffer>
  /** Reverses `encryptFor`. Throws as `keyOf` does. */
  readonly decryptFor: (tx: Tx, caseId: string, part: KeyPart, what: string, bytes: Uint8Array) => Promise<Buffer>
  /**
   * c2: keeps what lies under these keys from everybody who works on the case, from the commit on: to them it is `erased`. Done twice it
   * changes nothing more.
   */
  readonly withhold: (tx: Tx, caseId: string, parts: readonly KeyPart[]) => Promise<void>
  /**
   * Opens what is withheld, for whoever may see what a law keeps; the key stays in no memory. Throws Refusal `erased` when it was erased,
   * `referral-unknown` when it never was.
   */
  readonly decryptWithheld: (tx: Tx, caseId: string, part: KeyPart, what: string, bytes: Uint8Array) => Promise<Buffer>
  /** Erases the keys of these parts, also of those that never had one: what lies under them is unreadable from the commit on. */
  readonly erase: (tx: Tx, caseId: string, parts: readonly KeyPart[]) => Promise<void>
}

interface Row {
  readonly caseId: string
  readonly part: KeyPart
  /** Null when it was erased. */
  readonly wrapped: Buffer | null
  readonly withheld: boolean
  readonly settled: boolean
}

type Keys = Map<KeyPart, Buffer>

/**
 * Makes the store of one service.
 * @param keyring wraps and unwraps
 * @param now milliseconds, for the age of what is kept in memory
 */
export function caseKeyStore(keyring: Pick<Keyring, 'wrap' | 'unwrap'>, now: () => number): CaseKeyStore {
  // A Map keeps the order of insertion: the first is the one not used for longest.
  const kept = new Map<string, { readonly keys: Keys; readonly until: number }>()
  // What a transaction makes is known to it alone until it has committed; what it erases or withholds is forgotten again then: another one may have
  // looked it up in between.
  const made = new WeakMap<Tx, Map<string, Keys>>()
  const erased = new WeakMap<Tx, Map<string, readonly KeyPart[]>>()

  const recall = (caseId: string, part: KeyPart): Buffer | undefined => {
    const entry = kept.get(caseId)
    if (entry === undefined) return undefined
    kept.delete(caseId)
    if (entry.until < now()) return undefined
    kept.set(caseId, entry)
    return entry.keys.get(part)
  }
  const keep = (caseId: string, keys: Keys): void => {
    kept.delete(caseId)
    kept.set(caseId, { keys, until: now() + KEYS_KEPT_MS })
    if (kept.size <= KEPT) return
    const oldest = kept.keys().next()
    if (!oldest.done) kept.delete(oldest.value)
  }
  const forget = (caseId: string, parts: readonly KeyPart[]): void => {
    for (const part of parts) kept.get(caseId)?.keys.delete(part)
  }
  // Keys that are asked for at once (a page of people) come by one statement, and with each all of its case.
  const asked = new WeakMap<Tx, { readonly caseIds: string[]; readonly rows: Promise<readonly Row[]> }>()
  const rowsOf = async (tx: Tx, caseIds: string[]): Promise<readonly Row[]> => {
    // Until here others may join.
    await Promise.resolve()
    asked.delete(tx)
    return tx<
      Row[]
    >`select case_id, part, wrapped, withheld_at is not null as withheld, created_at < now() as settled from kit.case_key where case_id = any(${caseIds}::text[])`
  }
  const batched = (tx: Tx, caseId: string): Promise<readonly Row[]> => {
    const caseIds = asked.get(tx)?.caseIds ?? []
    caseIds.push(caseId)
    const batch = asked.get(tx) ?? { caseIds, rows: rowsOf(tx, caseIds) }
    asked.set(tx, batch)
    return batch.rows
  }
  const load = async (tx: Tx, caseId: string, part: KeyPart): Promise<Buffer | undefined> => {
    const rows = (await batched(tx, caseId)).filter((row) => row.caseId === caseId)
    const keys: Keys = new Map()
    let found: Buffer | undefined
    for (const { part: of, wrapped, withheld, settled } of rows) {
      if (wrapped === null || withheld) {
        if (of === part) throw new Refusal('erased')
        continue
      }
      const key = keyring.unwrap(wrapped)
      if (of === part) found = key
      // A row made by this very transaction bears its time. It is not kept in memory: were the transaction rolled back, a
      // key would live here that is stored nowhere, and what it encrypts would be lost.
      if (settled) keys.set(of, key)
    }
    if (keys.size > 0) keep(caseId, keys)
    return found
  }
  const known = async (tx: Tx, caseId: string, part: KeyPart): Promise<Buffer | undefined> => {
    if (erased.get(tx)?.get(caseId)?.includes(part) === true) throw new Refusal('erased')
    return made.get(tx)?.get(caseId)?.get(part) ?? recall(caseId, part) ?? (await load(tx, caseId, part))
  }
  const keyOf = async (tx: Tx, caseId: string, part: KeyPart): Promise<Buffer> => {
    const key = await known(tx, caseId, part)
    if (key === undefined) throw new Refusal('referral-unknown')
    return key
  }

  const lose = (tx: Tx, caseId: string, parts: readonly KeyPart[]): void => {
    forget(caseId, parts)
    for (const part of parts) made.get(tx)?.get(caseId)?.delete(part)
    const own = erased.get(tx) ?? new Map<string, readonly KeyPart[]>()
    erased.set(tx, own.set(caseId, [...(own.get(caseId) ?? []), ...parts]))
  }
  const remember = (tx: Tx, caseId: string, keys: Iterable<readonly [KeyPart, Buffer]>): void => {
    const own = made.get(tx) ?? new Map<string, Keys>()
    made.set(tx, own.set(caseId, new Map([...(own.get(caseId) ?? []), ...keys])))
  }
  const fresh = (parts: readonly KeyPart[]): Keys => new Map(parts.map((part) => [part, newCaseKey()]))
  const insert = (tx: Tx, caseId: string, keys: Keys) => {
    const wrapped = [...keys.values()].map((key) => keyring.wrap(key).toString('hex'))
    return tx`
      insert into kit.case_key (case_id, part, wrapped)
      select ${caseId}, part, decode(wrapped, 'hex') from unnest(${[...keys.keys()]}::text[], ${wrapped}::text[]) as made (part, wrapped)`
  }
  const create = async (tx: Tx, caseId: string, parts: readonly KeyPart[]): Promise<void> => {
    const keys = fresh(parts.filter((part) => made.get(tx)?.get(caseId)?.has(part) !== true))
    if (keys.size === 0) return
    const inserted = await tx<{ part: KeyPart }[]>`${insert(tx, caseId, keys)} on conflict do nothing returning part`
    const written = new Set(inserted.map(({ part }) => part))
    remember(
      tx,
      caseId,
      [...keys].filter(([part]) => written.has(part)),
    )
    // Refused here and not where it is used: nothing begins in what was erased.
    await Promise.all([...keys.keys()].filter((part) => !written.has(part)).map((part) => keyOf(tx, caseId, part)))
  }
  const keyFor = async (tx: Tx, caseId: string, part: KeyPart): Promise<Buffer> => {
    const key = await known(tx, caseId, part)
    if (key !== undefined) return key
    await create(tx, caseId, [part])
    return keyOf(tx, caseId, part)
  }

  return {
    keyOf,
    keyFor,
    create,
    async make(tx, caseId, parts) {
      const keys = fresh(parts)
      // If they cannot be written the transaction is lost, and the keys with it.
      remember(tx, caseId, keys)
      await insert(tx, caseId, keys)
    },
    committed(tx) {
      for (const [caseId, keys] of made.get(tx) ?? []) keep(caseId, new Map([...(kept.get(caseId)?.keys ?? []), ...keys]))
      for (const [caseId, parts] of erased.get(tx) ?? []) forget(caseId, parts)
    },
    async encryptFor(tx, caseId, part, what, plaintext) {
      return encryptUnder(await keyFor(tx, caseId, part), plaintext, `${caseId}/${what}`)
    },
    async decryptFor(tx, caseId, part, what, bytes) {
      return decryptUnder(await keyOf(tx, caseId, part), bytes, `${caseId}/${what}`)
    },
    async withhold(tx, caseId, parts) {
      lose(tx, caseId, parts)
      await tx`
        update kit.case_key set withheld_at = coalesce(withheld_at, now())
        where case_id = ${caseId} and part = any(${[...parts]}::text[]) and wrapped is not null`
    },
    async decryptWithheld(tx, caseId, part, what, bytes) {
      const [row] = await tx<{ wrapped: Buffer | null }[]>`select wrapped from kit.case_key where case_id = ${caseId} and part = ${part}`
      if (row === undefined) throw new Refusal('referral-unknown')
      if (row.wrapped === null) throw new Refusal('erased')
      return decryptUnder(keyring.unwrap(row.wrapped), bytes, `${caseId}/${what}`)
    },
    async erase(tx, caseId, parts) {
      lose(tx, caseId, parts)
      await tx`
        insert into kit.case_key (case_id, part, wrapped, erased_at) select ${caseId}, part, null, now() from unnest(${[...parts]}::text[]) as part
        on conflict (case_id, part) do update set wrapped = null, erased_at = coalesce(case_key.erased_at, excluded.erased_at)`
    },
  }
}
