import { type ComponentType, createContext, type ReactNode } from 'react'

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

/** The parts of this desk, where it works without a network and they are there. */
export const OfflineContext = createContext<OfflineParts | undefined>(undefined)
