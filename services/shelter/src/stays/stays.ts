import type { Feature } from '@ihala/kit'
import { stayRoutes } from './stay.http.ts'
import { stayInbox, stayWritten } from './stay.inbox.ts'

const policies = `
permit (principal is Staff, action in [Action::"read-stays", Action::"record-stay"], resource)
when { principal in Role::"shelter-worker" || principal in Role::"duty-officer" };
`

/** Who stays, from arrival to departure. */
export const stays: Feature = {
  name: 'stays',
  migrations: new URL('../../migrations/stays/', import.meta.url),
  policies,
  routes: stayRoutes,
  inbox: stayInbox,
  written: stayWritten,
}
