export { appendLeaves, eraseLeafContent } from './leaf.store.ts'
export { canonical, type Leaf, type LeafEvent, leafHash, makeLeaf } from './leaf.ts'
export { numberLeaves } from './sequencer.ts'
export type { Database, Tx } from './tx.ts'

/** Folder with this package's migrations. */
export const ledgerMigrations: URL = new URL('../migrations/', import.meta.url)
