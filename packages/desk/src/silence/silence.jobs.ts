import { addJob, type Job, type JobContext, type JobPayload, recordBreach, type Tx } from '@ihala/kit'
import { hasChoices } from '../choice/choice.store.ts'
import { lockReferral } from '../referral/referral.store.ts'
import { addTask } from '../task/task.store.ts'
import { endAnswered, insertSilence, silentBefore } from './silence.store.ts'
import { silenceOf } from './silence.ts'

/** Name of the job that writes down a silence. */
const NOTE_SILENCE = 'note-silence'
/** How far ahead clocks are put in the queue, milliseconds: longer than from one look to the next. */
const AHEAD_MS = 2 * 60 * 60_000
/** As many as one look puts in the queue. */
const AT_ONCE = 5_000
/** The second that a clock names still belongs to it; the queue may be ahead of us. Milliseconds. */
const [AFTER_MS, AGAIN_MS] = [1_000, 30_000]

/** What somebody must do at either end. */
export const TASK = { sender: 'nobody-answered', recipient: 'answer-overdue' } as const

/** L5: puts in the queue each unanswered request whose clock runs out before the next look, and ends what was asked about answered ones. */
export async function queueSilences(tx: Tx, now: string): Promise<void> {
  const before = new Date(Date.parse(now) + AHEAD_MS).toISOString()
  for (const { id, dueAt } of await silentBefore(tx, before, AT_ONCE)) await ring(tx, id, new Date(dueAt).getTime() + AFTER_MS)
  await endAnswered(tx, Object.values(TASK), now)
}

const ring = (tx: Tx, referral: string, at: number): Promise<void> =>
  addJob(tx, NOTE_SILENCE, { referral }, { runAt: new Date(at).toISOString(), jobKey: `${NOTE_SILENCE}/${referral}` })

/**
 * L5: the clock of a request ran out and nobody answered: the breach is a row, a leaf in the log and a task, once for each time, whichever
 * replica comes first. It may run twice: the row says so.
 */
export async function noteSilence(
  { referral: id }: JobPayload,
  { tx, stamp, service }: Pick<JobContext, 'tx' | 'stamp'> & { readonly service: Pick<JobContext['service'], 'law'> },
): Promise<void> {
  if (id === undefined) throw new Error('a silence without its referral')
  const referral = await lockReferral(tx, id)
  const { id: leaf, now } = stamp()
  const silence = silenceOf(referral, service.law, now)
  if (silence === undefined) return
  if (silence === 'too-early') return ring(tx, id, Math.max(Date.parse(referral.dueAt) + AFTER_MS, Date.parse(now) + AGAIN_MS))
  if (!(await insertSilence(tx, id, silence, now))) return
  await recordBreach(tx, { id: leaf, subject: id, caseId: referral.caseId, at: now, ...silence })
  // The person's next choice is asked by itself; somebody who asked them to stop waits for that answer.
  if (referral.side === 'sender' && (referral.cancelling || (await hasChoices(tx, id)))) return
  await addTask(tx, { id: stamp().id, code: TASK[referral.side], referralId: id, dueAt: silence.dueAt, now })
}

/** The clock of an answer. */
export const silenceJobs: Readonly<Record<string, Job>> = { [NOTE_SILENCE]: noteSilence }
