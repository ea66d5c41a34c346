import { type Category, type Event, type EventType, NAMES_IN_A_CHECK, type NeedSection } from '@ihala/contract'
import { type GrantDraft, randomId } from '@ihala/exchange'
import { type Chance, oneOf } from '../kit/chance.ts'
import { saidYes } from '../kit/said-yes.ts'

/** Stands in every text of a history that only the two ends may read. */
export const PLANTED = 'PLANTED-SECRET'

const DAY = 86_400_000

const NEED: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}

/** Categories whose sections the staff of a history disclose. */
export const DISCLOSED = ['identity', 'contact', 'health'] as const satisfies readonly Category[]

/** A person's decision about one recipient. `now` in milliseconds. */
export function grantDraft(
  now: number,
  terms: Pick<GrantDraft, 'categories' | 'wayBack' | 'onward'> & { readonly narrows?: string },
): GrantDraft {
  return {
    exp: Math.floor(now / 1000) + 60 * 86_400,
    basis: {
      kind: 'consent',
      evidence: saidYes(new Date(now).toISOString(), { takenBy: randomId() }),
    },
    purposes: ['shelter'],
    eraseAt: new Date(now + 90 * DAY).toISOString(),
    excluded: [],
    ...terms,
  }
}

/** An element of ristretto255: its generator (RFC 9496 A.1). */
const GENERATOR = '4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY'

/** The content of a section, full of what nobody else may read. */
export function section(category: (typeof DISCLOSED)[number]): Event {
  switch (category) {
    case 'identity':
      return { type: 'sections-disclosed', data: { category, section: { names: { latin: `${PLANTED} Name` }, sex: 'female' } } }
    case 'contact':
      return { type: 'sections-disclosed', data: { category, section: { whereabouts: `${PLANTED} place` } } }
    case 'health':
      return { type: 'sections-disclosed', data: { category, section: { summary: `${PLANTED} illness` } } }
    default:
      return category satisfies never
  }
}

/** An event of a type with content that follows from chance; undefined for kinds that no desk of a history sends. `now` in milliseconds, `person` as the pair knows it. */
export function eventOf(type: EventType, chance: Chance, now: number, person: string): Event | undefined {
  const later = new Date(now + DAY).toISOString()
  switch (type) {
    case 'referral-enquired':
      return { type, data: { person, need: NEED, respondBy: later } }
    case 'referral-requested':
      return { type, data: { person, need: NEED, respondBy: later, relatesTo: [] } }
    case 'capacity-answered':
      return { type, data: { answer: oneOf(chance, ['capacity', 'waitlist', 'none'] as const), conditions: [] } }
    case 'conflict-checked':
      return { type, data: { how: 'oblivious', check: randomId(), blinded: Array<string>(NAMES_IN_A_CHECK).fill(GENERATOR) } }
    case 'conflict-answered':
      return { type, data: { how: 'not-compared', of: randomId(), reason: 'no-list' } }
    case 'referral-accepted':
      return { type, data: { transfer: chance() < 0.6, conditions: [] } }
    case 'referral-rejected':
      return { type, data: { reason: 'at-capacity', possibleIf: ['later-date'] } }
    case 'sections-disclosed':
      return section(oneOf(chance, DISCLOSED))
    case 'referral-held':
      return { type, data: { reason: 'waiting-for-bed', reviewOn: later.slice(0, 10) } }
    case 'referral-progressed':
      return { type, data: { businessStatus: oneOf(chance, ['registered', 'in-care', 'assessed'] as const) } }
    case 'referral-completed':
      return { type, data: chance() < 0.5 ? { outcome: 'sheltered' } : {} }
    case 'referral-failed':
      return { type, data: {} }
    case 'cancellation-requested':
      return { type, data: { reason: 'person-asked' } }
    case 'referral-handed-back':
      return { type, data: { reason: 'cannot-continue' } }
    case 'outcome-contradicted':
      return { type, data: { says: 'nothing-received' } }
    case 'note-added':
      return { type, data: { text: `${PLANTED} note` } }
    case 'referral-opened':
    case 'referral-started':
    case 'referral-reopened':
    case 'referral-cancelled':
    case 'cancellation-refused':
    case 'hand-back-taken':
    case 'referral-entered-in-error':
    case 'outcome-confirmed':
      return { type, data: {} }
    case 'consent-withdrawn':
    case 'withdrawal-requested':
    case 'erasure-stated':
    case 'disclosure-voided':
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
      return undefined
    default:
      return type satisfies never
  }
}
