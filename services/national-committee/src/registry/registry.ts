import { type KeyUse, type MemberMetadata, type Names, Refusal, type RegistryStatement } from '@ihala/contract'

/** A member as the committee's staff see it: an organisation and the ends of its keys, nobody's name. */
export interface MemberStanding {
  readonly entityId: string
  readonly names: Names
  readonly kind: string
  readonly status: MemberMetadata['status'] | 'removed'
  /** When its statement must have been renewed. */
  readonly statementEndsAt: string
  readonly keys: {
    readonly kid: string
    readonly use: KeyUse
    readonly endsAt: string
    readonly daysLeft: number
    readonly revoked: boolean
  }[]
}

/** What verification says of a signed object of the anchor. */
export type Heard<T> =
  | { readonly outcome: 'trusted'; readonly content: T }
  | { readonly outcome: 'refused'; readonly code: 'statement-invalid' | 'statement-expired' }

const DAY = 24 * 3600

/** What the anchor signed. `field` is where the request had it. Throws Refusal `statement-invalid`, `statement-expired`. */
export function trusted<T>(heard: Heard<T>, field: string): T {
  if (heard.outcome === 'refused') throw new Refusal(heard.code, { field })
  return heard.content
}

/** Throws Refusal `statement-invalid` when something newer is held: an old word may not undo a revocation. */
export function assertNotOlder(iat: number, held: number | undefined, field: string): void {
  if (held !== undefined && iat < held) throw new Refusal('statement-invalid', { field, rule: 'older' })
}

/** The member as staff see it at `now`, seconds since 1970. Days are whole ones left, below zero when a key has ended. */
export function standingOf(statement: RegistryStatement, removed: boolean, now: number): MemberStanding {
  const { names, kind, status } = statement.metadata.ihala_member
  return {
    entityId: statement.sub,
    names,
    kind,
    status: removed ? 'removed' : status,
    statementEndsAt: instantOf(statement.exp),
    keys: statement.jwks.keys
      .map(({ kid, use, exp, revokedAt }) => ({
        kid,
        use,
        endsAt: instantOf(exp),
        daysLeft: Math.floor((exp - now) / DAY),
        revoked: revokedAt !== undefined,
      }))
      .sort((one, other) => one.daysLeft - other.daysLeft),
  }
}

const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString()
