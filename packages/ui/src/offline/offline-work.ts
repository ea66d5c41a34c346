import type { Names } from '@ihala/contract'
import { type ComponentType, createContext, type ReactNode } from 'react'

/** What a draft's form works with. */
export interface OwnFields {
  /** As it was kept on this device; an empty object at first. */
  readonly kept: unknown
  readonly onChange: (form: unknown) => void
  /** Where the people it is about are chosen, of those on this device. */
  readonly people: ReactNode
}

/** Something a kind lets its officers write down without a network, beside people, pictures and referrals. */
export interface OwnDraft {
  /** Of this kind alone: `complaint`. */
  readonly code: string
  readonly title: Names
  /** Where it is sent. */
  readonly path: string
  readonly Fields: ComponentType<OwnFields>
  /** What is sent, without the people (`people` is filled in when they have their ids); undefined while something is missing. */
  readonly bodyOf: (kept: unknown) => Readonly<Record<string, unknown>> | undefined
}

/** The parts of a desk that works without a network. */
export interface OfflineParts {
  /** Gives all below it the device. */
  readonly Device: ComponentType<{ readonly children: ReactNode }>
  /** How many have not been sent, always in sight. */
  readonly Count: ComponentType
  /** The drafts of this device, and the way to them. */
  readonly Drafts: ComponentType
  /** The whole window while no service answers: nothing but the drafts. */
  readonly Alone: ComponentType<{ readonly language: ReactNode; readonly onDesk: () => void }>
}

/** How a desk works without a network: what it lets write down, and the parts, fetched when the desk opens. */
export interface OfflineWork {
  readonly load: () => Promise<OfflineParts>
}

/** Lets a desk work without a network. `own` fetches what this kind's officers write down. */
export function offlineWork(own: () => Promise<{ readonly ownDrafts: readonly OwnDraft[] }>): OfflineWork {
  return {
    load: async () => (await import('./offline-parts.tsx')).offlineParts(own),
  }
}

/** The parts of this desk, where it works without a network and they are there. */
export const OfflineContext = createContext<OfflineParts | undefined>(undefined)
