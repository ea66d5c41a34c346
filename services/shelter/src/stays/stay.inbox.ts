import { addTask, lockByCase } from '@ihala/desk'
import type { Feature, InboxContext, InboxHandlers } from '@ihala/kit'
import { isHere } from './stay.store.ts'

type Written = NonNullable<Feature['written']>

/** The referral is over while somebody sleeps here: nobody is put out by an event, a person looks. */
async function askForDeparture(
  { caseId }: { readonly caseId: string | null },
  { tx, stamp }: Pick<InboxContext, 'tx' | 'stamp'>,
): Promise<void> {
  const referral = caseId === null ? undefined : await lockByCase(tx, caseId)
  if (!referral || !(await isHere(tx, referral.id))) return
  const { id, now } = stamp()
  await addTask(tx, { id, code: 'record-departure', referralId: referral.id, dueAt: now, now })
}

/** The sender takes it back or calls it an error. */
export const stayInbox: InboxHandlers = {
  'hand-back-taken': askForDeparture,
  'referral-entered-in-error': askForDeparture,
}

/** We ended it at the desk. After a departure nobody is here any more, and nothing is asked. */
export const stayWritten: Written = {
  'referral-completed': askForDeparture,
  'referral-failed': askForDeparture,
  'referral-cancelled': askForDeparture,
}
