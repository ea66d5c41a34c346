import { type ComplaintState, Refusal } from '@ihala/contract'
import type { memberComplaints } from './member-complaint.tables.ts'

/** A complaint about a member, as it is kept. */
export type HeldComplaint = Readonly<typeof memberComplaints.$inferSelect>

/** How it stands. */
export function stateOf({ acknowledgedAt, closedAt }: Pick<HeldComplaint, 'acknowledgedAt' | 'closedAt'>): ComplaintState {
  if (closedAt !== null) return 'closed'
  return acknowledgedAt === null ? 'new' : 'acknowledged'
}

/** D-21: somebody has seen it; that is said once. Throws Refusal `state-forbids`. */
export function assertNew(held: Pick<HeldComplaint, 'acknowledgedAt' | 'closedAt'>): void {
  const state = stateOf(held)
  if (state !== 'new') throw new Refusal('state-forbids', { state })
}

/** D-21: what was found stands; nothing is found of what nobody has seen. Throws Refusal `state-forbids`. */
export function assertSeen(held: Pick<HeldComplaint, 'acknowledgedAt' | 'closedAt'>): void {
  const state = stateOf(held)
  if (state !== 'acknowledged') throw new Refusal('state-forbids', { state })
}
