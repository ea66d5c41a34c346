import { checkGrant, type Grant, Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { decryptUnder, encryptUnder, hashOf } from '@ihala/seal'
import { grantHeld } from './store/grant.ts'
import type { Store } from './store/store.ts'
import { type GrantRow, newUnit, type Unit } from './store/unit.ts'

/** The data keys of cases, as a port: where they are kept and how they are wrapped is `kit`'s. */
export interface CaseKeys<T = Tx> {
  /** The key of a case; throws Refusal `referral-unknown` when it was erased or never made. */
  readonly keyOf: (tx: T, caseId: string) => Promise<Buffer>
  /** Makes and keeps the key of a new case. */
  readonly create: (tx: T, caseId: string) => Promise<Buffer>
}

/** What looking up a grant needs. */
export interface GrantPorts<T> {
  readonly store: Pick<Store<T>, 'grantHeld'>
  readonly caseKeys: CaseKeys<T>
}

/** What an inner JWS at rest is bound to. */
export function innerAad(iss: string, jti: string): string {
  return `inner ${iss} ${jti}`
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
 * Throws Refusal `grant-missing` when there is none or it was withdrawn.
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
  if (!row || row.withdrawn) throw new Refusal('grant-missing')
  return grantOf(decryptUnder(await caseKeys.keyOf(tx, caseId), row.jws, grantAad(hash)).toString())
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
  const sealedJws = encryptUnder(await caseKeys.keyOf(tx, caseId), Buffer.from(jws), grantAad(hash))
  return { hash, caseId, iss: grant.iss, aud: grant.aud, expiresAt: new Date(grant.exp * 1000).toISOString(), parentSalt, sealedJws, jws }
}

/** The grant under which a case was referred: the person's word that came, or went, with it. Throws Refusal `grant-missing`. */
export async function heldGrantOf(tx: Tx, caseKeys: CaseKeys, caseId: string): Promise<Grant> {
  const [row] = await tx<{ hash: string | null }[]>`select request_grant as hash from exchange.conversation where case_id = ${caseId}`
  return heldGrant({ caseKeys, store: { grantHeld } }, tx, newUnit(), row?.hash ?? null, caseId)
}
