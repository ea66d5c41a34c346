import type { Feature } from '@ihala/kit'
import { mandateRoutes } from './mandate.http.ts'

const policies = `
permit (principal is Staff, action in [Action::"read-mandates", Action::"write-mandate"], resource)
when { principal in Role::"legal-coordinator" || principal in Role::"lawyer" };
`

/** Mandates and powers of attorney: things of their own, beside consent. */
export const mandates: Feature = {
  name: 'mandates',
  migrations: new URL('../../migrations/mandates/', import.meta.url),
  policies,
  routes: mandateRoutes,
}
