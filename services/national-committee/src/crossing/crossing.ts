import { type CrossAgreement, type CrossOrder, Refusal } from '@ihala/contract'

/** A decision about another network; it has no effect before a second person confirmed it (T24). */
export interface Crossing {
  readonly id: string
  readonly entityId: string
  readonly agreement: CrossAgreement
  readonly status: CrossOrder['status']
  readonly proposedBy: string
  readonly confirmedAt: string | null
}

/** K6: what was decided about each network last, as what the anchor's bodies are asked to sign. */
export function crossOrdersFrom(crossings: readonly Crossing[]): CrossOrder[] {
  const orders = new Map<string, CrossOrder>()
  for (const { entityId, agreement, status, confirmedAt } of crossings)
    if (confirmedAt !== null) orders.set(entityId, { agreement, status })
  return [...orders.values()].sort((one, other) => (one.agreement.entityId < other.agreement.entityId ? -1 : 1))
}

/** K6: only what was agreed ends; what is agreed has not ended yet. Throws Refusal `state-forbids`, `statement-expired`. */
export function assertMayPropose({ agreement, status }: CrossOrder, orders: readonly CrossOrder[], now: number): void {
  const held = orders.find((one) => one.agreement.entityId === agreement.entityId)
  if (status === 'ended' && held?.status !== 'live') throw new Refusal('state-forbids', { state: held?.status ?? 'none' })
  if (status === 'live' && agreement.until <= now) throw new Refusal('statement-expired', { field: '/agreement/until' })
}
