import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** Who asks, or exercises a right, for the person: they themselves or their guardian. */
export const RightHolder = codes(['person', 'guardian'], 'ISO/IEC TS 27560 PII principal; DOMAIN.md R-6')
export type RightHolder = Static<typeof RightHolder>

/** What is wrong with something held of a person. */
export const CorrectionReason = codes(['wrong', 'out-of-date', 'incomplete', 'about-somebody-else'], 'FEATURES C11; GDPR art. 16')
export type CorrectionReason = Static<typeof CorrectionReason>

/** Why a person objects to what a body does with something of theirs. They need give no other reason. */
export const ObjectionReason = codes(
  ['against-my-wish', 'not-needed-for-this', 'shared-too-widely', 'not-safe-for-me'],
  'FEATURES C11; GDPR art. 21; DOMAIN.md R-3',
)
export type ObjectionReason = Static<typeof ObjectionReason>

/** What became of a right that was exercised. */
export const RightOutcome = codes(['done', 'done-in-part', 'refused'], 'FEATURES C11; GDPR art. 12(3)')
export type RightOutcome = Static<typeof RightOutcome>

/** Why it was not done, or not all of it. A body that finds the person wrong keeps what the person says beside what it holds. */
export const RightRefusal = codes(
  ['not-held', 'already-erased', 'law-requires-it', 'needed-for-a-claim', 'would-harm-another', 'kept-with-what-is-said'],
  'FEATURES C11; GDPR art. 16, 17(3), 21(1)',
)
export type RightRefusal = Static<typeof RightRefusal>

/** What a person says against a member, as the network may know it: closed codes, nobody named. */
export const MemberComplaint = codes(
  ['told-somebody', 'asked-for-money', 'help-made-conditional', 'no-answer', 'treated-badly', 'data-not-corrected', 'data-not-erased'],
  'FEATURES C11; DOMAIN.md R-2, R-3, D-21',
)
export type MemberComplaint = Static<typeof MemberComplaint>

/**
 * How far a complaint about a member is: it waits for the day's box, the box went, the body that takes it has receipted it; or no member
 * can be sent it, and somebody takes it there.
 */
export const ComplaintStands = codes(['waiting', 'sent', 'stored', 'by-hand'], 'FEATURES C11; DOMAIN.md D-21')
export type ComplaintStands = Static<typeof ComplaintStands>

/** How a complaint about a member stands with the body that took it. */
export const ComplaintState = codes(['new', 'acknowledged', 'closed'], 'DOMAIN.md D-21')
export type ComplaintState = Static<typeof ComplaintState>

/** What the body found that took a complaint about a member. */
export const ComplaintFinding = codes(
  ['upheld', 'upheld-in-part', 'not-upheld', 'too-little-known', 'for-another-body'],
  'DOMAIN.md D-21; Paris Principles (A/RES/48/134), quasi-jurisdictional competence',
)
export type ComplaintFinding = Static<typeof ComplaintFinding>
