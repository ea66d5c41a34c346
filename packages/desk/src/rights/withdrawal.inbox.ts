import { addJob, eraseHeld, type InboxHandlers, KEYS_KEPT_MS } from '@ihala/kit'
import { applies } from '../referral/referral.apply.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { PASS_WITHDRAWAL_ON, STATE_ERASURE } from './withdrawal.jobs.ts'
import { passedOn, wipe } from './withdrawal.store.ts'

/**
 * What the person takes back is erased where it is held, in the transaction that stores their word; it goes on to whom we passed it on,
 * and we say that it is gone once no process has its key in memory any more.
 */
export const rightsInbox: Pick<InboxHandlers, 'consent-withdrawn' | 'withdrawal-requested'> = {
  'consent-withdrawn': async (event, context) => {
    const { tx, service, stamp } = context
    const { caseId } = await applies(event, context)
    const { jti } = event
    await wipe(tx, caseId, event.data.categories)
    await eraseHeld(tx, service.caseKeys, caseId, event.data.categories)
    // Each in a transaction of its own: two conversations are never locked at once.
    for (const { id } of await passedOn(tx, caseId)) await addJob(tx, PASS_WITHDRAWAL_ON, { referral: id, caseId, jti })
    const runAt = new Date(Date.parse(stamp().now) + KEYS_KEPT_MS).toISOString()
    await addJob(tx, STATE_ERASURE, { caseId, jti }, { runAt, jobKey: `${STATE_ERASURE}/${jti}` })
  },
  // It was said where it is held; it binds when whoever referred them says it.
  'withdrawal-requested': async (event, context) => {
    const { categories } = event.data
    await writeEvent(context, await applies(event, context), { type: 'consent-withdrawn', data: { categories, by: 'person' } })
  },
}
