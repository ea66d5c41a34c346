import type { Feature } from '@ihala/kit'
import { filingRoutes } from './filing.http.ts'
import { listFilings } from './filing.jobs.ts'

const policies = `
permit (principal, action == Action::"read-filing-list", resource);
`

/** c1: what proves that somebody reported, and on which day; it comes after the reports, whose rows it reads. */
export const filings: Feature = {
  name: 'filings',
  migrations: new URL('../../migrations/filings/', import.meta.url),
  policies,
  routes: filingRoutes,
  looks: listFilings,
}
