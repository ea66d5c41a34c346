import type { Static } from 'typebox'
import { RightHolder } from '../codes/rights.ts'
import { closed } from '../schema.ts'

/**
 * The person wants to know what is held of them (DESIGN §7, J-6). Whoever was referred to answers for itself and asks whom it passed
 * something on to; whoever referred answers for itself.
 */
export const HoldingAsked = closed({ by: RightHolder })
export type HoldingAsked = Static<typeof HoldingAsked>
