import type { InboxHandler, ServiceContext, Tx } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { applies } from '../referral/referral.apply.ts'
import { changeByCase } from '../referral/referral.store.ts'
import { NO_CLOCK } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { addTask } from '../task/task.store.ts'
import { matches, mayAnswerAlone, type PartyName } from './conflict.ts'
import { recordCheck } from './conflict-check.store.ts'

/** Where a kind finds parties that it compares with: its watch list, whoever stays there. Opened for one comparison only. */
export type PartiesSource = (tx: Tx, service: Pick<ServiceContext, 'keyring' | 'caseKeys'>) => Promise<readonly PartyName[]>

/**
 * A conflict check: answered at once by a kind that knows parties, a few times; else by a person. Each is written down. One
 * that crossed our decision cannot be answered any more.
 * @param sources where this kind finds parties to answer from; none: a person answers
 */
export function conflictChecked(sources: readonly PartiesSource[]): InboxHandler<'conflict-checked'> {
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
    if (sources.length > 0 && mayAnswerAlone(made)) {
      const known = await Promise.all(sources.map((parties) => parties(tx, service)))
      const conflict = matches(event.data, known.flat())
      await writeEvent(context, referral, { type: 'conflict-answered', data: { conflict } })
      return
    }
    const dueAt = referral.dueAt === NO_CLOCK ? now : referral.dueAt
    await addTask(tx, { id: stamp().id, code: 'answer-conflict-check', referralId: referral.id, dueAt, now })
  }
}
