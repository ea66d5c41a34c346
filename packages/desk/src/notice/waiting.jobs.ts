import { Refusal } from '@ihala/contract'
import type { Job } from '@ihala/kit'
import { keepChoices } from '../choice/choice.write.ts'
import { beginReferral } from '../referral/referral.begin.ts'
import { addTask } from '../task/task.store.ts'
import { lockWaiting, removeWaiting } from './waiting.store.ts'

/** Name of the job that sends what a person agreed to, once their ten minutes are over. */
export const SEND_AGREED = 'send-agreed'

/** Sends it, once: the row goes with it. Where something forbids it by now somebody is asked to look, and the row stays. */
const sendAgreed: Job = async ({ waiting: id }, context) => {
  if (id === undefined) throw new Error('something agreed to send without its name')
  const { tx, stamp, service } = context
  const held = await lockWaiting(tx, service.caseKeys, id)
  if (held === undefined) return
  if (held.given === null) return removeWaiting(tx, id)
  try {
    const { id: referral } = await beginReferral(context, service, held.given)
    await keepChoices(context, service, referral, held.given)
    await removeWaiting(tx, id)
  } catch (refusal) {
    // It was refused before anything was written.
    if (!(refusal instanceof Refusal)) throw refusal
    const { now } = stamp()
    await addTask(tx, { id, code: 'agreed-not-sent', referralId: null, dueAt: now, now })
  }
}

/** What waits for a person to think. */
export const waitingJobs: Readonly<Record<string, Job>> = { [SEND_AGREED]: sendAgreed }
