import type { Category, Need } from '@ihala/contract'
import type { Static } from 'typebox'

interface Kind {
  readonly name: string
  readonly serves: readonly Static<typeof Need>[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Static<typeof Need>, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that these are lawyers (K5). */
  readonly trustMarks: readonly string[]
}

/** What legal aid is. R-5: `exposure` may come here, and is asked of nobody. */
export const kind: Kind = {
  name: 'legal-aid',
  serves: ['legal-aid'],
  leastData: { 'legal-aid': ['need', 'identity', 'safe-contact'] },
  trustMarks: ['bar-member'],
}
