import type { Part } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { CaseKeys } from './case-secrets.ts'
import { eraseParts } from './store/erasing.ts'
import type { Store } from './store/store.ts'

/** What erasing needs. */
export interface ErasingPorts<T> {
  readonly store: Pick<Store<T>, 'eraseParts'>
  readonly caseKeys: Pick<CaseKeys<T>, 'erase'>
}

/**
 * T42: erases parts of what the exchange keeps of a case: contents and their keys. That something was sent, received and receipted
 * stays, and so do both chains, the digests and the log. Done twice it changes nothing more.
 */
export async function eraseOfCase<T>({ store, caseKeys }: ErasingPorts<T>, tx: T, caseId: string, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return
  await store.eraseParts(tx, caseId, parts)
  await caseKeys.erase(tx, caseId, parts)
}

/** The same for a desk, which has the transaction and the keys. */
export async function eraseHeld(tx: Tx, caseKeys: Pick<CaseKeys, 'erase'>, caseId: string, parts: readonly Part[]): Promise<void> {
  await eraseOfCase({ store: { eraseParts }, caseKeys }, tx, caseId, parts)
}
