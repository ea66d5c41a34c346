import type { Feature } from '@ihala/kit'
import { matterRoutes } from './matter.http.ts'
import { matterInbox } from './matter.inbox.ts'
import { matterJobs } from './matter.jobs.ts'
import { matterWritten } from './matter.written.ts'

const policies = `
permit (principal is Staff, action == Action::"read-matters", resource)
when { principal in Role::"intake-officer" || principal in Role::"duty-officer" };

permit (principal is Staff, action in [Action::"screen-matter", Action::"confirm-with-worker", Action::"notify-employer", Action::"set-joint-session", Action::"settle-matter"], resource)
when { principal in Role::"intake-officer" };
`

/** Complaints taken on: registration, screening, conciliation and its clock. */
export const matters: Feature = {
  name: 'matters',
  migrations: new URL('../../migrations/matters/', import.meta.url),
  policies,
  routes: matterRoutes,
  written: matterWritten,
  inbox: matterInbox,
  jobs: matterJobs,
}
