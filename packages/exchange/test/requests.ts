import type { Event, NeedSection } from '@ihala/contract'
import { saidYes } from '../../../test/kit/said-yes.ts'
import { type GrantDraft, randomId } from '../src/index.ts'
import { seconds } from './stamps.ts'

/** A coded need without a word of text. */
export const NEED: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}

/** A grant for need, identity and the way back. */
export function grantDraft(changes: Partial<GrantDraft> = {}): GrantDraft {
  return {
    exp: seconds() + 30 * 86_400,
    basis: {
      kind: 'consent',
      // Long before any clock of these tests.
      evidence: saidYes('2026-02-01T09:00:00.000Z', { takenBy: randomId() }),
    },
    purposes: ['shelter'],
    categories: ['need', 'identity', 'progress'],
    eraseAt: new Date(Date.now() + 60 * 86_400_000).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...changes,
  }
}

/** A request for an invented person. */
export function request(): Event {
  return {
    type: 'referral-requested',
    data: { person: randomId(), need: NEED, respondBy: new Date(Date.now() + 7_200_000).toISOString(), relatesTo: [] },
  }
}
