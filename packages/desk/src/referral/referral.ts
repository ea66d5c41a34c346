import {
  type CapacityAnswered,
  type ConflictAnswered,
  type ConflictState,
  type ConsentGiven,
  type ConsentView,
  type Event,
  type EventType,
  type Grant,
  type GrantBasis,
  type NeedSection,
  type NewReferral,
  type NextChoice,
  REFERRAL_VERBS,
  type ReferralState,
  type ReferralVerb,
  Refusal,
} from '@ihala/contract'
import type { VersionFacts } from '@ihala/kit'
import { clockRule, deadline, evidenceOf, evolve, type Life, mayWrite, openTo, RESPONSE_CLOCKS, type RuleSet } from '@ihala/policy'
import type { referrals } from './referral.tables.ts'

/** A referral as this organisation keeps it: codes, times and row ids; what is personal lies sealed beside it. */
export type Referral = Readonly<typeof referrals.$inferSelect>

/** The columns an event changes. */
export interface Change {
  readonly state: ReferralState
  readonly cancelling: boolean
  readonly dueAt?: string
  readonly openedAt?: string
  readonly decidedAt?: string
  readonly businessStatus?: string
  readonly outcome?: string
  /** c25; null: nothing yet of how it ended now. */
  readonly personSays?: Referral['personSays']
  readonly capacity?: CapacityAnswered
  readonly conflict?: ConflictState
  readonly rejection?: { readonly reason: string; readonly possibleIf: readonly string[] }
}

/** No clock runs. */
export const NO_CLOCK = 'infinity'
/**
 * Handed back to us, and not taken back yet. No law sets a time for it, so none is shown; but whoever cannot go on waits for us alone,
 * so it stands before whatever still has a clock and somebody who goes on.
 */
export const AT_ONCE = '-infinity'

/** When the clock ends; null where none runs. */
export function clockOf({ dueAt }: Pick<Referral, 'dueAt'>): string | null {
  return dueAt === NO_CLOCK || dueAt === AT_ONCE ? null : dueAt
}

/** The life of a referral, from its columns. Who is responsible is the exchange's to know; deciding does not ask it. */
export function lifeOf(referral: Pick<Referral, 'state' | 'cancelling'>): Life {
  return { state: referral.state, cancelling: referral.cancelling, responsible: 'sender' }
}

/** Whether this organisation may do it now. Throws Refusal `event-not-in-this-state`, or `conflict-unresolved` before accepting. */
export function assertMay(referral: Referral, type: EventType): void {
  if (!mayWrite(lifeOf(referral), type, referral.side)) throw new Refusal('event-not-in-this-state', { event: type, state: referral.state })
  if (type === 'referral-accepted' && (referral.conflict === 'asked' || referral.conflict === 'found'))
    throw new Refusal('conflict-unresolved')
}

/** What an event of ours changes in the row. */
export function changeBy(referral: Pick<Referral, 'state' | 'cancelling'>, event: Event, at: string): Change {
  return changeTo(evolve(lifeOf(referral), event), event, at)
}

/** What an event changes in the row, when the life after it is known. */
export function changeTo(life: Pick<Life, 'state' | 'cancelling'>, event: Event, at: string): Change {
  return { state: life.state, cancelling: life.cancelling, ...particulars(event, at) }
}

function particulars(event: Event, at: string): Omit<Change, 'state' | 'cancelling'> {
  switch (event.type) {
    case 'referral-requested':
      return { dueAt: event.data.respondBy }
    case 'capacity-answered':
      return { capacity: event.data, dueAt: event.data.heldUntil ?? NO_CLOCK }
    case 'conflict-checked':
      return { conflict: 'asked' }
    case 'conflict-answered':
      return { conflict: standsAfter(event.data) }
    case 'referral-opened':
      return { openedAt: at }
    case 'referral-accepted':
      return { openedAt: at, decidedAt: at, dueAt: NO_CLOCK }
    case 'referral-rejected':
      return { openedAt: at, decidedAt: at, dueAt: NO_CLOCK, rejection: event.data }
    case 'referral-held':
      return { dueAt: `${event.data.reviewOn}T00:00:00.000Z` }
    case 'referral-progressed':
      return { businessStatus: event.data.businessStatus, dueAt: event.data.dueAt ?? NO_CLOCK }
    case 'referral-completed':
    case 'referral-failed':
      // What the person said of an earlier end, they did not say of this one.
      return { dueAt: NO_CLOCK, personSays: null, ...(event.data.outcome === undefined ? {} : { outcome: event.data.outcome }) }
    case 'outcome-contradicted':
      return { personSays: event.data.says }
    case 'outcome-confirmed':
      return { personSays: 'confirmed' }
    case 'referral-cancelled':
    case 'referral-handed-back':
    case 'hand-back-taken':
    case 'referral-entered-in-error':
      return { dueAt: NO_CLOCK }
    case 'referral-enquired':
    case 'referral-started':
    case 'referral-reopened':
    case 'sections-disclosed':
    case 'cancellation-requested':
    case 'cancellation-refused':
    case 'disclosure-voided':
    case 'note-added':
    case 'consent-withdrawn':
    case 'withdrawal-requested':
    case 'erasure-stated':
    case 'holding-asked':
    case 'holding-stated':
    case 'right-exercised':
    case 'right-answered':
    case 'meeting-arranged':
    case 'meeting-answered':
    case 'second-person-asked':
    case 'second-person-answered':
    case 'complaint-box':
    case 'file-chunk':
    case 'digest-stated':
    case 'chain-asked':
    case 'chain-returned':
    case 'checkpoint':
    case 'cosignature':
      return {}
    default:
      return event satisfies never
  }
}

