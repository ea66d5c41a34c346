import { type CrossPolicy, type MemberMetadata, type MetadataPolicy, type PolicyOperators, RECIPIENT_OF_NOTHING } from '@ihala/contract'
import { eventsOf } from './roles.ts'

/** K7: what the anchor allows a member of this kind to say of itself: kind × event, and the categories it was admitted with. */
export function policyOfKind(kind: string, takes: readonly string[]): MetadataPolicy {
  // M7: whatever it was admitted with.
  const admitted = RECIPIENT_OF_NOTHING.includes(kind) ? [] : [...takes]
  return { ihala_member: { kind: { value: kind }, sends: { subset_of: eventsOf(kind) }, takes: { subset_of: admitted } } }
}

/**
 * What a member may be taken for once its superior's policy was applied (OpenID Federation 1.0 §6.1.4): a `value` replaces,
 * `subset_of` takes away. Undefined when it may not be taken for anything: a `one_of` that does not hold.
 */
export function applyMetadataPolicy(member: MemberMetadata, policy: MetadataPolicy | undefined): MemberMetadata | undefined {
  if (policy === undefined) return member
  const { kind, sends, takes } = policy.ihala_member
  const named = one(member.kind, kind)
  if (named === undefined) return undefined
  return { ...member, kind: named, sends: within(member.sends, sends), takes: within(member.takes, takes) }
}

function one(said: string, { value = said, one_of, subset_of }: PolicyOperators): string | undefined {
  return (one_of ?? [value]).includes(value) && (subset_of ?? [value]).includes(value) ? value : undefined
}

function within<T extends string>(said: readonly T[], { value, one_of, subset_of }: PolicyOperators): T[] {
  const allowed = [value === undefined ? undefined : [value], one_of, subset_of].filter((list) => list !== undefined)
  return said.filter((each) => allowed.every((list) => list.includes(each)))
}

/**
 * K6: what a member of another network may be taken for here. Its own anchor's policy comes first, because that may replace what it
 * says; then all of the cross-certificates on the way to it, which only take away. An accreditation is our own anchor's word about our
 * own members, so it has none here. Undefined when a policy does not let its kind in.
 */
export function crossedMetadata(
  said: MemberMetadata,
  own: MetadataPolicy | undefined,
  crossed: readonly CrossPolicy[],
): MemberMetadata | undefined {
  const member = applyMetadataPolicy(said, own)
  const policies = crossed.map(({ ihala_member }) => ihala_member)
  if (member === undefined || !policies.every(({ kind }) => kind.one_of.includes(member.kind))) return undefined
  // How a grant is written is no kind of event: what no treaty names is not taken away.
  const allowed = (type: string): boolean => type === 'grant' || policies.every(({ accepts }) => accepts.subset_of.includes(type))
  return {
    ...member,
    sends: policies.reduce((left, { sends }) => within(left, sends), member.sends),
    accepts: Object.fromEntries(Object.entries(member.accepts).filter(([type]) => allowed(type))),
    takes: policies.reduce((left, { takes }) => within(left, takes), member.takes),
    marks: [],
  }
}
