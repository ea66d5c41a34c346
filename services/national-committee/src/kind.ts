import type { Category, Need } from '@ihala/contract'

interface Kind {
  readonly name: string
  readonly serves: readonly Need[]
  /** The least a referral must open once it is accepted. */
  readonly leastData: Readonly<Partial<Record<Need, readonly Category[]>>>
  /** Trust marks the registry must show; the anchor's own word needs none. */
  readonly trustMarks: readonly string[]
}

/** What the committee is: it co-ordinates and counts; nobody is referred to it (D-7). */
export const kind: Kind = { name: 'national-committee', serves: [], leastData: {}, trustMarks: [] }
