import { randomBytes } from 'node:crypto'
import { type ConsentGiven, noticeIn } from '@ihala/contract'
import type { Person } from '../people/person.ts'

const DAY = 86_400_000

/** The person's decision for one recipient, as it was taken: in their language, in private, read back. */
export function consentOf(
  person: Person,
  given: Pick<ConsentGiven, 'purposes' | 'categories'> & Partial<ConsentGiven>,
  now = Date.now(),
): ConsentGiven {
  return {
    basis: {
      kind: 'consent',
      evidence: {
        v: 2,
        notice: noticeIn(person.consent.language),
        language: person.consent.language,
        coolingOff: 'asked-not-to-wait',
        understood: true,
        readBack: true,
        interpreter: person.consent.interpreter,
        howGiven: person.consent.how,
        witnessed: person.consent.how !== 'signature',
        privatelyConfirmed: true,
        takenAt: new Date(now).toISOString(),
        takenBy: randomBytes(16).toString('base64url'),
      },
    },
    until: new Date(now + 90 * DAY).toISOString(),
    eraseAt: new Date(now + 180 * DAY).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...given,
  }
}
