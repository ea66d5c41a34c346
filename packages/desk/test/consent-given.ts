import type { ConsentGiven } from '@ihala/contract'
import { saidYes } from '../../../test/kit/said-yes.ts'

/** What somebody decided about one recipient before the clock of an office begins; it outlasts the test. */
export function consentGiven(changes: Partial<ConsentGiven> = {}): ConsentGiven {
  return {
    basis: { kind: 'consent', evidence: saidYes('2026-11-01T19:00:00.000Z') },
    purposes: ['shelter'],
    categories: ['need', 'identity'],
    until: '2027-02-01T00:00:00.000Z',
    eraseAt: '2027-05-01T00:00:00.000Z',
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...changes,
  }
}
