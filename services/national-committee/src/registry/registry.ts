import { createHash } from 'node:crypto'
import { type MemberMetadata, type Names, Refusal, type RegistryList, type RegistryStatement } from '@ihala/contract'

/** What became of a member. */
export type MembershipChange = 'admitted' | 'suspended' | 'restored' | 'keys-changed' | 'details-changed' | 'removed'

/** One entry of the membership log; `jws` is the signed word that it follows from. */
export interface LogEntry {
  /** Place in the log, from 0. */
  readonly position: number
  /** ISO instant. */
  readonly at: string
  readonly entityId: string
  readonly change: MembershipChange
  readonly jws: string
}

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
    readonly use: 'sig' | 'enc'
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

/** K8: what a statement changes; nothing when it only lives longer. `held` is undefined for who is no member now. */
export function changesBy(held: RegistryStatement | undefined, heard: RegistryStatement): MembershipChange[] {
  if (held === undefined) return heard.metadata.ihala_member.status === 'suspended' ? ['admitted', 'suspended'] : ['admitted']
  const [before, after] = [held.metadata.ihala_member, heard.metadata.ihala_member]
  const changes: MembershipChange[] = []
  if (before.status !== after.status) changes.push(standing(after.status))
  if (keysOf(held) !== keysOf(heard)) changes.push('keys-changed')
  if (detailsOf(before) !== detailsOf(after)) changes.push('details-changed')
  return changes
}

function standing(status: MemberMetadata['status']): MembershipChange {
  switch (status) {
    case 'suspended':
      return 'suspended'
    case 'live':
      return 'restored'
    default:
      return status satisfies never
  }
}

/** K8: members that a new list names no longer. */
export function removedBy(list: RegistryList, members: readonly string[]): string[] {
  const named = new Set(list.members)
  return members.filter((entityId) => !named.has(entityId))
}

const keysOf = (statement: RegistryStatement): string =>
  canonical([...statement.jwks.keys].sort((one, other) => (one.kid < other.kid ? -1 : 1)))
const detailsOf = (member: MemberMetadata): string =>
  canonical({ ...member, status: null, sends: [...member.sends].sort(), serves: [...member.serves].sort() })

/** JSON with the members of every object sorted by name (RFC 8785 for texts, whole numbers, booleans and null). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, content]) => `${JSON.stringify(name)}:${canonical(content)}`).join(',')}}`
}

/** Leaf hash of an entry (RFC 6962 §2.1 over its canonical JSON), base64url: anybody can compute it from what the log shows. */
export function leafOf({ position, at, entityId, change, jws }: LogEntry): string {
  return createHash('sha256').update(Buffer.of(0)).update(canonical({ position, at, entityId, change, jws })).digest('base64url')
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
