import type { Feature } from '@ihala/kit'
import { reportRoutes } from './report.http.ts'
import { lookAfterReports } from './report.jobs.ts'

const policies = `
// J-5: a report may say that somebody is in danger now, so whoever is on duty reads it too, and answers.
permit (principal is Staff, action in [Action::"read-reports", Action::"open-report", Action::"ask-reporter"], resource)
when { principal in Role::"intake-officer" || principal in Role::"duty-officer" };

permit (principal is Staff, action in [Action::"work-on-report", Action::"make-case-of-report", Action::"close-report"], resource)
when { principal in Role::"intake-officer" };
`

/** Reports of people nobody knows (J-5): kept sealed, read, answered, and made a case only when they say who they are. */
export const reports: Feature = {
  name: 'reports',
  migrations: new URL('../../migrations/reports/', import.meta.url),
  policies,
  routes: reportRoutes,
  looks: lookAfterReports,
}
