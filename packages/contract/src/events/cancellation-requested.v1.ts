import type { Static } from 'typebox'
import { closed, codes } from '../schema.ts'

/** The sender asks to stop: disclosure stops at once, the recipient must answer. */
export const CancellationRequestedV1 = closed({
  reason: codes(['person-asked', 'other-body-took-it', 'no-longer-needed', 'sent-to-wrong-body'], 'Gravity SDOH IG statusReason'),
})
export type CancellationRequestedV1 = Static<typeof CancellationRequestedV1>
