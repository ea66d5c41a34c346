import type { Event, ReferralDetail, ReferralLine, TimelineEntry } from '@ihala/contract'
import {
  type ConversationEvent,
  type DeliveryOfCase,
  deliveryOf,
  eventsOfCase,
  type Judging,
  type ServiceContext,
  type Tx,
  unlessErased,
} from '@ihala/kit'
import { filesOf } from '../document/document.store.ts'
import { sectionsOf } from '../person/section.store.ts'
import { mayShow, type Seen, type Standing } from '../reading/reading.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { silencesOf } from '../silence/silence.store.ts'
import { silenceEntry } from '../silence/silence.ts'
import { staffNameOf } from '../staff/staff-name.store.ts'
import { telephoneOf } from '../telephone/telephone.view.ts'
import { notesOf } from './note.store.ts'
import { needOf, type WorkLine } from './referral.store.ts'
import { clockOf, codesOf, type Referral, verbsOf } from './referral.ts'

/** The other body, as the registry names it. */
export function partnerOf(service: ServiceContext, entityId: string): ReferralLine['partner'] {
  const member = service.registry.find(entityId)?.metadata.ihala_member
  return { entityId, names: member?.names ?? { ar: entityId, en: entityId }, kind: member?.kind ?? 'unknown' }
}

/** What of ours waits, and why: from what the outbox says and whether the bus is there. */
export function waitingOf({ waitingSince, inboxFull, notWitnessed, expired }: DeliveryOfCase, linkUp: boolean): ReferralLine['waiting'] {
  if (waitingSince === null) return null
  const held = notWitnessed ? 'not-witnessed' : inboxFull ? 'inbox-full' : 'not-received'
  return { since: waitingSince, reason: expired ? 'expired' : !linkUp ? 'link-down' : held }
}

/** One line of the work list. `delivery` is what became of our own events. */
export function lineOf(service: ServiceContext, referral: WorkLine, delivery: DeliveryOfCase): ReferralLine {
  return {
    id: referral.id,
    reference: referral.reference,
    side: referral.side,
    partner: partnerOf(service, referral.partner),
    state: referral.state,
    cancelling: referral.cancelling,
    urgency: referral.urgency,
    needs: referral.needs,
    businessStatus: referral.businessStatus,
    outcome: referral.outcome,
    dueAt: clockOf(referral),
    receivedAt: referral.receivedAt,
    facts: {
      sealedAt: referral.receivedAt,
      deliveredAt: referral.side === 'recipient' ? referral.receivedAt : delivery.deliveredAt,
      openedAt: referral.openedAt,
      decidedAt: referral.decidedAt,
    },
    waiting: waitingOf(delivery, service.bus.isUp()),
    version: referral.version,
  }
}

function entryOf(service: ServiceContext, row: ConversationEvent): TimelineEntry {
  const byUs = row.iss === service.organisation.entityId
  return {
    at: row.at,
    event: row.evt,
    by: byUs ? 'us' : 'them',
    delivered: !byUs || row.deliveredAt !== null,
    codes: row.data === null ? [] : codesOf({ type: row.evt, data: row.data } as Event),
  }
}

/**
 * A line as a member sees it: of a colleague's case that it is there, with whom, how urgent, and by when; not what is asked for nor how
 * it stands (T33).
 */
export function lineFor(request: Judging, kind: string, assigned: Standing['assigned'], line: ReferralLine): ReferralLine {
  const seen: Seen = { kind, standing: { assigned, reason: null }, withheld: false }
  return mayShow(request, seen, 'line') ? line : { ...line, needs: [], businessStatus: null, outcome: null }
}

/** Whether the other body can, by its answer. */
export function capacityOf({ capacity }: Pick<Referral, 'capacity'>): ReferralDetail['capacity'] {
  return capacity && { answer: capacity.answer, heldUntil: capacity.heldUntil ?? null, conditions: capacity.conditions }
}

/** Why the other body declined, and what would make it possible. */
export function rejectionOf({ rejection }: Pick<Referral, 'rejection'>): ReferralDetail['rejection'] {
  return rejection && { reason: rejection.reason, possibleIf: [...rejection.possibleIf] }
}

/** Who reads a referral, and how it stands to them. */
export interface Reader {
  readonly request: Judging
  readonly standing: Standing
}

/** The referral on one page, with the parts that this reader may see (M3). */
export async function detailOf(
  service: ServiceContext,
  tx: Tx,
  referral: Referral,
  { request, standing }: Reader,
): Promise<ReferralDetail> {
  const { caseKeys } = service
  const { personId } = referral
  const [delivery, need, sections, files, notes, events, silences, telephone, changedBy, withheld] = await Promise.all([
    deliveryOf(tx, referral.caseId),
    unlessErased(needOf(tx, caseKeys, referral)),
    referral.side === 'recipient' ? sectionsOf(tx, caseKeys, referral.caseId) : [],
    referral.side === 'recipient' ? filesOf(tx, caseKeys, referral.caseId) : [],
    notesOf(tx, caseKeys, referral.caseId),
    eventsOfCase(tx, caseKeys, referral.caseId),
    silencesOf(tx, referral.id),
    telephoneOf(tx, service, referral),
    staffNameOf(tx, service, referral.changedBy),
    personId === null ? new Set<string>() : withheldOf(tx, [personId], service.stamp().now),
  ])
  const seen: Seen = { kind: service.organisation.kind, standing, withheld: personId !== null && withheld.has(personId) }
  return {
    referral: lineOf(service, referral, delivery),
    personId: referral.personId,
    need,
    consent: referral.consent,
    capacity: capacityOf(referral),
    conflict: referral.conflict,
    rejection: rejectionOf(referral),
    sections: sections
      .filter(({ category }) => mayShow(request, seen, category))
      .map(({ category, at, content }) => ({ category, at, from: 'them', content })),
    files: (mayShow(request, seen, 'documents') ? files : []).map(({ id, entry, complete }) => ({
      id,
      name: entry.name,
      mediaType: entry.mediaType,
      bytes: entry.bytes,
      about: entry.about,
      complete,
    })),
    notes: mayShow(request, seen, 'words') ? [...notes] : [],
    timeline: [...events.map((row) => entryOf(service, row)), ...silences.map((one) => silenceEntry(referral, one))].sort(
      (one, other) => Date.parse(one.at) - Date.parse(other.at),
    ),
    telephone,
    changedBy,
    verbs: verbsOf(referral),
  }
}
