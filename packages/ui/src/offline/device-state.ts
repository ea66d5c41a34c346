import type { KnownPerson } from './known.ts'
import type { DeviceDraft, Pause, SentPerson } from './queue.ts'
import type { KeptDraft } from './sealed-rows.ts'
import type { Bytes } from './sealing.ts'
import type { KeptPasskey } from './vault.ts'

/** Whose device it is: the officer who set it up, signed in. */
export interface Profile {
  readonly officer: string
}

/** How the device stands. */
export type Stands =
  | { readonly name: 'reading' }
  /** Nothing is set up here. */
  | { readonly name: 'none' }
  | { readonly name: 'locked'; readonly blockedUntil: string | null; readonly failures: number; readonly passkey: KeptPasskey | null }
  | { readonly name: 'open'; readonly profile: Profile; readonly passkey: boolean }
  /** All was destroyed; nothing goes on in this window. */
  | { readonly name: 'wiped' }

/** All that screens show of the device. A new object whenever something changed. */
export interface DeviceState {
  readonly stands: Stands
  /** Drafts that have not been sent, also while it is locked. */
  readonly waiting: number
  readonly drafts: readonly KeptDraft[]
  readonly sent: readonly SentPerson[]
  /** People of the office who were taken along. */
  readonly known: readonly KnownPerson[]
  readonly lists: unknown
  readonly sending: boolean
  readonly pause: Pause | undefined
  /** What was deleted last; it lives in this window's memory alone. */
  readonly undoable: Deleted | undefined
}

/** What was deleted, and how the crews stood that it was taken out of. */
export interface Deleted {
  readonly drafts: readonly DeviceDraft[]
  readonly before: readonly DeviceDraft[]
  readonly files: ReadonlyMap<string, Bytes>
}
