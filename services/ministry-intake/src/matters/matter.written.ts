import { lockByCase, type Referral, writeProgress } from '@ihala/desk'
import { addJob, type Feature, type JobContext, removeJob, type ServiceContext } from '@ihala/kit'
import { conciliationJobKey, REFER_TO_COMMITTEE } from './matter.jobs.ts'
import { insertMatter, lockMatterOf, saveEnd } from './matter.store.ts'
import { clockOf, committeeReferralAt, conciliationDue, type Matter } from './matter.ts'

/** What these consequences need of the service. */
type Context = Pick<JobContext, 'tx' | 'send' | 'stamp'> & { readonly service: Pick<ServiceContext, 'law'> }

interface OfCase {
  readonly caseId: string | null
}

async function referralOf({ caseId }: OfCase, { tx }: Context): Promise<Referral> {
  const referral = caseId === null ? undefined : await lockByCase(tx, caseId)
  if (!referral) throw new Error('an event of a referral the desk does not have')
  return referral
}

async function runClock(tx: Context['tx'], matter: Pick<Matter, 'id' | 'conciliationDueAt'>): Promise<void> {
  await addJob(
    tx,
    REFER_TO_COMMITTEE,
    { matterId: matter.id },
    { runAt: committeeReferralAt(matter), jobKey: conciliationJobKey(matter.id) },
  )
}

/**
 * D-2: when we accept a complaint it is registered and its clock runs, in the same transaction: no officer has to remember.
 * A referral taken on for another need is no complaint.
 */
export async function matterRegistered(event: OfCase, context: Context): Promise<void> {
  const { tx, stamp, service } = context
  const referral = await referralOf(event, context)
  if (!referral.needs.includes('complaint-handling')) return
  const { id, now } = stamp()
  const conciliationDueAt = conciliationDue(now, service.law(now))
  await insertMatter(tx, { id, referralId: referral.id, caseId: referral.caseId, registeredAt: now, conciliationDueAt })
  await runClock(tx, { id, conciliationDueAt })
  await writeProgress(context, referral, { businessStatus: 'registered', dueAt: conciliationDueAt })
}

/** The referral ended: nothing goes to a committee any more. */
export async function matterEnded(event: OfCase, context: Context): Promise<void> {
  const matter = await lockMatterOf(context.tx, (await referralOf(event, context)).id)
  if (!matter) return
  await saveEnd(context.tx, matter, context.stamp().now)
  await removeJob(context.tx, conciliationJobKey(matter.id))
}

/** Says again where the matter stands and what clock runs, when an event of the referral's life has overwritten the clock. */
async function sayClock(context: Context, referral: Referral, matter: Matter): Promise<void> {
  const dueAt = clockOf(matter)
  if (dueAt !== undefined) await writeProgress(context, referral, { businessStatus: referral.businessStatus ?? 'registered', dueAt })
}

/** It is open again, and so is its clock: the law names no pause, so a day gone by meanwhile stays gone. */
export async function matterReopened(event: OfCase, context: Context): Promise<void> {
  const referral = await referralOf(event, context)
  const matter = await lockMatterOf(context.tx, referral.id)
  if (!matter) return
  await saveEnd(context.tx, matter, null)
  if (matter.conciliation === 'running') await runClock(context.tx, matter)
  await sayClock(context, referral, matter)
}

/** D-2: a referral that rests has a review date; its legal clock runs on and stays in sight. */
export async function matterHeld(event: OfCase, context: Context): Promise<void> {
  const referral = await referralOf(event, context)
  const matter = await lockMatterOf(context.tx, referral.id)
  if (matter) await sayClock(context, referral, matter)
}

/** What follows from what we ourselves write. */
export const matterWritten: NonNullable<Feature['written']> = {
  'referral-accepted': matterRegistered,
  'referral-completed': matterEnded,
  'referral-failed': matterEnded,
  'referral-cancelled': matterEnded,
  'referral-handed-back': matterEnded,
  'referral-reopened': matterReopened,
  'referral-held': matterHeld,
}
