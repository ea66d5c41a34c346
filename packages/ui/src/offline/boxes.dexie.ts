import { Dexie, type Table } from 'dexie'
import type { Box, Boxes } from './boxes.ts'
import type { KeptVault } from './vault.ts'

/** Its name says nothing of what it is. */
const NAME = 'desk'
const ONLY = 'vault'

interface KeptRow extends KeptVault {
  readonly id: typeof ONLY
}

/** Rows in the browser's own database; other windows of the desk hear when one is written. */
export function deviceBoxes(): Boxes {
  const base = new Dexie(NAME)
  base.version(1).stores({ vault: 'id', boxes: '[kind+id], kind' })
  const vaults: Table<KeptRow, string> = base.table('vault')
  const boxes: Table<Box, [string, string]> = base.table('boxes')
  const channel = new BroadcastChannel(NAME)
  const changed = () => channel.postMessage('changed')
  return {
    vault: async () => {
      const row = await vaults.get(ONLY)
      if (row === undefined) return undefined
      const { id: _, ...vault } = row
      return vault
    },
    keepVault: async (vault) => {
      await vaults.put({ ...vault, id: ONLY })
      changed()
    },
    ofKind: (kind) => boxes.where('kind').equals(kind).toArray(),
    one: (kind, id) => boxes.get([kind, id]),
    count: (kind) => boxes.where('kind').equals(kind).count(),
    put: async ({ kind, id, sealed }, was) => {
      const written = await base.transaction('rw', boxes, async () => {
        const found = await boxes.get([kind, id])
        if ((found?.revision ?? 0) !== was) return false
        await boxes.put({ kind, id, sealed, revision: was + 1 })
        return true
      })
      if (written) changed()
      return written
    },
    remove: async (rows) => {
      await boxes.bulkDelete(rows.map(({ kind, id }): [string, string] => [kind, id]))
      changed()
    },
    dropVault: async () => {
      await vaults.clear()
      changed()
    },
    dropRows: async () => {
      await boxes.clear()
      await base.delete({ disableAutoOpen: false })
    },
    watch: (told) => {
      channel.addEventListener('message', told)
      return () => channel.removeEventListener('message', told)
    },
  }
}
