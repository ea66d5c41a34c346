import type { EventData } from '@ihala/contract'
import { addJob, type JobContext, removeJob, type ServiceContext } from '@ihala/kit'
import { clockRule, deadline, ERASURE_CLOCK, isPast } from '@ihala/policy'
import type { Referral } from '../referral/referral.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { type Holder, keepHolder, keepStatement, lockHolder, lockHolderOf, markOverdue } from './holder.store.ts'

/** Name of the job that looks whether a holder has stated what it erased. */
export const CHECK_HOLDER = 'check-holder'
/** The task of a person whose call it is: a holder has not stated in its time. */
const OVERDUE = 'holder-overdue'

/** What waiting for a statement works with. */
export interface Waiting extends Pick<JobContext, 'tx' | 'stamp'> {
  readonly service: Pick<ServiceContext, 'law'>
}

/** What is expected of a holder. */
type Expected = Pick<Holder, 'of' | 'because'> & { readonly parts: readonly Holder['parts'][number][] }

const keyOf = (id: string): string => `${CHECK_HOLDER}/${id}`

/** c2: from now on the other end of a referral owes a statement; the clock of the law in force says until when. */
export async function expectStatement({ tx, stamp, service }: Waiting, referral: Referral, expected: Expected): Promise<void> {
  const { id, now } = stamp()
  const law = service.law(now)
  const dueAt = deadline(clockRule(law, ERASURE_CLOCK), now, law)
  const { caseId, partner } = referral
  const holder = await keepHolder(tx, { id, caseId, referralId: referral.id, partner, toldAt: now, dueAt, ...expected })
  if (!holder.complete) await lookAfter(holder, tx)
}

/** It still belongs to the holder's time in its last second. */
async function lookAfter({ id, dueAt }: Pick<Holder, 'id' | 'dueAt'>, tx: Waiting['tx']): Promise<void> {
  await addJob(tx, CHECK_HOLDER, { holder: id }, { runAt: new Date(Date.parse(dueAt) + 1000).toISOString(), jobKey: keyOf(id) })
}

/**
 * A holder states what it erased and kept: a late one closes the task that it became. Returns what it answers; undefined when nothing
 * of the kind was asked.
 */
export async function hearStatement(
  { tx, stamp }: Pick<Waiting, 'tx' | 'stamp'>,
  { caseId }: Pick<Referral, 'caseId'>,
  stated: EventData<'erasure-stated'>,
): Promise<Holder | undefined> {
  const holder = await lockHolderOf(tx, caseId, stated.of)
  if (!holder) return undefined
  const { now } = stamp()
  if (await keepStatement(tx, holder, stated, now)) {
    await endTask(tx, holder.id, now)
    await removeJob(tx, keyOf(holder.id))
  }
  return holder
}

/** How long after a clock that this service has not reached it is looked again, milliseconds: the queue may be ahead of us. */
const AHEAD_MS = 30_000

/** c2: a holder that has not stated everything in its time becomes the task of a person, once. */
export async function checkHolder({ tx, stamp }: Pick<Waiting, 'tx' | 'stamp'>, id: string): Promise<void> {
  const holder = await lockHolder(tx, id)
  if (!holder || holder.complete || holder.overdueAt !== null) return
  const { now } = stamp()
  if (!isPast(holder.dueAt, now)) {
    const later = new Date(Math.max(Date.parse(holder.dueAt) + 1000, Date.parse(now) + AHEAD_MS)).toISOString()
    return addJob(tx, CHECK_HOLDER, { holder: id }, { runAt: later, jobKey: keyOf(id) })
  }
  await markOverdue(tx, id, now)
  // The task bears the row's own id: the statement ends it.
  await addTask(tx, { id, code: OVERDUE, referralId: holder.referralId, dueAt: holder.dueAt, now })
}
