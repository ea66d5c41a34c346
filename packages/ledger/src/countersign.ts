import { claimedCheckpoint, cosign } from './checkpoint.ts'
import type { Fork } from './fork.ts'
import type { LogStore } from './log-store.ts'
import type { NoteSigner } from './note.ts'
import { type Judgement, judgeOffer, type Offer } from './witness.ts'

/** What became of a head that a member offered. */
export type Countersigned =
  | { readonly outcome: 'signed'; readonly origin: string; readonly size: number; readonly line: string }
  | {
      readonly outcome: Exclude<Judgement['outcome'], 'consistent'>
      /** The head that is held here instead, as the log signed it; null for none. */
      readonly held: string | null
      /** Of a fork: the proof. */
      readonly fork?: Fork
    }

/** How often it is judged anew because another offer was faster. */
const TRIES = 5

/**
 * c13, T30: judges a head, writes it over the last one, and only then countersigns: whoever calls this lets the line out after its
 * transaction has committed. Of two that come at once one is judged by what the other wrote.
 */
export async function countersign<T>(
  store: Pick<LogStore<T>, 'held' | 'advance'>,
  tx: T,
  offer: Offer,
  log: { readonly member: string; readonly keys: readonly Uint8Array[] },
  own: { readonly signer: NoteSigner; readonly now: string },
): Promise<Countersigned> {
  const claimed = claimedCheckpoint(offer.note)
  if (claimed === undefined) return { outcome: 'not-signed', held: null }
  for (let round = 0; round < TRIES; round += 1) {
    const heads = await store.held(tx, log.member)
    const held = heads.find(({ origin }) => origin === claimed.origin)
    const before = heads.find(({ origin }) => origin !== claimed.origin)
    const judged = await judgeOffer(offer, log, held, held === undefined ? before : undefined)
    if (judged.outcome !== 'consistent')
      return {
        outcome: judged.outcome,
        held: held?.note ?? before?.note ?? null,
        ...(judged.outcome === 'fork' ? { fork: judged.fork } : {}),
      }
    if (!(await store.advance(tx, judged.next, held?.size ?? null, own.now))) continue
    const line = cosign(offer.note, Math.floor(Date.parse(own.now) / 1000), own.signer)
    return { outcome: 'signed', origin: claimed.origin, size: claimed.size, line }
  }
  return { outcome: 'other-start', held: null }
}
