import type { Feature } from '@ihala/kit'
import { proceedingsRoutes } from './wish.http.ts'

const policies = `
permit (principal is Staff, action in [Action::"read-proceedings", Action::"write-proceedings"], resource)
when { principal in Role::"lawyer" || principal in Role::"legal-coordinator" || principal in Role::"intake-officer" };
`

/**
 * whether a person wishes to take part in proceedings, for bodies that argue their case. No event carries it, no clock
 * looks at it, and no other file of this tree may import what is here.
 */
export const proceedings: Feature = {
  name: 'proceedings',
  migrations: new URL('../../migrations/proceedings/', import.meta.url),
  policies,
  routes: proceedingsRoutes,
}
