import type { Category, Need } from '@ihala/contract'

interface Kind {
  readonly name: string
  readonly serves: readonly Need[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Need, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that this is the labour authority (K5). */
  readonly trustMarks: readonly string[]
}

/** What the Ministry's intake is. R-15: the employer's name is needed for a complaint, and told to nobody before the person said so. */
export const kind: Kind = {
  name: 'ministry-intake',
  serves: ['complaint-handling'],
  leastData: { 'complaint-handling': ['need', 'identity', 'employment'] },
  trustMarks: ['labour-authority'],
}
