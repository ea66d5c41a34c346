import { addJob, type InboxHandlers } from '@ihala/kit'
import { lockByCase } from '../referral/referral.store.ts'
import { ASK_BELOW, RELAY_HOLDING } from './holding.jobs.ts'
import { noteAnswered, questionNamed, referralsBelow, timesAskedBy } from './holding.store.ts'
import { ASKS_A_DAY } from './holding.ts'
import { answerHolding } from './holding.write.ts'

const DAY_MS = 86_400_000

/**
 * C9, DESIGN §7: whoever was referred to answers for itself at once and asks below; whoever referred answers for itself. What comes from
 * below for a body that asked us is passed on, each conversation in a transaction of its own.
 */
export const holdingInbox: Pick<InboxHandlers, 'holding-asked' | 'holding-stated'> = {
  'holding-asked': async (event, context) => {
    const { tx, stamp } = context
    const { caseId, jti, from } = event
    if (caseId === null) return
    const since = new Date(Date.parse(stamp().now) - DAY_MS).toISOString()
    // Who asks without end is not answered, and sees that they are not.
    if ((await timesAskedBy(tx, caseId, from, since)) > ASKS_A_DAY) return
    const referral = await lockByCase(tx, caseId)
    if (!referral) return
    await answerHolding(context, referral, jti)
    if (referral.side !== 'recipient') return
    for (const { id } of await referralsBelow(tx, caseId)) await addJob(tx, ASK_BELOW, { referral: id, caseId, jti })
  },
  'holding-stated': async (event, { tx, stamp }) => {
    const { caseId, jti, data } = event
    const question = caseId === null ? undefined : await questionNamed(tx, caseId, data.of)
    if (caseId === null || question === undefined) return
    if (data.steps === 0 && !data.more) await noteAnswered(tx, question.id, stamp().now)
    if (question.forCase !== null) await addJob(tx, RELAY_HOLDING, { caseId, jti })
  },
}
