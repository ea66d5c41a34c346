import type { CrossCertificate, MemberMetadata, MembershipChange, RegistryList, RegistryStatement } from '@ihala/contract'

/** K8: what a statement changes; nothing when it only lives longer. `held` is undefined for who is no member now. */
export function changesBy(held: RegistryStatement | undefined, heard: RegistryStatement): MembershipChange[] {
  if (held === undefined) return heard.metadata.ihala_member.status === 'suspended' ? ['admitted', 'suspended'] : ['admitted']
  const [before, after] = [held.metadata.ihala_member, heard.metadata.ihala_member]
  const changes: MembershipChange[] = []
  if (before.status !== after.status) changes.push(standing(after.status))
  if (keysOf(held) !== keysOf(heard)) changes.push('keys-changed')
  if (detailsOf(held) !== detailsOf(heard)) changes.push('details-changed')
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

/** K6, K8: what a cross-certificate changes; nothing when it only lives longer. */
export function crossingBy(held: CrossCertificate | undefined, heard: CrossCertificate): MembershipChange[] {
  if (held !== undefined && agreedIn(held) === agreedIn(heard)) return []
  const { status } = heard.metadata.ihala_network
  switch (status) {
    case 'live':
      return ['cross-certified']
    case 'ended':
      return ['cross-certificate-ended']
    default:
      return status satisfies never
  }
}

/** The newest entry of the membership log about a member or another network, as far as it says what a word about it may say. */
export interface LastEntry {
  readonly change: MembershipChange
  /** ISO instant. */
  readonly at: string
  /** What its signed word says; undefined when that is neither a statement nor a cross-certificate. */
  readonly said: RegistryStatement | CrossCertificate | undefined
}

/**
 * T26: whether the membership log has what a statement says. A renewal is no entry: the newest one about the member must say the
 * same. Of who was removed an older word may be around for a day, and one by which it may do nothing.
 */
export function isInLog(word: RegistryStatement | CrossCertificate, last: LastEntry | undefined): boolean {
  if (last === undefined) return false
  const { said } = last
  if (isCrossing(word)) return said !== undefined && isCrossing(said) && crossingBy(said, word).length === 0
  if (last.change === 'removed') return word.metadata.ihala_member.status === 'suspended' || word.iat * 1000 <= Date.parse(last.at)
  return said !== undefined && !isCrossing(said) && changesBy(said, word).length === 0
}

/** Whether a word of the registry is about another network, and not about a member. */
export function isCrossing(word: RegistryStatement | CrossCertificate): word is CrossCertificate {
  return 'ihala_network' in word.metadata
}

/** All that was agreed, without the day it was said on. */
function agreedIn({ iat: _, exp: __, ...agreed }: CrossCertificate): string {
  return canonical(agreed)
}

const keysOf = (statement: RegistryStatement): string =>
  canonical([...statement.jwks.keys].sort((one, other) => (one.kid < other.kid ? -1 : 1)))
const sorted = (list: readonly string[]): readonly string[] => [...list].sort()

function detailsOf({ metadata: { ihala_member: member }, metadata_policy }: RegistryStatement): string {
  return canonical([{ ...member, status: null, sends: sorted(member.sends), serves: sorted(member.serves) }, metadata_policy ?? null])
}

/** JSON with the members of every object sorted by name (RFC 8785 for texts, whole numbers, booleans and null). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, content]) => `${JSON.stringify(name)}:${canonical(content)}`).join(',')}}`
}
