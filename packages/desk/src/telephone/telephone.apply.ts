import type { InboxContext, IncomingEvent } from '@ihala/kit'
import { joinRecords, keepCode } from './telephone-record.store.ts'

/**
 * J-9: a request that was told by telephone before it came. Calls written up with its code from its sender join it; an unknown
 * code, or one of another partner, joins nothing.
 */
export async function joinsTelephone(
  { data, from }: Extract<IncomingEvent, { type: 'referral-requested' }>,
  { tx }: Pick<InboxContext, 'tx'>,
  referral: { readonly id: string; readonly caseId: string },
): Promise<void> {
  if (data.byTelephone === undefined) return
  const { code } = data.byTelephone
  await keepCode(tx, referral.id, code)
  await joinRecords(tx, { ...referral, partner: from }, code)
}
