import type { Tx } from '@ihala/ledger'
import type { KeyPart } from '@ihala/policy'
import type { CaseKeys } from './case-secrets.ts'
import { eraseParts } from './store/erasing.ts'
import type { Store } from './store/store.ts'

/** What erasing needs. */
export interface ErasingPorts<T> {
  readonly store: Pick<Store<T>, 'eraseParts'>
  readonly caseKeys: Pick<CaseKeys<T>, 'erase'>
}

/**
 * T42: erases what the exchange keeps of a case under these keys: contents and the keys. That something was sent, received and receipted
 * stays, and so do both chains, the digests and the log. Done twice it changes nothing more.
 */
export async function eraseOfCase<T>(
  { store, caseKeys }: ErasingPorts<T>,
  tx: T,
  caseId: string,
  parts: readonly KeyPart[],
): Promise<void> {
  if (parts.length === 0) return
  await store.eraseParts(tx, caseId, parts)
  await caseKeys.erase(tx, caseId, parts)
}

/** The same for a desk, which has the transaction and the keys. */
export async function eraseHeld(tx: Tx, caseKeys: Pick<CaseKeys, 'erase'>, caseId: string, parts: readonly KeyPart[]): Promise<void> {
  await eraseOfCase({ store: { eraseParts }, caseKeys }, tx, caseId, parts)
}