/** How a check stands for whoever answered it; what it came to, only its asker finds out. */
function standsAfter(answer: ConflictAnswered): ConflictState {
  if (answer.how === 'told') return answer.conflict ? 'found' : 'none'
  return answer.how === 'compared' ? 'answered' : 'not-compared'
}

/**
 * The ground of a grant as it was taken here: the evidence names who took it, whatever the request says.
 * Throws Refusal `second-person-required` for danger: two members must say so one after the other, each signed in (DESIGN §7),
 * and one request has only one.
 */
export function basisTakenBy(basis: GrantBasis, takenBy: string): GrantBasis {
  switch (basis.kind) {
    case 'consent':
      return { ...basis, evidence: { ...basis.evidence, takenBy } }
    case 'guardian':
      return { ...basis, evidence: { ...basis.evidence, takenBy } }
    case 'incapacity': {
      const { decidedBy } = basis
      // The two professionals are those who signed in one after the other: `assertFound` sees to it.
      if (decidedBy.kind !== 'guardian') return basis
      return { ...basis, decidedBy: { ...decidedBy, evidence: { ...decidedBy.evidence, takenBy } } }
    }
    case 'statutory':
      return { ...basis, filing: { ...basis.filing, takenBy } }
    case 'danger':
      throw new Refusal('second-person-required', { field: '/consent/basis/kind' })
    default:
      return basis satisfies never
  }
}

/** Each decision as it was taken here, by whom. Throws Refusal as `basisTakenBy`. */
export function takenBy(given: NewReferral, staff: string): NewReferral {
  const take = (consent: ConsentGiven): ConsentGiven => ({ ...consent, basis: basisTakenBy(consent.basis, staff) })
  const each = (bodies: readonly NextChoice[]): NextChoice[] => bodies.map(({ to, consent }) => ({ to, consent: take(consent) }))
  const { next, beside } = given
  return {
    ...given,
    consent: take(given.consent),
    ...(next && { next: each(next) }),
    ...(beside && { beside: each(beside) }),
  }
}

/** What staff see of a grant: codes only. */
export function consentOf(
  grant: Pick<Grant, 'basis' | 'purposes' | 'categories' | 'exp' | 'eraseAt' | 'wayBack' | 'excluded'>,
): ConsentView {
  const { basis } = grant
  const evidence = evidenceOf(basis)
  return {
    basis: basis.kind,
    purposes: [...grant.purposes],
    categories: [...grant.categories],
    until: new Date(grant.exp * 1000).toISOString(),
    eraseAt: grant.eraseAt,
    wayBack: grant.wayBack,
    language: evidence?.language ?? null,
    howGiven: evidence?.howGiven ?? null,
    excluded: [...grant.excluded],
    withdrawn: [],
  }
}

/** By when the recipient must answer (J-2): by urgency and the law in force. */
export function respondBy(need: NeedSection, now: string, law: RuleSet): string {
  return deadline(clockRule(law, RESPONSE_CLOCKS[need.urgency]), now, law)
}

/** The verbs open to this organisation now. */
export function verbsOf(referral: Referral): ReferralVerb[] {
  const open = new Set(openTo(lifeOf(referral), referral.side))
  return (Object.keys(REFERRAL_VERBS) as ReferralVerb[]).filter((verb) => open.has(REFERRAL_VERBS[verb]))
}

function codeOfAnswer(answer: ConflictAnswered): string {
  switch (answer.how) {
    case 'compared':
      return 'conflict-compared'
    case 'not-compared':
      return answer.reason
    case 'told':
      return answer.conflict ? 'conflict-found' : 'conflict-none'
    default:
      return answer satisfies never
  }
}

/** Codes of an event for the sentence on the timeline; never text or names. */
export function codesOf(event: Event): string[] {
  switch (event.type) {
    case 'sections-disclosed':
      return [event.data.category]
    case 'capacity-answered':
      return [event.data.answer, ...event.data.conditions]
    case 'referral-accepted':
      return [...(event.data.transfer ? ['transfer'] : []), ...event.data.conditions]
    case 'referral-rejected':
      return [event.data.reason, ...event.data.possibleIf]
    case 'referral-progressed':
      return [event.data.businessStatus]
    case 'referral-completed':
    case 'referral-failed':
      return event.data.outcome === undefined ? [] : [event.data.outcome]
    case 'referral-held':
    case 'referral-handed-back':
    case 'cancellation-requested':
      return [event.data.reason]
    case 'conflict-answered':
      return [codeOfAnswer(event.data)]
    case 'outcome-contradicted':
      return [event.data.says]
    case 'disclosure-voided':
    case 'right-exercised':
      return [event.data.category]
    case 'right-answered':
    case 'meeting-answered':
      return [event.data.answer]
    case 'consent-withdrawn':
    case 'withdrawal-requested':
      return event.data.categories === 'all' ? ['all'] : [...event.data.categories]
    case 'erasure-stated':
      return [...event.data.erased]
    default:
      return []
  }
}

/** Throws Refusal `version-conflict` with both version numbers when the row is not the one that was seen. */
export function assertVersion(row: { readonly version: number }, seen: number): void {
  if (row.version === seen) return
  const facts: VersionFacts = { field: 'header:/if-match', seen, current: row.version }
  throw new Refusal('version-conflict', facts)
}
