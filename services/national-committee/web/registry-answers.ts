import type { Names } from '@ihala/contract'

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
      readonly use: 'sig' | 'enc'
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
