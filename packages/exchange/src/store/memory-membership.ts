import { committeeOf } from '@ihala/ledger'
import type { MembershipStore } from './membership.ts'
import type { MemoryTx } from './memory-tables.ts'

/** The membership log in memory; the same as in PostgreSQL. */
export function membershipOn(): MembershipStore<MemoryTx> {
  const newestFirst = (tx: MemoryTx) => tx.all('membership').sort((a, b) => b.position - a.position)
  return {
    head: (tx) =>
      tx.inOrder(async () => {
        const [held] = tx
          .all('witnessed')
          .filter(({ origin }) => committeeOf(origin) !== undefined)
          .sort((a, b) => (a.at < b.at ? -1 : 1))
        return held && { origin: held.origin, size: held.size, note: held.note, at: held.at }
      }),
    keep: (tx, entries, now) =>
      tx.inOrder(async () => {
        for (const entry of entries) {
          await tx.lock(`membership ${entry.position}`)
          if (tx.get('membership', String(entry.position)) === undefined)
            tx.put('membership', String(entry.position), { ...entry, heardAt: now })
        }
      }),
    newest: (tx) =>
      tx.inOrder(async () => {
        const all = newestFirst(tx)
        return all
          .filter((one, at) => all.findIndex(({ entityId }) => entityId === one.entityId) === at)
          .map(({ keys: _, heardAt: __, ...entry }) => entry)
          .sort((a, b) => (a.entityId < b.entityId ? -1 : 1))
      }),
    heard: (tx, entityId) =>
      tx.inOrder(async () => {
        const oldestFirst = newestFirst(tx).reverse()
        const own = oldestFirst.find((entry) => entry.entityId === entityId)
        return { began: oldestFirst[0]?.heardAt ?? null, heard: own?.heardAt ?? null }
      }),
    last: (tx, limit) =>
      tx.inOrder(async () =>
        newestFirst(tx)
          .slice(0, limit)
          .map(({ jws: _, heardAt: __, ...entry }) => entry),
      ),
  }
}
