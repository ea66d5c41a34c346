import { REFUSALS, Refusal, type RefusalCode, type RefusalFacts } from '@ihala/contract'
import Type, { type Static } from 'typebox'

/** HTTP status of every refusal (DESIGN §12). Total: a new code does not type-check until it has a status here. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  'body-invalid': 400,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'not-found': 404,
  'not-signed-in': 401,
  'not-allowed': 403,
  'session-expired': 401,
  'cross-site-request': 403,
  'too-many-requests': 429,
  'idempotency-key-missing': 400,
  'idempotency-key-reused': 422,
  'token-used': 409,
  'if-match-missing': 428,
  'version-conflict': 409,
  'service-unavailable': 503,
  'report-unreadable': 422,
  'report-closed': 409,
  'puzzle-unsolved': 422,
  'grant-missing': 422,
  'grant-expired': 422,
  'grant-not-yet-valid': 422,
  'grant-wrong-recipient': 422,
  'grant-wrong-issuer': 422,
  'grant-wrong-person': 422,
  'grant-not-covering': 422,
  'grant-wider-than-parent': 422,
  'grant-evidence-incomplete': 422,
  'notice-unknown': 422,
  'notice-not-reviewed': 422,
  'cooling-off': 422,
  'guardian-unfit': 422,
  'incapacity-not-found': 422,
  'recipient-excluded': 422,
  'kind-receives-nothing': 422,
  'reflection-runs': 422,
  'summary-not-approved': 422,
  'guardian-required': 422,
  'need-names-person': 422,
  'category-not-for-this-body': 422,
  'contact-not-safe': 422,
  'contact-change-held': 409,
  'recipient-unknown': 422,
  'recipient-suspended': 422,
  recovering: 503,
  'recipient-same': 422,
  'event-not-accepted-by-recipient': 422,
  'event-not-in-that-version': 422,
  'event-unknown': 422,
  'event-version-unknown': 422,
  'event-data-invalid': 422,
  'event-not-for-this-role': 403,
  'event-not-in-this-state': 409,
  'event-wrong-side': 403,
  'chain-broken': 409,
  'chain-equivocation': 409,
  'referral-unknown': 404,
  erased: 410,
  'event-too-large': 413,
  // What concerns an envelope is answered on the bus; should one surface here it is unprocessable.
  'envelope-too-large': 422,
  'envelope-malformed': 422,
  'envelope-wrong-key': 422,
  'envelope-undecryptable': 422,
  'envelope-bad-padding': 422,
  'inner-header-invalid': 422,
  'key-not-of-issuer': 422,
  'key-not-valid-now': 422,
  'signature-invalid': 422,
  'payload-malformed': 422,
  'claims-invalid': 422,
  'audience-wrong': 422,
  'sealed-to-other-key': 422,
  'event-expired': 422,
  'sender-tag-wrong': 422,
  'receipt-unknown': 422,
  'statement-invalid': 422,
  'statement-expired': 422,
  'state-forbids': 409,
  'second-person-required': 403,
  'reason-required': 403,
  'fund-insufficient': 409,
  'already-paid': 409,
  'bed-not-free': 409,
  'employer-not-safe-to-notify': 422,
  'joint-session-forbidden': 422,
  'conflict-unresolved': 409,
  'document-unsupported': 415,
  'document-too-large': 413,
  'mark-missing': 403,
}

/** What HTTP itself adds to the refusals: a method that is not there, and a fault, of which only the id is told. */
const HTTP_PROBLEMS = {
  'method-not-allowed': { status: 405, title: 'This address does not take this method.' },
  fault: { status: 500, title: 'Something went wrong here; the id finds it in the log.' },
} as const

/** Codes a problem may bear. */
export type ProblemCode = RefusalCode | keyof typeof HTTP_PROBLEMS

