import type { Event, EventType } from '@ihala/contract'
import type { InboxContext, IncomingEvent } from '@ihala/kit'
import { addTask } from '../task/task.store.ts'
import { changeByCase } from './referral.store.ts'
import { AT_ONCE, type Change, changeTo, clockOf, type Referral } from './referral.ts'

/**
 * Applies an event of the other side to the row, with the life the exchange made of it; what it asks of people becomes a task,
 * due by the clock that runs, or at once. Returns the row as it is then.
 * @param learnt what of the row only we know from it
 */
export async function applies(
  event: IncomingEvent,
  { tx, stamp }: Pick<InboxContext, 'tx' | 'stamp'>,
  learnt: Pick<Change, 'conflict'> = {},
): Promise<Referral> {
  if (event.caseId === null || event.life === null) throw new Error('a pair-level event has no referral')
  const { id, now } = stamp()
  const referral = await changeByCase(tx, event.caseId, {
    ...changeTo(event.life, withoutEnvelope(event), now),
    ...(event.type === 'referral-handed-back' ? { dueAt: AT_ONCE } : {}),
    ...learnt,
  })
  if (!referral) throw new Error('an event of a referral the desk does not have')
  const code = taskFor(event.type)
  if (code !== undefined) await addTask(tx, { id, code, referralId: referral.id, dueAt: clockOf(referral) ?? now, now })
  return referral
}

function withoutEnvelope(event: IncomingEvent): Event {
  return { type: event.type, data: event.data } as Event
}

/** What somebody must do after an event; undefined when nothing. */
function taskFor(type: EventType): string | undefined {
  switch (type) {
    case 'cancellation-requested':
      return 'answer-cancellation'
    case 'referral-handed-back':
      return 'take-back'
    case 'referral-rejected':
      return 'find-another-body'
    case 'outcome-contradicted':
      return 'answer-contradiction'
    default:
      return undefined
  }
}
