import type { Quarantined, Store } from './store/store.ts'
import { together } from './together.ts'

/** How many of them one transaction keeps at most. */
const AT_MOST = 64
/** How long the room of a sender that was seen full is not asked about again, milliseconds. */
const FULL_FOR = 10_000

/** What keeping needs. */
export interface UnsignedPorts<T> {
  readonly store: Pick<Store<T>, 'quarantine'>
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
  readonly now: () => Date
}

/**
 * Keeps in quarantine what nobody signed, as far as there is room. A member can send as much of it as its line
 * carries: what waits goes together, and of a sender whose room was full a moment ago the database hears nothing, so that what others
 * send does not wait behind it (T21).
 */
export function unsignedKeeper<T>({ store, transaction, now }: UnsignedPorts<T>): (what: Quarantined) => Promise<void> {
  const fullUntil = new Map<string, number>()
  const isFull = ({ senderTag }: Quarantined): boolean => (fullUntil.get(senderTag) ?? 0) > now().getTime()
  const keep = async (tx: T, what: Quarantined): Promise<void> => {
    const became = await store.quarantine(tx, what)
    // One that carries a name may be here already; any other is left out only for want of room.
    if (became === 'left' && what.jti === undefined) fullUntil.set(what.senderTag, now().getTime() + FULL_FOR)
  }
  const alone = (what: Quarantined): Promise<void> => transaction((tx) => keep(tx, what))
  const gathered = together<Quarantined, void>({
    atMost: AT_MOST,
    lanes: 1,
    all: (all) =>
      transaction((tx) => {
        // The rooms are locked in one order everywhere, or two replicas might wait for each other.
        const inOrder = [...all].sort((a, b) => (a.senderTag < b.senderTag ? -1 : 1))
        return Promise.all(inOrder.map((what) => keep(tx, what)))
      }),
    each: (all) => all.map(alone),
  })
  return async (what) => (isFull(what) ? undefined : gathered(what))
}