/** Media type of every answer that is a no (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json'

/**
 * Body of every answer that is a no (RFC 9457). `field` is a JSON Pointer into the body, or `path:/…`, `query:/…`,
 * `header:/…`; `id` is there for faults only. Never a value somebody typed.
 */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:ihala:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ pattern: '^[a-z][a-z-]{2,60}$' }),
    field: Type.Optional(Type.String()),
    rule: Type.Optional(Type.String()),
    facts: Type.Optional(Type.Object({}, { additionalProperties: true })),
    id: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type Problem = Static<typeof Problem>

/** The problem of one code. `id` names a fault in the log. */
export function problem(code: ProblemCode, facts: RefusalFacts = {}, id?: string): Problem {
  const { field, rule, ...others } = facts
  const { status, title } = isHttpProblem(code) ? HTTP_PROBLEMS[code] : { status: REFUSAL_STATUS[code], title: REFUSALS[code] }
  return {
    type: `urn:ihala:problem:${code}`,
    title,
    status,
    code,
    ...(field === undefined ? {} : { field: tellable(field) }),
    ...(rule === undefined ? {} : { rule }),
    ...(Object.keys(others).length === 0 ? {} : { facts: others }),
    ...(id === undefined ? {} : { id }),
  }
}

/** The problem of whatever was thrown: a refusal says its code, what Fastify refused its nearest code, all else is a fault. */
export function problemOf(thrown: unknown, id: string): Problem {
  const refused = refusalOf(thrown)
  return refused ? problem(refused.code, refused.facts) : problem('fault', {}, id)
}

/** The refusal behind a thrown value; undefined when it is a fault. */
export function refusalOf(thrown: unknown): { readonly code: RefusalCode; readonly facts: RefusalFacts } | undefined {
  if (thrown instanceof Refusal) return thrown
  const code = codeOf(thrown)
  return code === undefined ? undefined : Object.hasOwn(FASTIFY_REFUSALS, code) ? FASTIFY_REFUSALS[code] : undefined
}

/** What Fastify and its plugins refuse by themselves, in our words. */
const FASTIFY_REFUSALS: Readonly<Record<string, { code: RefusalCode; facts: RefusalFacts }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body-too-large', facts: {} },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'media-type-unsupported', facts: {} },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'body-invalid', facts: { field: '', rule: 'json' } },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'body-invalid', facts: { field: '', rule: 'json' } },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'body-invalid', facts: { field: 'header:/content-length', rule: 'length' } },
  FST_ERR_BAD_URL: { code: 'not-found', facts: {} },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not-found', facts: {} },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { code: 'media-type-unsupported', facts: {} },
  FST_REQ_FILE_TOO_LARGE: { code: 'document-too-large', facts: {} },
  FST_FILES_LIMIT: { code: 'body-too-large', facts: { rule: 'files' } },
  FST_FIELDS_LIMIT: { code: 'body-too-large', facts: { rule: 'fields' } },
  FST_PARTS_LIMIT: { code: 'body-too-large', facts: { rule: 'parts' } },
  FST_INVALID_JSON_FIELD_ERROR: { code: 'body-invalid', facts: { field: '', rule: 'json' } },
  FST_MP_PREMATURE_CLOSE: { code: 'body-invalid', facts: { field: '', rule: 'multipart' } },
  FST_PROTO_VIOLATION: { code: 'body-invalid', facts: { field: '', rule: 'prototype' } },
}

function isHttpProblem(code: ProblemCode): code is keyof typeof HTTP_PROBLEMS {
  return Object.hasOwn(HTTP_PROBLEMS, code)
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Names of members are written like this in every schema of ours, and places in a list are small numbers. */
const ORDINARY = /^(?:[a-z][A-Za-z_-]{0,40}|\d{1,5}|#|\*)$/

/** A field as it may be told: where a segment is not an ordinary name (somebody typed it), the pointer ends before it. */
function tellable(field: string): string {
  const parts = field.split('/')
  const strange = parts.findIndex((part, at) => at > 0 && !ORDINARY.test(part))
  return strange < 0 ? field : parts.slice(0, strange).join('/')
}
