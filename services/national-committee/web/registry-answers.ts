import type { ComplaintFinding, ComplaintState, GuardedCount, KeyUse, MemberComplaint, Names } from '@ihala/contract'

/** GET /registry/members: the standing of each member and of its keys. */
export interface RegistryMembers {
  readonly members: readonly {
    readonly entityId: string
    readonly names: Names
    readonly kind: string
    readonly status: 'live' | 'suspended' | 'removed'
    readonly statementEndsAt: string
    readonly keys: readonly {
      readonly kid: string
      readonly use: KeyUse
      readonly endsAt: string
      readonly daysLeft: number
      readonly revoked: boolean
    }[]
  }[]
}

/** GET /registry/changes: the public membership log. */
export interface RegistryLog {
  readonly changes: readonly {
    readonly position: number
    readonly at: string
    readonly entityId: string
    readonly change: string
    readonly leaf: string
  }[]
  readonly next: number | null
}

/** An organisation on its way to be a member (K1). */
export interface RegistryApplication {
  readonly entityId: string
  readonly names: Names
  readonly kind: string
  readonly state: 'applied' | 'verified' | 'tested' | 'approved'
  readonly fingerprint: string
  readonly appliedAt: string
  readonly conformance: { readonly hash: string; readonly testedAt: string } | null
  readonly approvedOnce: boolean
  readonly approvedByMe: boolean
}

/** GET /registry/applications: who applied, and how far each is. */
export interface RegistryApplications {
  readonly applications: readonly RegistryApplication[]
}

/** GET /registry/measures: what was proposed about members, and what of it counts. */
export interface RegistryMeasures {
  readonly measures: readonly {
    readonly id: string
    readonly entityId: string
    readonly measure: 'suspend' | 'restore' | 'expel' | 'revoke-key'
    readonly kid: string | null
    readonly proposedAt: string
    readonly proposedByMe: boolean
    readonly proposedByNames: Names | null
    readonly confirmedAt: string | null
  }[]
}

/** GET /member-complaints: what people say against members; who they are, nobody here knows (D-21). */
export interface MemberComplaints {
  readonly complaints: readonly {
    readonly id: string
    readonly number: string
    readonly about: string
    readonly what: MemberComplaint
    readonly answer: boolean
    readonly from: string
    readonly receivedAt: string
    readonly state: ComplaintState
    readonly finding: ComplaintFinding | null
    readonly closedAt: string | null
  }[]
  readonly more: boolean
}

/** GET /member-complaint-counts: by member and code; a small number is not told. */
export interface MemberComplaintCounts {
  readonly rows: readonly { readonly about: string; readonly what: MemberComplaint; readonly count: GuardedCount }[]
}
