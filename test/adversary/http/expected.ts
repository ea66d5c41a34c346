import { STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { telephoneCode } from '@ihala/policy'

/** Who may come in by a route: anybody at all, or the staff with one of these roles. */
type Who = 'anybody' | readonly StaffRole[]

const STAFF: Who = STAFF_ROLES
const NOBODY: Who = []
/** Those who work with people. */
const WORKERS: Who = [
  'intake-officer',
  'liaison-officer',
  'shelter-worker',
  'clinician',
  'lawyer',
  'legal-coordinator',
  'case-worker',
  'approver',
  'duty-officer',
]
/** Whoever only approves does not see what is written down of somebody, and so does not write it (M3). */
const WRITERS: Who = WORKERS.filter((role) => role !== 'approver')
/** Those who also know what was done without a person's word, and those who may be its second person. */
const WORKERS_AND_OFFICER: Who = [...WORKERS, 'data-protection-officer']
const SECOND: Who = ['duty-officer', 'legal-coordinator', 'approver', 'data-protection-officer']
/** Those who answer for keys, the log, and what left the house. */
const ANSWERABLE: Who = ['admin', 'data-protection-officer']

const EVERYWHERE: Readonly<Record<string, Who>> = {
  'GET /livez': 'anybody',
  'GET /readyz': 'anybody',
  'GET /version': 'anybody',
  'GET /metrics': 'anybody',
  'GET /asyncapi.json': 'anybody',
  'GET /.well-known/openid-federation': 'anybody',
  'GET /auth/login': 'anybody',
  'GET /auth/callback': 'anybody',
  'GET /': 'anybody',
  'GET /desk': 'anybody',
  'GET /desk/{*}': 'anybody',
  'GET /favicon.ico': 'anybody',
  'POST /auth/logout': STAFF,
  'GET /session': STAFF,
  'GET /members': STAFF,
  'GET /notices': STAFF,
  'GET /tasks': WORKERS,
  'POST /tasks/{id}/done': WORKERS,
  'GET /people/{id}/accesses': ['admin', 'data-protection-officer'],
  'GET /alerts': ['data-protection-officer'],
  'POST /alerts/{id}/done': ['data-protection-officer'],
  'GET /staff': ['admin'],
  'POST /staff/{id}/suspension': ['admin'],
  'POST /staff/{id}/barred': ['admin'],
  'POST /staff/{id}/hand-over': ['admin'],
  'GET /exchange-state': ['admin'],
  'POST /comparisons': ['admin'],
  'POST /log-checks': ['admin'],
  'GET /referral-counts': ['analyst'],
  'GET /refusal-counts': ['analyst'],
  'GET /member-keys': ANSWERABLE,
  'GET /log-state': ANSWERABLE,
  'GET /evidence/{id}/content': ANSWERABLE,
  'GET /sent-events': ANSWERABLE,
  'GET /sent-events/export': ANSWERABLE,
  'GET /affected-cases': ANSWERABLE,
  'POST /affected-cases/warnings': ANSWERABLE,
}

/** Acts of two people, of people: the committee has none. */
const SECOND_PERSON: Readonly<Record<string, Who>> = {
  'POST /people/{id}/danger': WORKERS,
  'POST /people/{id}/release': WORKERS,
  'POST /people/{id}/compelled': WORKERS_AND_OFFICER,
  'POST /people/{id}/seal': ['data-protection-officer'],
  'GET /second-person': WORKERS_AND_OFFICER,
  'GET /second-person/waiting': WORKERS_AND_OFFICER,
  'POST /second-person/{id}/confirm': SECOND,
  'POST /second-person/{id}/told': WORKERS_AND_OFFICER,
  'GET /second-asks': ['duty-officer'],
  'POST /second-asks/{id}/answer': ['duty-officer'],
  // M1, c2: a hold takes two as well, and who was told to erase is seen by those who work with people.
  'POST /referrals/{id}/holds': WORKERS_AND_OFFICER,
  'POST /people/{id}/holds': WORKERS_AND_OFFICER,
  'GET /holds': WORKERS_AND_OFFICER,
  'POST /holds/{id}/confirm': SECOND,
  'POST /holds/{id}/end': SECOND,
  'GET /holders': WORKERS_AND_OFFICER,
  'GET /referrals/{id}/holders': WORKERS_AND_OFFICER,
  // c2: what a law keeps shows to whoever answers for it.
  'GET /kept': ['data-protection-officer'],
  'GET /referrals/{id}/kept': ['data-protection-officer'],
  'GET /people/{id}/kept': ['data-protection-officer'],
}

const OF_PEOPLE = [
  'GET /people',
  'POST /people/search',
  'GET /people/{id}',
  'GET /people/{id}/exclusions',
  'POST /referrals/{id}/meetings',
  'GET /referrals/{id}/meetings',
  'POST /referrals/{id}/meeting-answer',
  'POST /people/{id}/reading-reason',
  'GET /people/{id}/contact-changes',
  'POST /referrals/{id}/reading-reason',
  'GET /referrals/{id}/assignees',
  'POST /referrals/{id}/assignees',
  'GET /referrals/{id}/choices',
  'GET /referrals/{id}/answers',
  'GET /colleagues',
  'GET /contact-changes/{id}',
  'POST /people/{id}/contacts',
  'POST /refusal-counts',
  'GET /referrals',
  'GET /live',
  'POST /referrals',
  'GET /referrals/{id}',
  'POST /referrals/{id}/open',
  'POST /referrals/{id}/answer-capacity',
  'POST /referrals/{id}/request',
  'POST /referrals/{id}/accept',
  'POST /referrals/{id}/reject',
  'POST /referrals/{id}/start',
  'POST /referrals/{id}/hold',
  'POST /referrals/{id}/complete',
  'POST /referrals/{id}/fail',
  'POST /referrals/{id}/reopen',
  'POST /referrals/{id}/request-cancellation',
  'POST /referrals/{id}/cancel',
  'POST /referrals/{id}/refuse-cancellation',
  'POST /referrals/{id}/hand-back',
  'POST /referrals/{id}/take-back',
  'POST /referrals/{id}/enter-in-error',
  'POST /referrals/{id}/contradict',
  'POST /referrals/{id}/note',
  'POST /referrals/{id}/confirm',
  'GET /people/{id}/my-data',
  'GET /people/{id}/my-data/progress',
  'POST /people/{id}/my-data',
  'POST /people/{id}/corrections',
  'POST /people/{id}/objections',
  'POST /referrals/{id}/objections',
  'GET /people/{id}/rights',
  'GET /rights',
  'POST /rights/{id}/answer',
  'POST /people/{id}/member-complaints',
  'POST /member-complaints/{id}/take-back',
  'POST /referrals/{id}/withdraw',
  'GET /referrals/{id}/line',
  'GET /referrals/{id}/receipt',
  'GET /people/{id}/receipts',
  'GET /drafts',
  'POST /drafts',
  'POST /drafts/note',
  'POST /drafts/{id}/send',
  'DELETE /drafts/{id}',
  'POST /referrals/{id}/resend',
  'POST /referrals/{id}/conflict-check',
  'POST /referrals/{id}/conflict-answer',
  'GET /telephone-records',
  'POST /telephone-records',
  'POST /referrals/{id}/told-by-telephone',
] as const

/** What writes into the file of somebody, or opens what was put there. */
const WRITTEN = [
  'GET /people/{id}/age',
  'POST /people/{id}/age',
  'GET /people/{id}/incapacity',
  'POST /people/{id}/incapacity',
  'POST /incapacity/{id}/confirm',
  'POST /incapacity/{id}/able',
  'GET /people/{id}/came-with',
  'PUT /people/{id}/came-with',
  'POST /people',
  'PUT /people/{id}',
  'PUT /people/{id}/exclusions',
  'POST /people/{id}/files',
  'GET /files/{id}/content',
  'POST /people/{id}/withdraw',
  'POST /people/{id}/contact-changes',
  'POST /contact-changes/{id}/confirm',
  'POST /contact-changes/{id}/drop',
] as const

const ofPeople = (who: Who, writers: Who): Readonly<Record<string, Who>> => ({
  ...Object.fromEntries(OF_PEOPLE.map((name) => [name, who])),
  ...Object.fromEntries(WRITTEN.map((name) => [name, writers])),
})
const desk = { ...EVERYWHERE, ...ofPeople(WORKERS, WRITERS), ...SECOND_PERSON }
const matters: Who = ['intake-officer']
const THEIR_CASE: Who = ['lawyer', 'legal-coordinator', 'intake-officer']
const proceedings: Readonly<Record<string, Who>> = {
  'GET /referrals/{id}/proceedings': THEIR_CASE,
  'PUT /referrals/{id}/proceedings': THEIR_CASE,
}

/**
 * T22: every route of every kind and who comes in by it, written by hand. A route that is not here fails the test, so that
 * nobody adds one without saying for whom it is.
 */
export const EXPECTED: Readonly<Record<string, Readonly<Record<string, Who>>>> = {
  'charity-funding': {
    ...desk,
    'GET /fund': ['admin', 'case-worker', 'approver', 'analyst'],
    'POST /fund/endowments': ['admin'],
    'GET /awards': ['case-worker', 'approver'],
    'POST /referrals/{id}/award': ['case-worker'],
    'POST /awards/{id}/approve': ['approver'],
    'POST /awards/{id}/refuse': ['case-worker', 'approver'],
    'POST /awards/{id}/pay': ['case-worker', 'approver'],
  },
  'legal-aid': {
    ...desk,
    'GET /watch-list': WORKERS,
    'POST /watch-list': WORKERS,
    'GET /lawyers': ['legal-coordinator'],
    'GET /offers': ['lawyer', 'legal-coordinator'],
    'POST /referrals/{id}/offers': ['legal-coordinator'],
    'POST /offers/{id}/take': ['lawyer'],
    'POST /offers/{id}/return': ['lawyer', 'legal-coordinator'],
    'POST /referrals/{id}/hearings': ['lawyer', 'legal-coordinator'],
    'GET /referrals/{id}/mandates': ['lawyer', 'legal-coordinator'],
    'POST /referrals/{id}/mandates': ['lawyer', 'legal-coordinator'],
    'POST /referrals/{id}/powers-of-attorney': ['lawyer', 'legal-coordinator'],
    'POST /mandates/{id}/end': ['lawyer', 'legal-coordinator'],
    'POST /powers-of-attorney/{id}/revoke': ['lawyer', 'legal-coordinator'],
    'GET /referrals/{id}/privileged-notes': ['lawyer'],
    'POST /referrals/{id}/privileged-notes': ['lawyer'],
    ...proceedings,
  },
  'ministry-intake': {
    ...desk,
    'POST /staff-marks': ['admin'],
    'GET /staff-marks': ['admin'],
    'GET /matters': ['intake-officer', 'duty-officer'],
    'POST /matters/{id}/screening': matters,
    'POST /matters/{id}/worker-confirmation': matters,
    'POST /matters/{id}/employer-notification': matters,
    'POST /matters/{id}/joint-session': matters,
    'POST /matters/{id}/settlement': matters,
    'GET /reports': ['intake-officer', 'duty-officer'],
    'POST /reports/{id}/opening': ['intake-officer', 'duty-officer'],
    'GET /reports/{id}': ['intake-officer', 'duty-officer'],
    'POST /reports/{id}/questions': ['intake-officer', 'duty-officer'],
    'POST /reports/{id}/step': ['intake-officer'],
    'POST /reports/{id}/person': ['intake-officer'],
    'POST /reports/{id}/correction': ['intake-officer'],
    'POST /reports/{id}/closing': ['intake-officer'],
    'GET /report-counts': ['analyst'],
    'GET /filing-lists/{date}': 'anybody',
    'GET /i': 'anybody',
    'GET /i/': 'anybody',
    'GET /i/page.css': 'anybody',
    'GET /i/lock': 'anybody',
    'POST /i/': 'anybody',
    'POST /i/file': 'anybody',
    ...proceedings,
  },
  // D-7: it sees no person, whatever role somebody is given there.
  'national-committee': {
    ...EVERYWHERE,
    ...ofPeople(NOBODY, NOBODY),
    ...Object.fromEntries(Object.keys(SECOND_PERSON).map((name) => [name, NOBODY])),
    'POST /registry/statements': 'anybody',
    'GET /registry/changes': 'anybody',
    'POST /registry/applications': 'anybody',
    'GET /registry/applications': ['admin', 'analyst', 'data-protection-officer'],
    'POST /registry/applications/{slug}/verify': ['admin'],
    'POST /registry/applications/{slug}/conformance': ['admin'],
    'GET /registry/applications/{slug}/conformance': ['admin', 'analyst', 'data-protection-officer'],
    'GET /registry/measures': ['admin', 'analyst', 'data-protection-officer'],
    'POST /registry/applications/{slug}/approve': ['admin'],
    'POST /registry/members/{slug}/measures': ['admin'],
    'POST /registry/measures/{id}/confirm': ['admin'],
    'GET /registry/orders': 'anybody',
    'GET /member-complaints': ANSWERABLE,
    'GET /member-complaint-counts': ['analyst'],
    'POST /member-complaints/{id}/acknowledge': ANSWERABLE,
    'POST /member-complaints/{id}/close': ANSWERABLE,
    'GET /registry/crossings': ['admin', 'analyst', 'data-protection-officer'],
    'POST /registry/crossings': ['admin'],
    'POST /registry/crossings/{id}/confirm': ['admin'],
    'POST /registry/crossed-statements': 'anybody',
    'GET /registry/log': 'anybody',
    'GET /registry/log/inclusion': 'anybody',
    'GET /registry/log/consistency': 'anybody',
    'GET /federation/fetch': 'anybody',
    'GET /federation/historical-keys': 'anybody',
    'GET /federation/list': 'anybody',
    'GET /federation/resolve': 'anybody',
    'GET /federation/trust-mark': 'anybody',
    'POST /federation/trust-mark-status': 'anybody',
    'GET /registry/members': ['admin', 'analyst', 'data-protection-officer'],
  },
  shelter: {
    ...desk,
    'GET /watch-list': WORKERS,
    'POST /watch-list': WORKERS,
    'GET /beds': ['admin', 'shelter-worker', 'duty-officer'],
    'POST /beds': ['admin'],
    'POST /referrals/{id}/bed-hold': ['shelter-worker', 'duty-officer'],
    'GET /stays': ['shelter-worker', 'duty-officer'],
    'POST /referrals/{id}/arrival': ['shelter-worker', 'duty-officer'],
    'POST /stays/{id}/departure': ['shelter-worker', 'duty-officer'],
  },
  'union-liaison': {
    ...desk,
    'POST /complaints': ['liaison-officer'],
    'GET /complaints': ['liaison-officer'],
    'GET /complaints/{id}/people': ['liaison-officer'],
  },
}

/** Lists, and under which name of an organisation's things each must show what the member may see. */
export const LISTS: Readonly<Record<string, string>> = {
  'GET /people': 'people',
  'GET /referrals': 'referrals',
  'GET /tasks': 'tasks',
  'GET /awards': 'awards',
  'GET /offers': 'offers',
  'GET /matters': 'matters',
  'GET /reports': 'reports',
  'GET /stays': 'stays',
  'GET /complaints': 'complaints',
  'GET /second-person': 'second-person',
  'GET /holds': 'holds',
  'GET /alerts': 'alerts',
}

/** Ids that come in the body: there too, what is not yours is not there. */
export const IN_BODY: Readonly<Record<string, { readonly member: string; readonly of: string; readonly list: boolean }>> = {
  'POST /referrals': { member: 'personId', of: 'people', list: false },
  'POST /drafts': { member: 'personId', of: 'people', list: false },
  'POST /complaints': { member: 'people', of: 'people', list: true },
}

const LATER = '2999-01-01T00:00:00.000Z'
/** A hold that the law of the demonstration allows. */
const HOLD = { basis: 'ordered-by-court', until: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) }

