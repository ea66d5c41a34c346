import type { InboxContext, Suspended } from '@ihala/kit'
import { takeBackFromSuspended } from '@ihala/policy'
import { addTaskOnce } from '../task/task.store.ts'
import { changeByCase, lockByCase } from './referral.store.ts'
import { changeBy } from './referral.ts'

const TASK = { 'take-back': 'find-another-body', ours: 'partner-suspended', orphan: 'no-responsible-body' } as const

/**
 * c24: the other end of a referral was suspended. The sender takes back at once and asks another body; a recipient that has
 * the person keeps it, and one that has not yet taken over is told that nobody else answers now.
 */
export async function answerSuspension({ partner, caseId, life, asks }: Suspended, { tx, send, stamp }: InboxContext): Promise<void> {
  const referral = await lockByCase(tx, caseId)
  if (!referral) return
  const { id, now } = stamp()
  if (asks === 'take-back') {
    const event = takeBackFromSuspended(life, referral.side)
    await changeByCase(tx, caseId, changeBy(referral, event, now))
    send({ to: partner, caseId, event })
  }
  await addTaskOnce(tx, { id, code: TASK[asks], referralId: referral.id, dueAt: now, now })
}
