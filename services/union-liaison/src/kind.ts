import type { Category, Need } from '@ihala/contract'

interface Kind {
  readonly name: string
  readonly serves: readonly Need[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Need, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that this is an accredited liaison office (K5). */
  readonly trustMarks: readonly string[]
}

/** What a liaison office is: it refers, and nobody refers to it (D-5). */
export const kind: Kind = { name: 'union-liaison', serves: [], leastData: {}, trustMarks: ['accredited-liaison-office'] }
