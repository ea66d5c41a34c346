import { createHash } from 'node:crypto'
import type { TreeReader } from '@ihala/ledger'

/** A tree in memory that keeps every hash, so that a proof computes none. */
export function growingTree(): TreeReader & { readonly add: (leaf: Buffer) => void } {
  const levels: Buffer[][] = [[]]
  return {
    add: (leaf) => {
      let hash = leaf
      for (let level = 0; ; level += 1) {
        const row = levels[level] ?? []
        levels[level] = row
        const before = row.push(hash) % 2 === 0 ? row.at(-2) : undefined
        if (before === undefined) return
        hash = createHash('sha256').update(Buffer.of(1)).update(before).update(hash).digest()
      }
    },
    read: async (subtrees) =>
      subtrees.map(({ level, index }) => {
        const hash = levels[level]?.[index]
        if (hash === undefined) throw new RangeError('a subtree that is not complete')
        return hash
      }),
  }
}
