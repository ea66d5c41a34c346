import type { InboxHandler } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { lookAgain } from '../choice/choice.write.ts'
import { applies } from '../referral/referral.apply.ts'
import { changeByCase } from '../referral/referral.store.ts'
import { clockOf } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { addTask } from '../task/task.store.ts'
import { mayAnswerAlone } from './conflict.ts'
import { compare, foundOut, type PartiesSource } from './conflict.write.ts'
import { recordCheck } from './conflict-check.store.ts'
import { keepOpen } from './open-check.store.ts'

/**
 * A conflict check: answered at once by a kind that knows parties, a few times; else a person decides whether it is. A kind that knows
 * none says so. Each is written down. One that crossed our decision cannot be answered any more.
 * @param sources where this kind finds parties to answer from
 */
export function conflictChecked(sources: readonly PartiesSource[]): InboxHandler<'conflict-checked'> {
  return async (event, context) => {
    const { tx, stamp, service } = context
    const { caseId, life, data } = event
    if (caseId === null || life === null) throw new Error('a conflict check without its case')
    const { id, now } = stamp()
    const made = await recordCheck(tx, { id, caseId, partner: event.from, at: now })
    if (!mayWrite(life, 'conflict-answered', 'recipient')) {
      await changeByCase(tx, caseId, { state: life.state, cancelling: life.cancelling })
      return
    }
    const referral = await applies(event, context)
    if (sources.length === 0 && data.how === 'oblivious') {
      const answer = { how: 'not-compared', of: data.check, reason: 'no-list' } as const
      await writeEvent(context, referral, { type: 'conflict-answered', data: answer })
      return
    }
    if (sources.length > 0 && mayAnswerAlone(made)) {
      await writeEvent(context, referral, { type: 'conflict-answered', data: await compare(tx, service, sources, data) })
      return
    }
    await keepOpen(tx, service.caseKeys, { id, caseId, name: data.how === 'keyed' ? null : data.check, at: now }, data)
    const dueAt = clockOf(referral) ?? now
    await addTask(tx, { id: stamp().id, code: 'answer-conflict-check', referralId: referral.id, dueAt, now })
  }
}

/**
 * The answer to a check of ours. What it comes to only we can find out. The other body is not told of a conflict: the person's next
 * choice is asked, or somebody looks for another body.
 */
export const conflictAnswered: InboxHandler<'conflict-answered'> = async (event, context) => {
  const { tx, stamp, service } = context
  if (event.caseId === null) throw new Error('a conflict answer without its case')
  const conflict = await foundOut(tx, service, event.caseId, event.data)
  const referral = await applies(event, context, { conflict })
  if (conflict !== 'found') return
  const { id, now } = stamp()
  await addTask(tx, { id, code: 'find-another-body', referralId: referral.id, dueAt: now, now })
  await lookAgain(tx, referral, 'now')
}
