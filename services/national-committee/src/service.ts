import { desk } from '@ihala/desk'
import { defineService, type Feature } from '@ihala/kit'
import { kind } from './kind.ts'
import { registryRoutes } from './registry/registry.http.ts'

const registry: Feature = {
  name: 'registry',
  migrations: new URL('../migrations/registry/', import.meta.url),
  policies: `
// The anchor's signature authorises its word, not a session; the membership log is for everybody (K8).
permit (principal, action in [Action::"publish-registry", Action::"read-membership-log"], resource);

permit (principal is Staff, action == Action::"read-registry", resource)
when { principal in Role::"admin" || principal in Role::"analyst" || principal in Role::"data-protection-officer" };

// D-7, D-8: members and figures, never persons. Whatever the common desk permits, nobody here writes or reads one.
forbid (principal, action in [Action::"read-person", Action::"write-person", Action::"read-referral", Action::"write-referral", Action::"decide-referral", Action::"write-watch-list"], resource);
`,
  routes: registryRoutes,
}

/** The National Committee: admits members and passes on the anchor's word about them; sees no person. */
export const service = defineService({
  kind: kind.name,
  features: [desk, registry],
  serves: kind.serves,
  capabilities: ['registry-anchor'],
})
