import type { InboxHandler } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { applies } from '../referral/referral.apply.ts'
import { changeByCase } from '../referral/referral.store.ts'
import { NO_CLOCK } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { addTask } from '../task/task.store.ts'
import { matches, mayAnswerAlone } from './conflict.ts'
import { recordCheck } from './conflict-check.store.ts'
import { watchedParties } from './watched-party.store.ts'

/**
 * A conflict check: answered at once by a kind that keeps a watch list, a few times; else by a person. Each is written down. One
 * that crossed our decision cannot be answered any more.
 * @param keepsList whether this kind keeps a list to answer from
 */
export function conflictChecked(keepsList: boolean): InboxHandler<'conflict-checked'> {
  return async (event, context) => {
    const { tx, stamp, service } = context
    if (event.caseId === null || event.life === null) throw new Error('a conflict check without its case')
    const { id, now } = stamp()
    const made = await recordCheck(tx, { id, caseId: event.caseId, partner: event.from, at: now })
    if (!mayWrite(event.life, 'conflict-answered', 'recipient')) {
      const { state, cancelling } = event.life
      await changeByCase(tx, event.caseId, { state, cancelling })
      return
    }
    const referral = await applies(event, context)
    if (keepsList && mayAnswerAlone(made)) {
      const conflict = matches(event.data, await watchedParties(tx, service))
      await writeEvent(context, referral, { type: 'conflict-answered', data: { conflict } })
      return
    }
    const dueAt = referral.dueAt === NO_CLOCK ? now : referral.dueAt
    await addTask(tx, { id: stamp().id, code: 'answer-conflict-check', referralId: referral.id, dueAt, now })
  }
}
