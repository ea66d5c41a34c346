import type { Static } from 'typebox'
import { CancellationReason } from '../codes/decision.ts'
import { closed } from '../schema.ts'
import type { CancellationRequestedV1 } from './cancellation-requested.v1.ts'

/** The sender asks to stop: disclosure stops at once, the recipient must answer. Version 2 adds that nobody answered in time (J-2). */
export const CancellationRequested = closed({ reason: CancellationReason })
export type CancellationRequested = Static<typeof CancellationRequested>

/** A wish to stop of version 1 as version 2 says it. */
export function upcast(earlier: CancellationRequestedV1): CancellationRequested {
  return earlier
}

/** A wish to stop as version 1 says it; null for the reason that version 1 has no word for. */
export function downcast({ reason }: CancellationRequested): CancellationRequestedV1 | null {
  return reason === 'no-answer' ? null : { reason }
}
