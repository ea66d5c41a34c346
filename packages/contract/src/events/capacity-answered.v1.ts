import Type, { type Static } from 'typebox'
import { AcceptanceCondition, CapacityAnswer } from '../codes/decision.ts'
import { Instant } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** Answer to an enquiry. An offer is held until `heldUntil`. */
export const CapacityAnswered = closed({
  answer: CapacityAnswer,
  heldUntil: Type.Optional(Instant),
  conditions: Type.Array(AcceptanceCondition, { maxItems: 3, uniqueItems: true }),
})
export type CapacityAnswered = Static<typeof CapacityAnswered>
