import type { InboxHandler, InboxHandlers } from '@ihala/kit'
import { removeSection } from '../person/section.store.ts'
import { lockByCase } from '../referral/referral.store.ts'
import { addTask } from '../task/task.store.ts'
import { askedByEvent, keepAnswered } from './recourse.store.ts'
import { correctBelow, exerciseHere } from './recourse.write.ts'

/** What comes when a person exercises a right at the other body, and what it answers. */
export const recourseInbox: Pick<InboxHandlers, 'right-exercised' | 'right-answered'> = {
  'right-exercised': async ({ caseId, jti, data }, context) => {
    const referral = caseId === null ? undefined : await lockByCase(context.tx, caseId)
    if (referral) await exerciseHere(context, { personId: referral.personId, referral, jti, data })
  },
  'right-answered': async ({ caseId, data }, { tx, stamp }) => {
    const asked = caseId === null ? undefined : await askedByEvent(tx, caseId, data.of)
    if (caseId === null || asked === undefined || asked.answeredAt !== null) return
    const { id, now } = stamp()
    await keepAnswered(tx, asked.id, 'because' in data ? { answer: data.answer, because: data.because } : { answer: data.answer }, now)
    const referral = await lockByCase(tx, caseId)
    // What was answered is the person's to hear.
    if (referral) await addTask(tx, { id, code: 'tell-person-answer', referralId: referral.id, dueAt: now, now })
  },
}

/**
 * C11: a section that corrects an earlier one takes its place, and goes on to whom the earlier one went; `then` is what the desk does
 * with any section.
 */
export function correcting(then: InboxHandler<'sections-disclosed'>): InboxHandler<'sections-disclosed'> {
  return async (event, context) => {
    const { caseId, jti, data } = event
    const corrects = caseId !== null && data.corrects !== undefined
    if (corrects && data.category !== 'documents') await removeSection(context.tx, caseId, data.category)
    await then(event, context)
    if (corrects) await correctBelow(context.tx, { personId: null, narrows: caseId }, data.category, { caseId, jti })
  }
}
