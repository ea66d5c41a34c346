import type { Kind } from '@ihala/kit'

/** What a funder is. H2: the coded need is all it asks for; the referring body is payer of record and attests identity. */
export const kind: Kind = {
  name: 'charity-funding',
  serves: ['financial-assistance'],
  leastData: { 'financial-assistance': ['need'] },
  takes: ['need', 'progress'],
  trustMarks: ['fund-holder'],
}
