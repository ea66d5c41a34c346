import { COMPLAINT_KINDS, type MemberMetadata } from '@ihala/contract'
import { versionFor } from './roles.ts'

/** A member as the registry names it. */
export interface NamedMember {
  readonly entityId: string
  readonly member: Pick<MemberMetadata, 'kind' | 'status' | 'accepts'>
}

/**
 * D-21: the body that takes every member's box of complaints, whatever is in it: the independent one where there is one, of several the
 * first by name. Undefined while none can be told anything.
 */
export function complaintBody(members: readonly NamedMember[]): string | undefined {
  const able = members.filter(({ member }) => member.status === 'live' && versionFor('complaint-box', member.accepts) !== undefined)
  const [first] = COMPLAINT_KINDS.flatMap((kind) => able.flatMap(({ entityId, member }) => (member.kind === kind ? [entityId] : [])).sort())
  return first
}
