import Type, { type Static } from 'typebox'
import { EntityId, Instant } from './identifiers.ts'
import { check, closed, codes } from './schema.ts'

/**
 * K8: what became of a member; `tested`: the conformance run that it passed before it was admitted. K6: what was agreed with another
 * network, anew with each change of it, and that it ended.
 */
export const MembershipChange = codes(
  [
    'tested',
    'admitted',
    'suspended',
    'restored',
    'keys-changed',
    'details-changed',
    'removed',
    'cross-certified',
    'cross-certificate-ended',
  ],
  'FEATURES K6, K8',
)
export type MembershipChange = Static<typeof MembershipChange>

/** How long a word of the registry may be acted on before the membership log has it (T26), seconds. */
export const IN_LOG_WITHIN = 600

/** One entry of the membership log, as it stands on the registry's stream; its leaf is computed from these members. */
export const MembershipEntry = closed({
  /** Place in the log, from 0. */
  position: Type.Integer({ minimum: 0, maximum: 2 ** 40 }),
  at: Instant,
  entityId: EntityId,
  change: MembershipChange,
  /** The signed word that it follows from: the statement about the member, the list that names it no longer, the protocol of its run, or a cross-certificate. */
  jws: Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 200_000 }),
})
export type MembershipEntry = Static<typeof MembershipEntry>
export const checkMembershipEntry = check(MembershipEntry)

/** The head of the membership log as the committee signs it; shorter than what members tell each other of it, which has countersignatures. */
export const MembershipHead = Type.String({ pattern: '^membership\\.[a-z0-9.-]+/log/1\\n[ -~\\n—]+\\n$', maxLength: 600 })
export const checkMembershipHead = check(MembershipHead)
