import type { Category } from './codes/category.ts'

/**
 * Every expected no of the network, with the English sentence that explains it to a developer. The sentences people
 * read are in `ui`; the HTTP status of each is in `kit`. A code that is not here does not exist.
 */
export const REFUSALS = {
  // what was sent
  'body-invalid': 'The request does not fit its schema.',
  'body-too-large': 'The request is larger than allowed.',
  'media-type-unsupported': 'This media type is not accepted here.',
  'not-found': 'There is nothing here that you may see.',
  'not-signed-in': 'Sign in first.',
  'not-allowed': 'Your role does not allow this.',
  'session-expired': 'The session has ended; sign in again.',
  'cross-site-request': 'The request did not come from this site.',
  'too-many-requests': 'Too many requests; wait and try again.',
  'idempotency-key-missing': 'A creating request needs an Idempotency-Key.',
  'idempotency-key-reused': 'This Idempotency-Key was used for another request.',
  'token-used': 'This was counted already.',
  'if-match-missing': 'A change needs If-Match with the version you saw.',
  'version-conflict': 'Somebody changed it meanwhile; both versions are shown.',
  'service-unavailable': 'The service is not ready yet.',
  'report-unreadable': 'It was not sealed to a key of this portal, or is no report.',
  'report-closed': 'The report was taken back, or closed some time ago.',
  'puzzle-unsolved': 'The puzzle is not solved, not ours or too old.',
  // consent and rights
  'grant-missing': 'No grant covers this recipient.',
  'grant-expired': 'The grant has ended.',
  'grant-not-yet-valid': 'The grant is not valid yet.',
  'grant-wrong-recipient': 'The grant is for another recipient.',
  'grant-wrong-issuer': 'The grant was signed by somebody else.',
  'grant-wrong-person': 'The grant is about another person.',
  'grant-not-covering': 'The grant does not cover this category or purpose.',
  'grant-wider-than-parent': 'The grant is wider than the one it comes from.',
  'grant-evidence-incomplete': 'It is not shown how the person was informed and said yes.',
  'notice-unknown': 'Nobody here knows this notice, or its text in this language.',
  'notice-not-reviewed': 'Nobody who speaks the language has read this text of the notice: in production it is told to no one.',
  'cooling-off': 'The ten minutes in which the person may still change their mind are not over.',
  'guardian-unfit':
    'Who speaks for the person is party to the matter, employer, recruiter or of their family, or acts for a body of this referral.',
  'incapacity-not-found': 'No two professionals have found that this person cannot decide now.',
  'recipient-excluded': 'The person excluded this body.',
  'kind-receives-nothing': 'Bodies of this kind are told nothing about anybody.',
  'reflection-runs': 'Nothing goes to police or prosecution before the reflection period is over or the person asks.',
  'summary-not-approved': 'The person has not approved this account of what happened.',
  'guardian-required': 'The person is or may be a minor: a guardian’s consent and the child’s assent are needed.',
  'need-names-person': 'The text before acceptance names the person, a number, an employer or a place.',
  'category-not-for-this-body': 'This body may not be given this category of data, whatever was granted.',
  // the exchange
  'contact-change-held': 'Another way to reach somebody is held for 72 hours and confirmed by a colleague.',
  'contact-not-safe': 'By the plan of the person, a contact is not safe now.',
  'recipient-unknown': 'No such member.',
  'recipient-suspended': 'The member is suspended.',
  recovering: 'The organisation is being rebuilt; the member has not yet said what it holds of this referral.',
  'recipient-same': 'A body cannot refer to itself.',
  'event-not-accepted-by-recipient': 'The recipient reads no version of this event.',
  'event-not-in-that-version': 'The recipient reads only an earlier version of this event, which has no word for a part of it.',
  'event-unknown': 'Unknown event.',
  'event-version-unknown': 'Unknown version of an event.',
  'event-data-invalid': 'The event’s content does not fit its schema.',
  'event-not-for-this-role': 'This member may not send this event.',
  'event-not-in-this-state': 'The referral is in a state in which this cannot happen.',
  'event-wrong-side': 'This event belongs to the other side of the referral.',
  'chain-broken': 'The event does not follow the previous one.',
  'chain-equivocation': 'Another event stands at this place of the chain.',
  'referral-unknown': 'No such referral.',
  erased: 'It was erased, because the person withdrew it or its time was over.',
  'event-too-large': 'The event does not fit its envelope.',
  // envelope (outside all of them look alike)
  'envelope-too-large': 'Larger than an envelope may be.',
  'envelope-malformed': 'Not an envelope.',
  'envelope-wrong-key': 'Not sealed for a key of ours.',
  'envelope-undecryptable': 'Cannot be decrypted.',
  'envelope-bad-padding': 'Wrong padding.',
  'inner-header-invalid': 'Not the header of an event.',
  'key-not-of-issuer': 'The key does not belong to the sender.',
  'key-not-valid-now': 'The key was not valid at that time.',
  'signature-invalid': 'The signature is wrong.',
  'payload-malformed': 'The signed content is not one unambiguous JSON object.',
  'claims-invalid': 'The claims do not fit their schema.',
  'audience-wrong': 'Meant for somebody else.',
  'sealed-to-other-key': 'Signed for another key than it was sealed to.',
  'event-expired': 'The event has expired.',
  'sender-tag-wrong': 'It came from another place of the bus than its sender’s.',
  'receipt-unknown': 'A receipt for something that was not sent.',
  'statement-invalid': 'The registry statement is not valid.',
  'statement-expired': 'The registry statement has expired.',
  // decisions of the services
  'state-forbids': 'In its present state this cannot be done.',
  'second-person-required': 'A second person must do this.',
  'reason-required': 'The case is a colleague’s: say why you look at it.',
  'fund-insufficient': 'The fund does not hold that much.',
  'already-paid': 'This need was already paid for this case and period.',
  'bed-not-free': 'The bed is not free.',
  'employer-not-safe-to-notify': 'The person has not confirmed the day, what follows and the safety plan (R-15).',
  'joint-session-forbidden': 'With indicators present no joint session is set unless the person asks (R-16).',
  'conflict-unresolved': 'The conflict check has not been answered, or found a conflict.',
  'document-unsupported': 'Only PDF, PNG and JPEG files are taken.',
  'document-too-large': 'A file may have 20 MiB at most.',
  'mark-missing': 'The staff member lacks the training mark this needs.',
} as const

/** Codes of all expected refusals. */
export type RefusalCode = keyof typeof REFUSALS
/** The refusal codes as a list. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[]

/** Facts that go with a refusal: codes, field names, versions. Never a value that somebody typed. */
export interface RefusalFacts {
  readonly field?: string
  readonly rule?: string
  readonly category?: Category
  readonly event?: string
  readonly state?: string
  readonly limit?: number
}

/** An expected no (DESIGN §12): a closed code and facts, never personal data. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly facts: RefusalFacts
  constructor(code: RefusalCode, facts: RefusalFacts = {}) {
    super(REFUSALS[code])
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
  }
}
