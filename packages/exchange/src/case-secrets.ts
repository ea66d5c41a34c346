import { checkGrant, type Grant, type Part, Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { type KeyPart, withdraw } from '@ihala/policy'
import { decryptUnder, encryptUnder, hashOf } from '@ihala/seal'
import { grantHeld } from './store/grant.ts'
import type { Store } from './store/store.ts'
import { type GrantRow, newUnit, type Unit } from './store/unit.ts'

/** The data keys of cases by their names, as a port: where they are kept and how they are wrapped is `kit`'s. */
export interface CaseKeys<T = Tx> {
  /** The key of a part of a case; throws Refusal `referral-unknown` when it was never made, `erased` when it was erased. */
  readonly keyOf: (tx: T, caseId: string, part: KeyPart) => Promise<Buffer>
  /** The same, made when there is none yet; throws Refusal `erased`. */
  readonly keyFor: (tx: T, caseId: string, part: KeyPart) => Promise<Buffer>
  /** Makes and keeps the keys of a new case, together; throws Refusal `erased`. */
  readonly create: (tx: T, caseId: string, parts: readonly KeyPart[]) => Promise<void>
  /** Erases keys for good, also of parts that never had one. */
  readonly erase: (tx: T, caseId: string, parts: readonly KeyPart[]) => Promise<void>
}

/** The parts with which every case begins: what is bare, and what is needed. */
export const FIRST_PARTS: readonly Part[] = ['', 'need']

/** What looking up a grant needs. */
export interface GrantPorts<T> {
  readonly store: Pick<Store<T>, 'grantHeld'>
  readonly caseKeys: CaseKeys<T>
}

/** What an inner JWS at rest is bound to. */
export function innerAad(iss: string, jti: string): string {
  return `inner ${iss} ${jti}`
}

/** An event of a case as it is kept: under the key of its part; without bytes when that was erased. */
export interface SealedInner {
  readonly iss: string
  readonly jti: string
  readonly part: KeyPart
  readonly innerJws: Buffer
}

/** Seals the inner JWS of an event for keeping. Throws Refusal `erased` when its part was. */
export async function sealInner<T>(
  caseKeys: Pick<CaseKeys<T>, 'keyFor'>,
  tx: T,
  caseId: string,
  event: Omit<SealedInner, 'innerJws'>,
  innerJws: string,
): Promise<Buffer> {
  return encryptUnder(await caseKeys.keyFor(tx, caseId, event.part), Buffer.from(innerJws), innerAad(event.iss, event.jti))
}

/** The same for what was here before: of a part that was erased since only its place comes back. */
export async function sealInnerAgain<T>(
  caseKeys: Pick<CaseKeys<T>, 'keyFor'>,
  tx: T,
  caseId: string,
  event: Omit<SealedInner, 'innerJws'>,
  innerJws: string,
): Promise<Buffer> {
  return (await unlessErased(sealInner(caseKeys, tx, caseId, event, innerJws))) ?? Buffer.alloc(0)
}

/** The inner JWS of a kept event; null when its part was erased. */
export async function openInner<T>(
  caseKeys: Pick<CaseKeys<T>, 'keyOf'>,
  tx: T,
  caseId: string,
  event: SealedInner,
): Promise<string | null> {
  if (event.innerJws.length === 0) return null
  const key = await unlessErased(caseKeys.keyOf(tx, caseId, event.part))
  return key && decryptUnder(key, event.innerJws, innerAad(event.iss, event.jti)).toString('latin1')
}

/** What some work gives; null when what it needs was erased. */
export async function unlessErased<R>(work: Promise<R>): Promise<R | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refusal && error.code === 'erased') return null
    throw error
  }
}

/** What a grant at rest is bound to. */
export function grantAad(hash: string): string {
  return `grant ${hash}`
}

/** The content of a signed object we verified or signed before: read, not verified again. */
export function grantOf(jws: string): Grant {
  const content: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
  if (!checkGrant(content)) throw new Error('a grant at rest does not fit its schema')
  return content
}

/**
 * A grant held for a case, locked against withdrawal for this transaction (FOR SHARE; withdrawing takes FOR UPDATE).
 * What the person took back of it is not in it. Throws Refusal `grant-missing` when there is none or it was withdrawn whole.
 */
export async function heldGrant<T>(
  { store, caseKeys }: GrantPorts<T>,
  tx: T,
  unit: Unit,
  hash: string | null,
  caseId: string,
): Promise<Grant> {
  if (hash === null) throw new Refusal('grant-missing')
  const fresh = unit.grants.find((row) => row.hash === hash)
  if (fresh) return grantOf(fresh.jws)
  const row = await store.grantHeld(tx, caseId, hash)
  if (!row || row.withdrawn === 'all') throw new Refusal('grant-missing')
  const grant = grantOf(decryptUnder(await caseKeys.keyOf(tx, caseId, ''), row.jws, grantAad(hash)).toString())
  return row.withdrawn.length === 0 ? grant : withdraw(grant, row.withdrawn)
}

/** A grant as it is kept for a case, own or received. */
export async function grantRow<T>(
  caseKeys: CaseKeys<T>,
  tx: T,
  caseId: string,
  held: { readonly jws: string; readonly grant: Grant; readonly parentSalt: Buffer | null },
): Promise<GrantRow> {
  const { jws, grant, parentSalt } = held
  const hash = hashOf(jws)
  const sealedJws = encryptUnder(await caseKeys.keyOf(tx, caseId, ''), Buffer.from(jws), grantAad(hash))
  return { hash, caseId, iss: grant.iss, aud: grant.aud, expiresAt: new Date(grant.exp * 1000).toISOString(), parentSalt, sealedJws, jws }
}

/** The grant under which a case was referred: the person's word that came, or went, with it. Throws Refusal `grant-missing`. */
export async function heldGrantOf(tx: Tx, caseKeys: CaseKeys, caseId: string): Promise<Grant> {
  const [row] = await tx<{ hash: string | null }[]>`select request_grant as hash from exchange.conversation where case_id = ${caseId}`
  return heldGrant({ caseKeys, store: { grantHeld } }, tx, newUnit(), row?.hash ?? null, caseId)
}
