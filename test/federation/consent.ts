import { randomBytes } from 'node:crypto'
import { type ConsentGiven, noticeIn } from '@ihala/contract'
import { saidYes } from '../kit/said-yes.ts'
import type { Person } from '../people/person.ts'

const DAY = 86_400_000

/** The person's decision for one recipient, as it was taken: in their language, in private, read back. */
export function consentOf(
  person: Person,
  given: Pick<ConsentGiven, 'purposes' | 'categories'> & Partial<ConsentGiven>,
  now = Date.now(),
): ConsentGiven {
  const { language, interpreter, how } = person.consent
  return {
    basis: {
      kind: 'consent',
      evidence: saidYes(new Date(now).toISOString(), {
        notice: noticeIn(language),
        language,
        interpreter,
        howGiven: how,
        witnessed: how !== 'signature',
        takenBy: randomBytes(16).toString('base64url'),
      }),
    },
    until: new Date(now + 90 * DAY).toISOString(),
    eraseAt: new Date(now + 180 * DAY).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...given,
  }
}
