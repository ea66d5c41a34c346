import type { Category, Need } from '@ihala/contract'

interface Kind {
  readonly name: string
  readonly serves: readonly Need[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Need, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that this is a fund (K5). */
  readonly trustMarks: readonly string[]
}

/** What a funder is. H2: the coded need is all it asks for; the referring body is payer of record and attests identity. */
export const kind: Kind = {
  name: 'charity-funding',
  serves: ['financial-assistance'],
  leastData: { 'financial-assistance': ['need'] },
  trustMarks: ['fund-holder'],
}
