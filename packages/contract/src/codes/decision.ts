import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** Why a body declines. Union of Sociants, IRIS and SDOH; the last five are ours. Missing papers or status are no reason. */
export const RejectionReason = codes(
  [
    'at-capacity',
    'lack-of-resources',
    'out-of-service-area',
    'not-eligible',
    'service-not-provided',
    'already-enrolled',
    'conflict-of-interest',
    'safety-risk-at-site',
    'language-not-available',
    'consent-insufficient',
    'already-paid',
  ],
  'VOCABULARY §4 without missing-documentation (DOMAIN.md R-2)',
)
export type RejectionReason = Static<typeof RejectionReason>

/** What would make it possible after all. Co-operation with proceedings is no member of this list. */
export const PossibleIf = codes(
  ['later-date', 'bed-becomes-free', 'interpreter-found', 'other-house', 'funding-found', 'consent-for-more', 'nothing'],
  'DOMAIN.md D1 “what would make it possible”',
)

/** The only conditions a body may put on taking somebody in. */
export const AcceptanceCondition = codes(['arrival-time', 'escort', 'medical-check-first'], 'DOMAIN.md R-2')

/** Answer to an enquiry (SDOH IG capacity reply). */
export const CapacityAnswer = codes(['capacity', 'waitlist', 'assessment', 'none'], 'Gravity SDOH IG capacity reply')

/** Why a referral rests; it never rests without a review date. */
export const HoldReason = codes(
  ['waiting-for-person', 'waiting-for-other-body', 'waiting-for-bed', 'waiting-for-funds', 'court-closed', 'person-asked'],
  'BSeR 5.x and practice',
)

/** Why the sender wants it stopped. */
export const CancellationReason = codes(
  ['person-asked', 'other-body-took-it', 'no-longer-needed', 'sent-to-wrong-body', 'no-answer'],
  'Gravity SDOH IG statusReason; DOMAIN.md J-2: on silence the next choice is asked',
)

/** Why a body that accepted gives it back. */
export const HandBackReason = codes(
  ['cannot-continue', 'person-asked', 'person-left-area', 'conflict-of-interest', 'safety-risk-at-site'],
  'FEATURES D16',
)

/** Why a conflict check was not compared with anything. */
export const NotComparedReason = codes(
  ['no-list', 'list-too-long', 'declined'],
  'ADR 0012: the answerer keeps no list, a longer one than an answer holds, or a person there declined',
)
export type NotComparedReason = Static<typeof NotComparedReason>

/**
 * How a conflict check stands. `asked` at both ends until it is answered; then `none` or `found` at the asker, who alone finds it out,
 * and `answered` at the answerer; `not-compared` at both. Of version 1, `none` and `found` at both.
 */
export const ConflictState = codes(['asked', 'answered', 'none', 'found', 'not-compared'], 'ADR 0012')
export type ConflictState = Static<typeof ConflictState>

/** How far it has come, told to the referring body under a `progress` grant (DESIGN §8). */
export const BusinessStatus = codes(
  [
    'registered',
    'screened',
    'advice',
    'conciliation-started',
    'settled',
    'referred-to-committee',
    'hearing-set',
    'decided',
    'appealed',
    'in-enforcement',
    'paid',
    'lawyer-assigned',
    'arrived',
    'in-care',
    'assessed',
    'first-approval',
    'approved',
    'closed',
  ],
  'DESIGN §8, DOMAIN.md J-1…J-4',
)
export type BusinessStatus = Static<typeof BusinessStatus>

/** What became of it. Accepted is never counted as help; left by own choice is neutral. */
export const Outcome = codes(
  [
    'sheltered',
    'left-by-own-choice',
    'moved-to-other-house',
    'returned-home-voluntarily',
    'advised',
    'settled',
    'decided-for-person',
    'decided-against-person',
    'paid-in-full',
    'paid-in-part',
    'assistance-paid',
    'could-not-contact',
    'person-declined',
    'not-possible',
  ],
  'VOCABULARY §4 (findhelp, IRIS) and DOMAIN.md R-16, R-17',
)
export type Outcome = Static<typeof Outcome>
