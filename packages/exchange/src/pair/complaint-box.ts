import { type EventData, Refusal } from '@ihala/contract'
import type { PairScope } from '../store-ports.ts'

/**
 * C11, D-21: one box a day of each member, by the day on which it was signed (UTC): a second one would tell that somebody complained.
 * Nothing against whoever takes it is taken by it. Throws Refusal `too-many-requests`, or `event-data-invalid`.
 */
export async function assertOneBoxADay<T>(
  { ports, tx, claims }: Pick<PairScope<T>, 'ports' | 'tx' | 'claims'>,
  { complaints }: EventData<'complaint-box'>,
): Promise<void> {
  if (complaints.some(({ about }) => about === ports.self.entityId))
    throw new Refusal('event-data-invalid', { event: 'complaint-box', field: '/complaints', rule: 'about-whoever-takes-it' })
  const { pairs } = ports.store
  const place = `box ${new Date(claims.iat * 1000).toISOString().slice(0, 10)}`
  const before = await pairs.answered(tx, claims.iss, place, ports.stamp().now)
  if (before.spent > 0) throw new Refusal('too-many-requests', { event: 'complaint-box', limit: 1 })
  await pairs.noteAnswered(tx, claims.iss, place, { ...before, spent: 1 })
}
