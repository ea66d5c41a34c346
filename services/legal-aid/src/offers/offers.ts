import type { Feature } from '@ihala/kit'
import { offerRoutes } from './offer.http.ts'
import { offerInbox, offerWritten } from './offer.inbox.ts'
import { handOffersOver } from './offer.write.ts'

const policies = `
permit (principal is Staff, action in [Action::"read-lawyers", Action::"make-offer"], resource)
when { principal in Role::"legal-coordinator" };

permit (principal is Staff, action in [Action::"read-offers", Action::"return-offer"], resource)
when { principal in Role::"legal-coordinator" || principal in Role::"lawyer" };

permit (principal is Staff, action == Action::"take-offer", resource)
when { principal in Role::"lawyer" };
`

/** Which lawyer pleads which case. */
export const offers: Feature = {
  name: 'offers',
  migrations: new URL('../../migrations/offers/', import.meta.url),
  policies,
  routes: offerRoutes,
  inbox: offerInbox,
  written: offerWritten,
  handedOver: handOffersOver,
}
