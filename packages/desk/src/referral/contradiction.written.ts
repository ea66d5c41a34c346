import type { WrittenHandler } from '@ihala/kit'
import { addTaskOnce, endTasksOf } from '../task/task.store.ts'
import { lockByCase } from './referral.store.ts'

/** Code of the task of whoever referred somebody who says that they did not get it. */
export const FOLLOW_CONTRADICTION = 'follow-contradiction'

/** c25: who passes on that the person got nothing has to see what becomes of it; the body that said otherwise has a task of its own. */
export const contradicted: WrittenHandler<'outcome-contradicted'> = async ({ caseId }, { tx, stamp }) => {
  const referral = caseId === null ? undefined : await lockByCase(tx, caseId)
  if (!referral) return
  const { id, now } = stamp()
  await addTaskOnce(tx, { id, code: FOLLOW_CONTRADICTION, referralId: referral.id, dueAt: now, now })
}

/** The person says now that it is as the body reported: nobody has to follow it any more. */
export const confirmed: WrittenHandler<'outcome-confirmed'> = async ({ caseId }, { tx, stamp }) => {
  const referral = caseId === null ? undefined : await lockByCase(tx, caseId)
  if (referral) await endTasksOf(tx, { referralId: referral.id, code: FOLLOW_CONTRADICTION, now: stamp().now })
}
