import { COMPLAINT_KINDS, type ComplaintStands, type MemberComplaint, type MemberComplaintView } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { complaintBody } from '@ihala/policy'

/** Name of the job that sends the day's box. */
export const COMPLAINT_BOX = 'complaint-box'

/** A complaint about a member, with what became of the box it went with. */
export interface KeptComplaint {
  readonly id: string
  readonly personId: string
  readonly about: string
  readonly what: MemberComplaint
  readonly at: string
  /** Null where somebody takes it there by hand. */
  readonly number: string | null
  readonly answer: boolean
  readonly sentAt: string | null
  readonly to: string | null
  /** How the outbox has the box; null while the complaint is in none. */
  readonly box: 'waiting' | 'closed' | 'refused' | 'expired' | null
  readonly receipt: string | null
}

/** Seconds of a day in which no box goes, at its beginning and its end: clocks are not all the same. */
const MARGIN = 300
const DAY = 86_400

/** The day of an instant, by UTC. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}

/**
 * When the next day's box goes: at any second of that day but its edges, which says nothing of what is written down until then.
 * @param now ISO instant
 * @param chance a whole number from the first to before the second
 */
export function nextBox(now: string, chance: (from: number, until: number) => number): { readonly day: string; readonly dueAt: string } {
  const midnight = (Math.floor(Date.parse(now) / 1000 / DAY) + 1) * DAY
  const dueAt = new Date((midnight + chance(MARGIN, DAY - MARGIN)) * 1000).toISOString()
  return { day: dayOf(dueAt), dueAt }
}

/** D-21: who takes our box now; undefined while nobody of our own network does, or the registry does not let us send one. */
export function receivingBody({ registry, organisation }: Pick<ServiceContext, 'registry' | 'organisation'>): string | undefined {
  const own = registry.lastKnown(organisation.entityId)
  if (!own?.metadata.ihala_member.sends.includes('complaint-box')) return undefined
  // Another network's bodies take complaints about its members.
  const ours = registry.members().filter(({ statement }) => statement.iss === own.iss)
  return complaintBody(ours.map(({ entityId, statement }) => ({ entityId, member: statement.metadata.ihala_member })))
}

/** How far a complaint is. `to` is who takes our box now: never whoever is complained of. */
export function standsAt({ number, box, about }: Pick<KeptComplaint, 'number' | 'box' | 'about'>, to: string | undefined): ComplaintStands {
  if (number === null) return 'by-hand'
  if (box === 'closed') return 'stored'
  if (box === 'waiting') return 'sent'
  // Not gone yet, or not taken: it goes with the next box that somebody takes.
  return to === undefined || to === about ? 'by-hand' : 'waiting'
}

/** A complaint as staff see it, and can show the person. `kind` is of the member complained of, as far as that is known. */
export function complaintView(complaint: KeptComplaint, to: string | undefined, kind: string | undefined): MemberComplaintView {
  const { id, about, what, at, number, answer, receipt } = complaint
  const stands = standsAt(complaint, to)
  const gone = stands === 'sent' || stands === 'stored'
  return {
    ...{ id, about, what, at, number, answer, stands },
    sentAt: gone ? complaint.sentAt : null,
    to: gone ? complaint.to : null,
    receipt: gone ? receipt : null,
    addresses: addressesFor(kind ?? ''),
  }
}

const ADDRESS_OF: Readonly<Record<string, string>> = {
  'human-rights-committee': 'national-human-rights-committee',
  'national-committee': 'national-committee',
}

/** D-21: who can be gone to about a member of a kind, the independent one first; never whoever is complained of. */
export function addressesFor(kind: string): string[] {
  return COMPLAINT_KINDS.flatMap((one) => (one === kind ? [] : (ADDRESS_OF[one] ?? [])))
}
