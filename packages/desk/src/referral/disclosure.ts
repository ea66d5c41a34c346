import { type Category, type Event, SECTION_CATEGORIES } from '@ihala/contract'
import { addJob, type InboxContext, type ServiceContext } from '@ihala/kit'
import { mayTravel, seconds, uncovered } from '@ihala/policy'
import { filesOf, type HeldFile } from '../document/document.store.ts'
import { beginSending } from '../document/file-sending.store.ts'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { personSections } from '../person/section.store.ts'
import { addTask } from '../task/task.store.ts'
import { mayPassOn } from './onward.ts'
import { casesOfPerson } from './referral.store.ts'
import type { Referral } from './referral.ts'

/** Documents in one `documents` section. */
const FILES_AT_MOST = 12

/** Name of the job that sends the chunks of one file. */
export const SEND_FILE = 'send-file'

/** What disclosing works with. */
export interface Disclosing extends Pick<InboxContext, 'tx' | 'send' | 'stamp'> {
  readonly service: Pick<ServiceContext, 'caseKeys' | 'registry'>
}

/** Which of these categories may not go to the partner of a referral now: its grant has ended, or the body may not be given them. */
export function barredNow(
  { registry }: Pick<ServiceContext, 'registry'>,
  { consent, partner }: Pick<Referral, 'consent' | 'partner'>,
  categories: readonly Category[],
  now: string,
): Category[] {
  const member = registry.find(partner)?.metadata.ihala_member
  const takes = member?.status === 'live' ? member.takes : []
  return uncovered({ categories: consent.categories, exp: seconds(consent.until) }, categories, takes, seconds(now))
}

/**
 * After acceptance: sends what the grant opens and this body holds, a section each, then the files. Without delay and
 * without a person's click: the consent was given for it, and somebody waits for a bed tonight. What may not go any more stays,
 * and a person is told: the partner did nothing wrong by accepting.
 */
export async function disclose(context: Disclosing, referral: Referral): Promise<void> {
  const { tx, send, stamp, service } = context
  const { personId, partner, caseId, consent } = referral
  if (personId === null) return
  const { id, now } = stamp()
  const wanted = SECTION_CATEGORIES.filter((category) => consent.categories.includes(category))
  if (wanted.length === 0) return
  // Whom the person excluded since is told nothing more (c3).
  const excluded = (await exclusionsOf(tx, personId)).includes(partner)
  const barred = excluded ? wanted : barredNow(service, referral, wanted, now)
  const held = await personSections(tx, service.caseKeys, personId)
  const files = wanted.includes('documents') ? await filesToGo(context, referral) : []
  const sections = wanted.flatMap((category) => {
    const section = category === 'documents' ? undefined : held.get(category)
    return section === undefined ? [] : [section]
  })
  const may = sections.filter(
    (section) => !barred.includes(section.category) && mayGo(referral, section) && mayTravel(section.category, section.content),
  )
  for (const { category, content } of may) {
    // It was checked against its category's schema when it was written, and is checked again when it is composed.
    send({ to: partner, caseId, event: { type: 'sections-disclosed', data: { category, section: content } } as Event })
  }
  const filesStay = barred.includes('documents')
  if (!filesStay) await discloseFiles(context, referral, files)
  if (may.length < sections.length || (filesStay && files.length > 0))
    await addTask(tx, { id, code: 'disclosure-stopped', referralId: referral.id, dueAt: now, now })
}

async function filesToGo({ tx, service }: Disclosing, referral: Referral): Promise<HeldFile[]> {
  if (referral.personId === null) return []
  const owners = [referral.personId, ...(await casesOfPerson(tx, referral.personId))]
  const files = (await Promise.all(owners.map((owner) => filesOf(tx, service.caseKeys, owner)))).flat()
  return files.filter((file) => file.complete && mayGo(referral, file))
}

/** R-1a: what may save a life goes, whoever it came from: danger is no step onward under a partner's grant (ADR 0009). */
function mayGo(referral: Referral, held: { readonly owner: string }): boolean {
  return referral.consent.basis === 'danger' || mayPassOn(referral, held)
}

/** Names the files; their chunks follow by a job each, so that the acceptance does not wait for twenty megabytes. */
async function discloseFiles({ tx, send }: Disclosing, { partner, caseId }: Referral, files: readonly HeldFile[]): Promise<void> {
  for (let at = 0; at < files.length; at += FILES_AT_MOST) {
    const documents = files.slice(at, at + FILES_AT_MOST).map((file) => file.entry)
    send({ to: partner, caseId, event: { type: 'sections-disclosed', data: { category: 'documents', section: { documents } } } })
  }
  for (const { entry, from } of files) {
    await beginSending(tx, { caseId, file: entry.file, fromPartner: from, of: entry.chunks })
    await sendOn(tx, { caseId, file: entry.file })
  }
}

/** Puts the next stretch of a file in the queue; one job a file. */
export async function sendOn(
  tx: InboxContext['tx'],
  { caseId, file }: { readonly caseId: string; readonly file: string },
  runAt?: string,
): Promise<void> {
  await addJob(tx, SEND_FILE, { caseId, file }, { jobKey: `${SEND_FILE}/${caseId}/${file}`, ...(runAt === undefined ? {} : { runAt }) })
}
