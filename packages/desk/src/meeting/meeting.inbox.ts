import type { InboxHandlers } from '@ihala/kit'
import { applies } from '../referral/referral.apply.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { insertMeeting, keepMeetingAnswer } from './meeting.store.ts'

/** D14: what was arranged is a task of whoever meets the person; what they answer ends that of whoever arranged it. */
export const meetingInbox: Pick<InboxHandlers, 'meeting-arranged' | 'meeting-answered'> = {
  'meeting-arranged': async (event, context) => {
    const { tx, stamp, service } = context
    const { id: referralId, caseId } = await applies(event, context)
    const { id, now } = stamp()
    await insertMeeting(tx, service.caseKeys, { id, caseId, at: now }, event.data)
    // The task bears the meeting's own id: answering it ends the task.
    await addTask(tx, { id, code: 'answer-meeting', referralId, dueAt: now, now })
  },
  'meeting-answered': async (event, context) => {
    const { tx, stamp } = context
    const { id: referralId, caseId } = await applies(event, context)
    const { id, now } = stamp()
    const { meeting, answer } = event.data
    const row = await keepMeetingAnswer(tx, { caseId, meeting, answer, at: now })
    if (row !== undefined) await endTask(tx, row, now)
    if (answer !== 'agreed') await addTask(tx, { id, code: 'arrange-meeting-anew', referralId, dueAt: now, now })
  },
}
