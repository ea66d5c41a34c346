import { type NewReferral, Refusal } from '@ihala/contract'
import { addJob, type Job, type JobContext, removeJob, type ServiceContext, type Tx } from '@ihala/kit'
import type { Begun } from '../referral/referral.begin.ts'
import { sendReferral } from '../referral/referral.send.ts'
import type { Writing } from '../referral/referral.write.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { type Draft, insertDraft, lockDraft, markRefused, removeDraft, takenBackSince } from './draft.store.ts'
import { assertStillGiven, onceCooledOff, sendAtOf } from './draft.ts'

/** Name of the job that sends what waits. */
const SEND_DRAFT = 'send-draft'
/** The same, as it stands in the queue of whoever is upgraded while something waits. */
const SEND_AGREED = 'send-agreed'
/** What whoever said send must look at; behind it stands the code of the refusal. */
const NOT_SENT = 'agreed-not-sent'

const keyOf = (id: string): string => `${SEND_DRAFT}/${id}`
/** How a rehearsal ends when nothing forbids it. */
const REHEARSED = new Error('nothing of a rehearsal stays')

/**
 * Sends it all, down to the sealed envelope, and takes it back again: what would be refused when it goes is refused while the person
 * is there. Throws Refusal.
 */
async function rehearse(tx: Tx, service: ServiceContext, given: NewReferral): Promise<void> {
  try {
    await tx.savepoint(async (trial) => {
      const outgoing = service.exchange.outgoing(trial)
      const { send, followUp } = service.following(trial, outgoing.send)
      await sendReferral({ tx: trial, send, stamp: service.stamp }, service, onceCooledOff(given))
      await followUp()
      await outgoing.flush()
      throw REHEARSED
    })
  } catch (end) {
    if (end !== REHEARSED) throw end
  }
}

/** Keeps a referral for its ten minutes; it goes by itself then. Throws Refusal for all that would be refused if it went now. */
export async function keepDraft(
  { tx, stamp }: Pick<Writing, 'tx' | 'stamp'>,
  service: ServiceContext,
  given: NewReferral,
  byStaff: string,
): Promise<Pick<Draft, 'id' | 'personId' | 'sendAt'>> {
  const { id, now } = stamp()
  const sendAt = sendAtOf(given, now)
  await rehearse(tx, service, given)
  await insertDraft(tx, service.caseKeys, { id, sendAt, byStaff, writtenAt: now, given })
  await addJob(tx, SEND_DRAFT, { draft: id }, { runAt: sendAt, jobKey: keyOf(id) })
  return { id, personId: given.personId, sendAt }
}

/** Undoes it: no row, no job, no leaf of it is left. */
export async function undoDraft({ tx, stamp }: Pick<Writing, 'tx' | 'stamp'>, { id }: Pick<Draft, 'id'>): Promise<void> {
  await removeDraft(tx, id)
  await removeJob(tx, keyOf(id))
  await endTask(tx, id, stamp().now)
}

/**
 * Sends what waits, whether its time has come or not. Throws Refusal `erased` where the person took back everything meanwhile, and as
 * whatever is sent now; then it stays.
 */
export async function sendDraftNow(writing: Writing, service: ServiceContext, draft: Draft): Promise<Begun> {
  const begun = await sendReferral(writing, service, await stillGiven(writing.tx, draft))
  await undoDraft(writing, draft)
  return begun
}

async function stillGiven(tx: Tx, { given, personId, writtenAt }: Draft): Promise<NewReferral> {
  if (given === null) throw new Refusal('erased')
  assertStillGiven(given, await takenBackSince(tx, personId, writtenAt))
  return given
}

/** Sends it, once: the row goes with it. What something forbids by now stays, and whoever said send is told why. */
async function sendDraft(id: string | undefined, context: JobContext): Promise<void> {
  if (id === undefined) throw new Error('something to send without its name')
  const { tx, stamp, service } = context
  const draft = await lockDraft(tx, service.caseKeys, id)
  if (draft === undefined || draft.refused !== null) return
  if (draft.given === null) return removeDraft(tx, id)
  try {
    await rehearse(tx, service, await stillGiven(tx, draft))
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    const { now } = stamp()
    await markRefused(tx, id, refusal.code)
    return addTask(tx, { id, code: `${NOT_SENT}:${refusal.code}`, referralId: null, dueAt: now, now, forStaff: draft.byStaff })
  }
  await sendReferral(context, service, draft.given)
  await removeDraft(tx, id)
}

/** What waits goes by itself. */
export const draftJobs: Readonly<Record<string, Job>> = {
  [SEND_DRAFT]: ({ draft }, context) => sendDraft(draft, context),
  [SEND_AGREED]: ({ waiting }, context) => sendDraft(waiting, context),
}
