import type { AfterSending, RestoredEvent } from '@ihala/kit'
import { addTask } from '../task/task.store.ts'
import { changeByCase, insertReferral, referralByCase } from './referral.store.ts'
import { changeTo, consentOf } from './referral.ts'

/**
 * An own event that was lost with the machine and came back from the other end (DESIGN §10): the referral stands again where it
 * stood. Whom it is about, the other end may not know: somebody links the person again.
 */
export async function restoreReferral(event: RestoredEvent, { tx, service, stamp }: AfterSending): Promise<void> {
  const { caseId, to, life, grant, at } = event
  const opens = event.type === 'referral-enquired' || event.type === 'referral-requested'
  if (!opens || event.before !== null || grant === null || (await referralByCase(tx, caseId))) {
    await changeByCase(tx, caseId, changeTo(life, event, at))
    return
  }
  const { id, now } = stamp()
  const { need, person, respondBy } = event.data
  await insertReferral(
    tx,
    service.caseKeys,
    {
      id,
      caseId,
      side: 'sender',
      partner: to,
      state: life.state,
      urgency: need.urgency,
      needs: need.needs,
      personId: null,
      pseudonym: person,
      consent: consentOf(grant),
      dueAt: respondBy,
      receivedAt: at,
      narrows: null,
    },
    need,
  )
  await addTask(tx, { id: stamp().id, code: 'person-to-link', referralId: id, dueAt: now, now })
}
