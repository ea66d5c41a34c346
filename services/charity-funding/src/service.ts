import { desk } from '@ihala/desk'
import { defineService, type Feature } from '@ihala/kit'
import { awardRoutes } from './awards/award.http.ts'
import { fundRoutes } from './fund/fund.http.ts'
import { kind } from './kind.ts'

const fund: Feature = {
  name: 'fund',
  migrations: new URL('../migrations/fund/', import.meta.url),
  policies: `
permit (principal is Staff, action == Action::"read-fund", resource)
when { principal in Role::"case-worker" || principal in Role::"approver" || principal in Role::"analyst" || principal in Role::"admin" };

permit (principal is Staff, action == Action::"endow-fund", resource)
when { principal in Role::"admin" };
`,
  routes: fundRoutes,
}

const awards: Feature = {
  name: 'awards',
  migrations: new URL('../migrations/awards/', import.meta.url),
  policies: `
permit (principal is Staff, action in [Action::"read-awards", Action::"refuse-award", Action::"pay-award"], resource)
when { principal in Role::"case-worker" || principal in Role::"approver" };

permit (principal is Staff, action == Action::"assess-award", resource)
when { principal in Role::"case-worker" };

permit (principal is Staff, action == Action::"approve-award", resource)
when { principal in Role::"approver" };
`,
  routes: awardRoutes,
}

/** A charity with a fund for victims: assesses, approves by two, pays the referring body; its tables know no name. */
export const service = defineService({ kind: kind.name, features: [desk, fund, awards], serves: kind.serves })
