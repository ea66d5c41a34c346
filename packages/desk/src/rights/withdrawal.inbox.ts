import type { InboxHandlers } from '@ihala/kit'
import { applies } from '../referral/referral.apply.ts'
import { hearEarly } from './clock.write.ts'
import { wasTold } from './holder.store.ts'
import { hearStatement } from './holder.write.ts'
import { bind, erasable, takeBackOwn, tellWithdrawn } from './withdrawal.write.ts'

/**
 * What the person takes back is erased where it is held, in the transaction that stores their word; it goes on to whom we passed it on,
 * and we say that it is gone once no process has its key in memory any more. What a holder says of it ends our wait, and our own copies.
 */
export const rightsInbox: Pick<InboxHandlers, 'consent-withdrawn' | 'withdrawal-requested' | 'erasure-stated'> = {
  'consent-withdrawn': async (event, context) => {
    const { categories, by } = event.data
    await bind(context, await applies(event, context), { of: event.jti, saidBy: by, categories, owed: true })
  },
  // It was said where it is held, and binds there; what was told by us is taken back by us.
  'withdrawal-requested': async (event, context) => {
    const { categories } = event.data
    const referral = await applies(event, context)
    // The two words may have crossed.
    if (await wasTold(context.tx, referral.caseId, erasable(categories))) return
    await tellWithdrawn(context, referral, { categories, by: 'person' })
  },
  'erasure-stated': async (event, context) => {
    const referral = await applies(event, context)
    if (referral.side !== 'sender') return
    const told = (await hearStatement(context, referral, event.data)) ?? (await hearEarly(context, referral, event.data))
    // By our own word of what was to go, never by theirs.
    if (told?.because === 'withdrawn') await takeBackOwn(context, referral, told)
  },
}
