import { addJob, type Job, type JobContext, randomId } from '@ihala/kit'
import { complaintsFor, keepSent, lockBox, planBox } from './member-complaint.store.ts'
import { COMPLAINT_BOX, dayOf, nextBox, receivingBody } from './member-complaint.ts'

/**
 * Chooses the minute of tomorrow's box, once: who was away at that minute sends it later that day, and who was away all day sends none.
 * @param chance a whole number from the first to before the second
 */
export async function planNextBox(
  { tx, stamp }: Pick<JobContext, 'tx' | 'stamp'>,
  chance: (from: number, until: number) => number,
): Promise<void> {
  const { id, now } = stamp()
  const { day, dueAt } = nextBox(now, chance)
  if (await planBox(tx, { id, day, dueAt }))
    await addJob(tx, COMPLAINT_BOX, { box: id }, { runAt: dueAt, jobKey: `${COMPLAINT_BOX}/${id}` })
}

/** C11, D-21: the day's box goes, with what people said against members until now, or with nothing. */
const sendBox: Job = async ({ box: id }, { tx, send, stamp, service }) => {
  if (id === undefined) throw new Error('a box without its day')
  const { now } = stamp()
  const box = await lockBox(tx, id)
  // Yesterday's does not go today: two of one day would tell that somebody complained.
  if (box === undefined || box.sentAt !== null || box.day !== dayOf(now)) return
  const recipient = receivingBody(service)
  if (recipient === undefined) return
  const going = await complaintsFor(tx, recipient)
  const jti = randomId()
  const complaints = going.map(({ number, about, what, answer }) => ({ number, about, what, answer }))
  send({ to: recipient, caseId: null, event: { type: 'complaint-box', data: { complaints } }, jti })
  await keepSent(
    tx,
    { id, jti, recipient, at: now },
    going.map((one) => one.id),
  )
}

/** The job that sends the day's box of complaints about members. */
export const memberComplaintJobs: Readonly<Record<string, Job>> = { [COMPLAINT_BOX]: sendBox }
