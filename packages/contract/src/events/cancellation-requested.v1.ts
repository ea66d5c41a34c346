import type { Static } from 'typebox'
import { CancellationReason } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** The sender asks to stop: disclosure stops at once, the recipient must answer. */
export const CancellationRequested = closed({ reason: CancellationReason })
export type CancellationRequested = Static<typeof CancellationRequested>
