import { desk } from '@ihala/desk'
import { defineService, type Feature } from '@ihala/kit'
import { crossingRoutes } from './crossing/crossing.http.ts'
import { federationRoutes } from './federation/federation.http.ts'
import { joiningRoutes } from './joining/joining.http.ts'
import { kind } from './kind.ts'
import { memberComplaintRoutes } from './member-complaints/member-complaint.http.ts'
import { memberComplaintInbox } from './member-complaints/member-complaint.inbox.ts'
import { logRoutes } from './registry/log.http.ts'
import { registryRoutes } from './registry/registry.http.ts'

const registry: Feature = {
  name: 'registry',
  migrations: new URL('../migrations/registry/', import.meta.url),
  policies: `
// The anchor's signature authorises its word, not a session; the membership log is for everybody (K8).
permit (principal, action in [Action::"publish-registry", Action::"read-membership-log"], resource);

// K1: an organisation applies by its own signature; what two people decided is for everybody to see, who they are is not.
permit (principal, action in [Action::"apply-for-membership", Action::"read-orders"], resource);
permit (principal in Role::"admin", action == Action::"decide-membership", resource);

permit (principal is Staff, action == Action::"read-registry", resource)
when { principal in Role::"admin" || principal in Role::"analyst" || principal in Role::"data-protection-officer" };

// D-21: complaints about members, in which no person is named; whoever only counts sees counts.
permit (principal is Staff, action in [Action::"read-member-complaints", Action::"answer-member-complaint"], resource)
when { principal in Role::"admin" || principal in Role::"data-protection-officer" };

// D-7, D-8: members and figures, never persons. Whatever the common desk permits, nobody here writes or reads one.
forbid (principal, action in [Action::"read-person", Action::"write-person", Action::"read-referrals", Action::"read-referral", Action::"write-referral", Action::"decide-referral", Action::"write-watch-list", Action::"read-telephone", Action::"write-telephone", Action::"write-contact", Action::"count-refusal", Action::"ask-danger", Action::"ask-release", Action::"record-compelled", Action::"read-second-person", Action::"tell-person", Action::"confirm-second-person", Action::"seal-person", Action::"answer-second-ask", Action::"read-file", Action::"say-why", Action::"assign-case", Action::"read-my-data", Action::"ask-my-data", Action::"exercise-right", Action::"answer-right", Action::"read-rights", Action::"complain-of-member", Action::"read-holders", Action::"read-holds", Action::"read-kept", Action::"ask-hold", Action::"confirm-hold", Action::"end-hold"], resource);
`,
  routes: (app, service) => {
    registryRoutes(app, service)
    logRoutes(app, service)
    federationRoutes(app, service)
    joiningRoutes(app, service)
    crossingRoutes(app, service)
    memberComplaintRoutes(app)
  },
  inbox: memberComplaintInbox,
}

/** The National Committee: admits members, passes on the anchor's word about them, takes complaints about them; sees no person. */
export const service = defineService({
  kind: kind.name,
  features: [desk, registry],
  serves: kind.serves,
  capabilities: ['registry-anchor'],
})
