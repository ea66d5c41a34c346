import Type, { type Static } from 'typebox'
import { DangerReason } from '../codes/consent.ts'
import { Need, Urgency } from '../codes/need.ts'
import { Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/**
 * R-1a: the duty officer of another member is asked to be the second person for danger. Of whom, is not said, nor to whom it shall go:
 * the coded reason, what is needed, how urgent, and until when the answer counts, an hour at most.
 */
export const SecondPersonAsked = closed({
  /** A name of its own, which stands nowhere else. */
  act: RandomId,
  reason: DangerReason,
  needs: Type.Array(Need, { minItems: 1, maxItems: Need.enum.length, uniqueItems: true }),
  urgency: Urgency,
  until: Instant,
})
export type SecondPersonAsked = Static<typeof SecondPersonAsked>
