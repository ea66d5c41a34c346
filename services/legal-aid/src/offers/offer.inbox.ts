import type { Feature, InboxContext, InboxHandlers } from '@ihala/kit'
import { closeOffers } from './offer.store.ts'

type Written = NonNullable<Feature['written']>

async function close({ caseId }: { readonly caseId: string | null }, { tx, stamp }: Pick<InboxContext, 'tx' | 'stamp'>): Promise<void> {
  if (caseId !== null) await closeOffers(tx, caseId, stamp().now)
}

/** The sender takes the case back or calls it an error: nobody need answer an offer any more. */
export const offerInbox: InboxHandlers = { 'hand-back-taken': close, 'referral-entered-in-error': close }

/** We decline or end it. */
export const offerWritten: Written = {
  'referral-rejected': close,
  'referral-cancelled': close,
  'referral-completed': close,
  'referral-failed': close,
  'referral-handed-back': close,
}
