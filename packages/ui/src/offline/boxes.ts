import type { BoxKind, Bytes } from './sealing.ts'
import type { KeptVault } from './vault.ts'

/** One row on the device: where it belongs is plain, what is in it is sealed. */
export interface Box {
  readonly kind: BoxKind
  readonly id: string
  /** Goes up with each writing, so that two windows do not write over each other unseen. */
  readonly revision: number
  readonly sealed: Bytes
}

/** What keeps rows on the device. */
export interface Boxes {
  readonly vault: () => Promise<KeptVault | undefined>
  readonly keepVault: (vault: KeptVault) => Promise<void>
  readonly ofKind: (kind: BoxKind) => Promise<readonly Box[]>
  readonly one: (kind: BoxKind, id: string) => Promise<Box | undefined>
  /** How many rows of a kind there are, without a key. */
  readonly count: (kind: BoxKind) => Promise<number>
  /** Writes a row over its `was`-th writing (0: there is none). False where it is another one by now; then nothing is written. */
  readonly put: (row: { readonly kind: BoxKind; readonly id: string; readonly sealed: Bytes }, was: number) => Promise<boolean>
  /** Takes rows away, all or none. */
  readonly remove: (rows: readonly { readonly kind: BoxKind; readonly id: string }[]) => Promise<void>
  /** Destroys the wrapped key: from here on nobody reads the rows. */
  readonly dropVault: () => Promise<void>
  readonly dropRows: () => Promise<void>
  /** Told when another window wrote. Returns how to end that. */
  readonly watch: (told: () => void) => () => void
}
