import { addTask, writeProgress } from '@ihala/desk'
import type { Job, JobContext, JobPayload, ServiceContext } from '@ihala/kit'
import { lockMatter, saveCommitteeReferral } from './matter.store.ts'
import { atTheEnd } from './matter.ts'

/** Name of the task of the queue. */
export const REFER_TO_COMMITTEE = 'refer-to-committee'

/** Key of a matter's one job: a later time takes the place of the earlier. */
export function conciliationJobKey(matterId: string): string {
  return `conciliation/${matterId}`
}

/**
 * D-3: what conciliation did not settle goes to a committee by itself. A breach of the conciliation clock is a task of its
 * own. The committee may not call an employer who does not know yet: then the first task is to ask the person.
 */
export async function referToCommittee(
  { matterId }: JobPayload,
  context: Pick<JobContext, 'tx' | 'send' | 'stamp'> & { readonly service: Pick<ServiceContext, 'law'> },
): Promise<void> {
  const { tx, stamp, service } = context
  if (matterId === undefined) throw new Error('a committee referral without its matter')
  const { matter, referral } = await lockMatter(tx, matterId)
  const { now } = stamp()
  const end = atTheEnd(matter, now, service.law(now))
  switch (end.step) {
    case 'nothing':
      return
    case 'too-early':
      // The queue counts by the database's clock. A service whose own clock is behind tries again with the queue's pauses.
      throw new Error('the queue is ahead of the clock of this service')
    case 'refer': {
      await saveCommitteeReferral(tx, matter, end.committeeDueAt, end.late ? now : null)
      await writeProgress(context, referral, { businessStatus: 'referred-to-committee', dueAt: end.committeeDueAt })
      const code = matter.employerNotifiedAt === null ? 'confirm-with-worker-before-hearing' : 'set-committee-hearing'
      await addTask(tx, { id: stamp().id, code, referralId: referral.id, dueAt: end.committeeDueAt, now })
      if (end.late)
        await addTask(tx, { id: stamp().id, code: 'clock-breached', referralId: referral.id, dueAt: matter.conciliationDueAt, now })
      return
    }
    default:
      return end satisfies never
  }
}

/** The clocks of matters. */
export const matterJobs: Readonly<Record<string, Job>> = { [REFER_TO_COMMITTEE]: referToCommittee }
