import Type, { type Static } from 'typebox'
import { AcceptanceCondition } from '../codes/decision.ts'
import { closed } from '../schema.ts'

/** The recipient takes the person on; with `transfer` it becomes the responsible body. Accepting implies opening. */
export const ReferralAccepted = closed({
  transfer: Type.Boolean(),
  conditions: Type.Array(AcceptanceCondition, { maxItems: 3, uniqueItems: true }),
})
export type ReferralAccepted = Static<typeof ReferralAccepted>
