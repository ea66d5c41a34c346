import { outgoing } from './compose.ts'
import { type Dispatch, recoveryWith } from './compose-ports.ts'
import type { Observer } from './observer.ts'
import { revokedOwnKeys } from './registry-keys.ts'
import { reissue } from './reissue.ts'
import type { Leased } from './store/store.ts'
import type { StorePorts } from './store-ports.ts'

/** What signing anew needs. */
export interface SignAnewPorts<T> extends StorePorts<T> {
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
  readonly observer: Observer
}

/** What is left to be done with overdue events after those of a revoked key were seen to. */
export interface SignedAnew {
  /** As they were leased: they are published again. */
  readonly good: readonly Leased[]
  /** Signed anew, to be published now. */
  readonly dispatch: Dispatch
}

/**
 * T25: what waits for its receipt and was signed by an own key that has been revoked since is refused by everybody, whatever proof of
 * its age there is; so it is signed again by the key that counts now. Events of a referral keep their place and name their first
 * issue; a piece of a file is made again from the file; what two organisations say about their logs and chains ends here, and is said
 * anew by whoever said it. While no own key counts (a successor waits its day), all of it waits.
 */
export async function signAnew<T>(ports: SignAnewPorts<T>, rows: readonly Leased[]): Promise<SignedAnew> {
  const revoked = revokedOwnKeys(ports)
  if (revoked.length === 0) return { good: rows, dispatch: [] }
  const { store, self } = ports
  const names = await store.signedWith(
    self.entityId,
    rows.map(({ jti }) => jti),
    revoked,
  )
  const good = rows.filter(({ jti }) => !names.includes(jti))
  const signing = signingKid(ports)
  if (signing === undefined || revoked.includes(signing)) return { good, dispatch: [] }
  const dispatch: Dispatch[number][] = []
  for (const row of rows.filter(({ jti }) => names.includes(jti))) {
    try {
      dispatch.push(...(await ports.transaction((tx) => again(ports, tx, row))))
    } catch (error) {
      ports.observer.fault('sign anew', error)
    }
  }
  return { good, dispatch }
}

/**
 * DESIGN §10: pieces of files that wait since before we were rebuilt: what the person took back since the backup we may not know yet. Once
 * all is back that their recipient holds, each is made again, where it may still go. Returns the other rows.
 */
export async function makePiecesAnew<T>(ports: SignAnewPorts<T>, rows: readonly Leased[]): Promise<SignedAnew> {
  const pieces = rows.filter(({ evt }) => evt === 'file-chunk')
  const since = pieces.length === 0 ? null : await ports.transaction((tx) => ports.store.restoredAt(tx))
  const old = since === null ? [] : pieces.filter(({ createdAt }) => new Date(createdAt).getTime() < Date.parse(since))
  const dispatch: Dispatch[number][] = []
  for (const row of old.filter(({ recipient }) => recoveryWith(ports, recipient)?.isDone(recipient) !== false)) {
    try {
      dispatch.push(...(await ports.transaction((tx) => pieceAnew(ports, tx, row))))
    } catch (error) {
      ports.observer.fault('piece anew', error)
    }
  }
  return { good: rows.filter((row) => !old.includes(row)), dispatch }
}

/** The key that signs now; undefined while a successor waits its day. */
export function signingKid<T>({ keyring }: Pick<SignAnewPorts<T>, 'keyring'>): string | undefined {
  try {
    return keyring.signing.kid
  } catch {
    return undefined
  }
}

async function again<T>(ports: SignAnewPorts<T>, tx: T, { jti, caseId, seq, recipient, heldThere }: Leased): Promise<Dispatch> {
  const { store, self } = ports
  if (caseId !== null) {
    // Two relays may have leased it: who comes second finds another event at its place.
    const conversation = await store.lockConversation(tx, caseId)
    const place = heldThere ? (seq ?? 0) : (conversation?.myReceipted ?? 0) + 1
    const row = conversation && (await store.eventAt(tx, caseId, self.entityId, place))
    return row?.jti === jti ? reissue(ports, tx, caseId, place) : []
  }
  return pieceAnew(ports, tx, { jti, recipient })
}

/** Ends an event of no case that waits; a piece of a file is made again from the file, where it may still go. */
async function pieceAnew<T>(ports: SignAnewPorts<T>, tx: T, { jti, recipient }: Pick<Leased, 'jti' | 'recipient'>): Promise<Dispatch> {
  const { store, self } = ports
  const ended = await store.endWaiting(tx, { self: self.entityId, partner: recipient }, jti)
  if (ended === undefined || ended.evt !== 'file-chunk' || ended.address.length === 0) return []
  const { file, index, of } = JSON.parse(ended.address.toString()) as { readonly file: string; readonly index: number; readonly of: number }
  const bytes = await ports.piece(tx, { to: recipient, file, index, of })
  if (bytes === undefined) return []
  const out = outgoing(ports, tx)
  out.send({ to: recipient, caseId: null, event: { type: 'file-chunk', data: { file, index, of, bytes } } })
  return out.flush()
}
