import type { Box, Boxes } from '../src/offline/boxes.ts'
import type { KeptVault } from '../src/offline/vault.ts'

/** Rows in memory, as the browser's database keeps them; `told` lists what was done to them, in order. */
export function memoryBoxes(): Boxes & { readonly rows: Map<string, Box>; readonly told: string[] } {
  const rows = new Map<string, Box>()
  const told: string[] = []
  let kept: KeptVault | undefined
  const keyOf = ({ kind, id }: Pick<Box, 'kind' | 'id'>) => `${kind}/${id}`
  const ofKind = (kind: string) => [...rows.values()].filter((row) => row.kind === kind)
  return {
    rows,
    told,
    vault: async () => kept,
    keepVault: async (vault) => {
      kept = vault
    },
    ofKind: async (kind) => ofKind(kind),
    one: async (kind, id) => rows.get(keyOf({ kind, id })),
    count: async (kind) => ofKind(kind).length,
    put: async (row, was) => {
      if ((rows.get(keyOf(row))?.revision ?? 0) !== was) return false
      rows.set(keyOf(row), { ...row, revision: was + 1 })
      return true
    },
    remove: async (gone) => {
      for (const row of gone) rows.delete(keyOf(row))
    },
    dropVault: async () => {
      told.push('vault dropped')
      kept = undefined
    },
    dropRows: async () => {
      told.push('rows dropped')
      rows.clear()
    },
    watch: () => () => undefined,
  }
}
