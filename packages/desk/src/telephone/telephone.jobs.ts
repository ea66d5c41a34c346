import type { Job } from '@ihala/kit'
import { addTask } from '../task/task.store.ts'
import { isOpen } from './telephone-record.store.ts'

/** Name of the job that looks whether the referral of a call has come. */
export const LOOK_FOR_REFERRAL = 'look-for-telephone-referral'

/** J-9: a call whose referral has not come in three days is a task. */
export const telephoneJobs: Readonly<Record<string, Job>> = {
  [LOOK_FOR_REFERRAL]: async ({ record }, { tx, stamp }) => {
    if (record === undefined || !(await isOpen(tx, record))) return
    const { id, now } = stamp()
    await addTask(tx, { id, code: 'telephone-record-open', referralId: null, dueAt: now, now })
  },
}
