import type { Category, Need } from '@ihala/contract'
import type { Static } from 'typebox'

interface Kind {
  readonly name: string
  readonly serves: readonly Static<typeof Need>[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Static<typeof Need>, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that this is a shelter (K5). */
  readonly trustMarks: readonly string[]
}

/**
 * What a shelter is. R-2: papers, police reports and testimony are in no list, so that a bed cannot come to depend on them;
 * neither is `exposure`.
 */
export const kind: Kind = {
  name: 'shelter',
  serves: ['shelter', 'health-care', 'psychological-care', 'food-and-relief'],
  leastData: {
    shelter: ['need', 'safe-contact'],
    'health-care': ['need', 'health'],
    'psychological-care': ['need'],
    'food-and-relief': ['need'],
  },
  trustMarks: ['licensed-shelter'],
}
