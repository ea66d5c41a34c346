import Type, { type Static } from 'typebox'
import { NumericDate, TelephoneCode } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { ReferralRequestedV1 } from './referral-requested.v1.ts'

/**
 * Please take this person. Version 2 adds J-9: what was announced by telephone while the link was down names the code that
 * was spoken, so that the recipient's own record of the call and this referral join.
 */
export const ReferralRequested = closed({
  ...ReferralRequestedV1.properties,
  byTelephone: Type.Optional(
    closed({
      code: TelephoneCode,
      /** When the code was spoken, seconds since 1970. */
      at: NumericDate,
    }),
  ),
})
export type ReferralRequested = Static<typeof ReferralRequested>

/** A request of version 1 as version 2 says it: nobody telephoned. */
export function upcast(earlier: ReferralRequestedV1): ReferralRequested {
  return earlier
}

/** A request as version 1 says it; null when it was announced by telephone, for which version 1 has no word. */
export function downcast({ byTelephone, ...earlier }: ReferralRequested): ReferralRequestedV1 | null {
  return byTelephone === undefined ? earlier : null
}
