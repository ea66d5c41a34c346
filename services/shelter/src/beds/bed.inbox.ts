import { lockByCase } from '@ihala/desk'
import type { Feature, InboxContext, InboxHandlers } from '@ihala/kit'
import { releaseHold } from './bed.store.ts'
import { keepsHold } from './bed.ts'

type Written = NonNullable<Feature['written']>

/** What ended it is in the referral's row already: the desk hears first. */
async function letGoWhereOver({ caseId }: { readonly caseId: string | null }, { tx }: Pick<InboxContext, 'tx'>): Promise<void> {
  if (caseId === null) return
  const referral = await lockByCase(tx, caseId)
  if (referral && !keepsHold(referral)) await releaseHold(tx, referral.id)
}

/** The sender stops: the bed is free for the next person, at once. */
export const bedInbox: InboxHandlers = {
  'cancellation-requested': letGoWhereOver,
  'referral-entered-in-error': letGoWhereOver,
}

/** We decline, end or give back: nothing is kept for it any more. */
export const bedWritten: Written = {
  'capacity-answered': async (event, { tx }) => {
    if (event.data.answer !== 'none' || event.caseId === null) return
    const referral = await lockByCase(tx, event.caseId)
    if (referral) await releaseHold(tx, referral.id)
  },
  'referral-rejected': letGoWhereOver,
  'referral-cancelled': letGoWhereOver,
  'referral-completed': letGoWhereOver,
  'referral-failed': letGoWhereOver,
  'referral-handed-back': letGoWhereOver,
}
