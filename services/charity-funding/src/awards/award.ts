import { type AwardView, Refusal } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import type { Movement } from '../fund/fund.ts'
import type { awards } from './award.tables.ts'

/** One approval of an award. */
export interface Approval {
  /** Pseudonym of the staff member. */
  readonly by: string
  /** ISO instant. */
  readonly at: string
}

/** Financial assistance for one referral: what is needed, decided, paid. The payee is the referring body (H2). */
export type Award = Readonly<typeof awards.$inferSelect> & { readonly approvals: readonly Approval[] }

/** A decision on an award: its new state, and what it does to the fund. */
export interface Decision {
  readonly state: Award['state']
  readonly movement: Movement | undefined
}

const TAKEN_ON: ReadonlySet<Referral['state']> = new Set(['accepted', 'in-progress', 'on-hold'])

/**
 * J-4: money is assessed for a referral this body accepted and that asks for it. Nothing else about the person counts.
 * Throws Refusal `event-wrong-side`, `state-forbids`.
 */
export function assertAssessable(referral: Pick<Referral, 'side' | 'state' | 'needs'>): void {
  if (referral.side !== 'recipient') throw new Refusal('event-wrong-side')
  if (!TAKEN_ON.has(referral.state)) throw new Refusal('state-forbids', { state: referral.state })
  if (!referral.needs.includes('financial-assistance')) throw new Refusal('state-forbids', { rule: 'need' })
}

/**
 * J-4: two people approve, neither of them the one who assessed; the second approval sets the money aside.
 * Throws Refusal `state-forbids`, `second-person-required`.
 */
export function approve(award: Pick<Award, 'state' | 'assessedBy' | 'approvals'>, staff: string): Decision {
  switch (award.state) {
    case 'assessed':
    case 'approved-once':
      if (award.assessedBy === staff || award.approvals.some(({ by }) => by === staff)) throw new Refusal('second-person-required')
      return award.state === 'assessed' ? { state: 'approved-once', movement: undefined } : { state: 'approved', movement: 'reserve' }
    case 'approved':
    case 'paid':
    case 'refused':
      throw new Refusal('state-forbids', { state: award.state })
    default:
      return award.state satisfies never
  }
}

/** An award is refused until it is paid; what was set aside goes back. Throws Refusal `state-forbids`. */
export function refuse(award: Pick<Award, 'state'>): Decision {
  switch (award.state) {
    case 'assessed':
    case 'approved-once':
      return { state: 'refused', movement: undefined }
    case 'approved':
      return { state: 'refused', movement: 'release' }
    case 'paid':
    case 'refused':
      throw new Refusal('state-forbids', { state: award.state })
    default:
      return award.state satisfies never
  }
}

/** Only what two people approved is paid, and once. Throws Refusal `state-forbids`, `already-paid`. */
export function pay(award: Pick<Award, 'state'>): Decision {
  switch (award.state) {
    case 'approved':
      return { state: 'paid', movement: 'pay' }
    case 'paid':
      throw new Refusal('already-paid')
    case 'assessed':
    case 'approved-once':
    case 'refused':
      throw new Refusal('state-forbids', { state: award.state })
    default:
      return award.state satisfies never
  }
}

/** The award as a member of staff sees it: whether an approval is their own, never whose it is. */
export function viewFor(staff: string, award: Award): AwardView {
  const { id, referralId, reference, minorUnits, currency, purpose, period, state, paidAt, version } = award
  return {
    id,
    referralId,
    reference,
    minorUnits,
    currency,
    purpose,
    period,
    state,
    paidAt,
    version,
    approvals: award.approvals.map(({ by, at }) => ({ at, byMe: by === staff })),
  }
}
