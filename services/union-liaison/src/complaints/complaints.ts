import type { Feature } from '@ihala/kit'
import { complaintRoutes } from './complaint.http.ts'

/** Accredited liaison officers only: not even the office's own admin reads who complains (D-5, R-4). */
const policies = `
permit (principal is Staff, action in [Action::"write-complaint", Action::"read-complaints"], resource)
when { principal in Role::"liaison-officer" };
`

/** Complaints documented by this office, and the people in them. */
export const complaints: Feature = {
  name: 'complaints',
  migrations: new URL('../../migrations/complaints/', import.meta.url),
  policies,
  routes: complaintRoutes,
}
