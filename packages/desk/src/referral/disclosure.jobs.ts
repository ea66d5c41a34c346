import { eventsOfCase, type InboxContext, type Job, type JobPayload } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { chunksOf, forgetUnannounced } from '../document/document.store.ts'
import { countLook, endSending, type FileSending, lockSending, moveSending, unfinishedSendings } from '../document/file-sending.store.ts'
import { addTask } from '../task/task.store.ts'
import { barredNow, type Disclosing, SEND_FILE, sendOn } from './disclosure.ts'
import { referralByCase } from './referral.store.ts'
import { lifeOf } from './referral.ts'

/** Chunks in one transaction: some two megabytes, sealed while nobody waits. */
const CHUNKS_AT_ONCE = 8
/** Longest pause before it is looked again whether the section that names the file was receipted, seconds. */
const LONGEST_PAUSE = 300

/** Name of the job that forgets chunks whose file was never announced. */
export const FORGET_CHUNKS = 'forget-unannounced-chunks'

/**
 * Sends the next chunks of a file, and puts itself in the queue again until all have gone. How far it is stands in a row, so
 * it may run twice. It waits for the receipt of the section that names the file: the other end keeps few chunks of files it
 * does not know. It stops while the sender asks to stop, and when the grant covers the file no more.
 */
export async function sendFile({ caseId, file }: JobPayload, context: Disclosing): Promise<void> {
  if (caseId === undefined || file === undefined) throw new Error('a file to send without its case')
  const { tx, send, stamp, service } = context
  const sending = await lockSending(tx, { caseId, file })
  const referral = await referralByCase(tx, caseId)
  if (!sending || !referral || sending.nextPosition >= sending.of) return
  if (!mayWrite(lifeOf(referral), 'sections-disclosed', referral.side)) return
  const { id, now } = stamp()
  if (barredNow(service, referral, ['documents'], now).length > 0) {
    await endSending(tx, sending)
    return addTask(tx, { id, code: 'disclosure-stopped', referralId: referral.id, dueAt: now, now })
  }
  if (sending.nextPosition === 0 && !(await isAnnounced(context, sending))) {
    await countLook(tx, sending)
    return sendOn(tx, sending, new Date(Date.parse(now) + Math.min(2 ** sending.looked, LONGEST_PAUSE) * 1000).toISOString())
  }
  const end = Math.min(sending.nextPosition + CHUNKS_AT_ONCE, sending.of)
  const chunks = await chunksOf(tx, { file, fromPartner: sending.fromPartner, begin: sending.nextPosition, end })
  if (chunks.length !== end - sending.nextPosition) throw new Error('a file that was complete lacks a chunk')
  for (const [at, bytes] of chunks.entries()) {
    const data = { file, index: sending.nextPosition + at, of: sending.of, bytes: bytes.toString('base64url') }
    send({ to: referral.partner, caseId: null, event: { type: 'file-chunk', data } })
  }
  await moveSending(tx, sending, end)
  if (end < sending.of) await sendOn(tx, sending)
}

/** Whether the other end has stored the section that names the file. */
async function isAnnounced({ tx, service }: Disclosing, { caseId, file }: FileSending): Promise<boolean> {
  const events = await eventsOfCase(tx, service.caseKeys, caseId)
  return events.some(
    ({ evt, data, deliveredAt }) => evt === 'sections-disclosed' && deliveredAt !== null && data !== null && names(data, file),
  )
}

function names(data: object, file: string): boolean {
  if (!('category' in data) || data.category !== 'documents' || !('section' in data)) return false
  return JSON.stringify(data.section).includes(`"file":"${file}"`)
}

/** The referral goes on after a stop: files that have not gone whole go on too. */
export async function sendRest(tx: InboxContext['tx'], caseId: string): Promise<void> {
  for (const file of await unfinishedSendings(tx, caseId)) await sendOn(tx, { caseId, file })
}

/** The jobs of disclosing and of what is disclosed to us. */
export const disclosureJobs: Readonly<Record<string, Job>> = {
  [SEND_FILE]: sendFile,
  [FORGET_CHUNKS]: async ({ file }, { tx, stamp }) => {
    if (file !== undefined) await forgetUnannounced(tx, file, stamp().now)
  },
}