/** What a body must say so that only the question of whose it is remains. */
export const MEANT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /telephone-records': {
    code: telephoneCode(new Uint8Array(7)),
    answer: 'accepted',
    rejection: undefined,
    at: '2026-11-02T08:00:00.000Z',
  },
  'POST /referrals/{id}/told-by-telephone': { at: '2026-11-02T08:00:00.000Z' },
  'POST /complaints': { firstContactOn: '2026-01-10' },
  'POST /staff-marks': { validUntil: '2999-01-01' },
  'POST /referrals/{id}/holds': HOLD,
  'POST /people/{id}/holds': HOLD,
  'POST /people/{id}/incapacity': { askAgainAt: LATER },
  'POST /referrals/{id}/mandates': { expiresAt: LATER },
  'POST /referrals/{id}/powers-of-attorney': { expiresAt: LATER },
  // Nobody is made to work on a case; that an unknown member is refused is told as one that is not there.
  'POST /referrals/{id}/assignees': { assigned: false },
}

/** What an address must ask so that it means something, where a list's `received` does not. */
export const ASKED: Readonly<Record<string, string>> = {
  'GET /sent-events/export': 'from=2026-01-01&to=2026-12-31&language=en',
  'GET /affected-cases': 'member=https%3A%2F%2Fitf.ihala.test&key=AAAAAAAA&from=2026-01-01&to=2026-12-31',
}

/**
 * Routes that say `not-allowed` of something the member may see: the notes of a case are for its lawyers (G4), and that
 * there is such a case every lawyer here may know.
 */
export const FOR_ITS_LAWYERS: ReadonlySet<string> = new Set([
  'GET /referrals/{id}/privileged-notes',
  'POST /referrals/{id}/privileged-notes',
])

/** Routes that ask who is there: whoever is not signed in is told so, with nothing in it, and it is no refusal. */
export const ASKS_WHO: ReadonlySet<string> = new Set(['GET /session'])

/** Whether a member with this role comes in by the route. */
export function mayEnter(who: Who, role: StaffRole | null): boolean {
  return who === 'anybody' || (role !== null && who.includes(role))
}
