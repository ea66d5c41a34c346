import type { Static } from 'typebox'
import { closed } from '../schema.ts'

/** The recipient cannot stop any more; the reason is in its stage. */
export const CancellationRefused = closed({})
export type CancellationRefused = Static<typeof CancellationRefused>
