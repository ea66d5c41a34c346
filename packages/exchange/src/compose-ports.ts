import type { Event } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { GrantTerms, Stamp } from '@ihala/policy'
import type { Keyring } from '@ihala/seal'
import type { CaseKeys } from './case-secrets.ts'
import type { RegistryCache } from './registry-cache.ts'
import type { Store } from './store/store.ts'
import type { Sealed } from './store/unit.ts'

/** A grant before it is signed: the sender adds itself, the recipient, ids and times. */
export type GrantDraft = GrantTerms & {
  /** The case whose request grant this one narrows, when data is passed on (DESIGN §7). */
  readonly narrows?: string
}

/** Something to be sent. `send` buffers it; it is signed and sealed at the end of the transaction. */
export interface OutgoingMessage {
  /** Entity id of the recipient. */
  readonly to: string
  /** The referral; null for pair-level kinds. */
  readonly caseId: string | null
  readonly event: Event
  /** Only with the first event of a referral. */
  readonly grant?: GrantDraft
  /** Its name, when the sender must know it before it is composed; a fresh one unless told. */
  readonly jti?: string
}

/** What is to be published once the transaction has committed. */
export type Dispatch = readonly Sealed[]

/** The sending half of one transaction. */
export interface Outgoing {
  readonly send: (message: OutgoingMessage) => void
  /** Composes validate → grant → role → sign → leaf → seal → row for all that was sent, and writes it. Throws Refusal. */
  readonly flush: () => Promise<Dispatch>
}

/** What composing needs. */
export interface ComposePorts<T = Tx> {
  readonly self: { readonly entityId: string }
  readonly keyring: Keyring
  readonly registry: RegistryCache
  readonly store: Store<T>
  readonly caseKeys: CaseKeys<T>
  readonly stamp: () => Stamp
  /** Of an organisation that was rebuilt from a backup (DESIGN §10); undefined when this one was not. */
  readonly recovery?: () => Recovery | undefined
  /** Whether our log has been without witnesses for so long that nothing of a referral goes out (DESIGN §10). */
  readonly unwitnessed?: () => boolean
}

/** How far a rebuilt organisation is. */
export interface Recovery {
  /** Whether it goes on. When it has ended, only who was left out is still to be heard. */
  readonly open: boolean
  /** Whether a partner has told what it holds; before, nothing of a referral goes to it or is taken from it. */
  readonly hasHeard: (partner: string) => boolean
  /** Whether nothing is missing here of what a partner holds. */
  readonly isDone: (partner: string) => boolean
  /** Whether somebody who was left out is a live member again. */
  readonly returned: () => boolean
}

/** The recovery, as far as it concerns one partner; undefined when all is as if nothing had been lost. */
export function recoveryWith<T>({ recovery }: Pick<ComposePorts<T>, 'recovery'>, partner: string): Recovery | undefined {
  const now = recovery?.()
  return now && (now.open || !now.isDone(partner)) ? now : undefined
}
