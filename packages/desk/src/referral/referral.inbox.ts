import type { EventType } from '@ihala/contract'
import { addJob, type InboxContext, type InboxHandlers, type IncomingEvent } from '@ihala/kit'
import { lookAgain } from '../choice/choice.write.ts'
import { insertArrivedChunk, insertFile } from '../document/document.store.ts'
import { UNANNOUNCED } from '../document/document.ts'
import { insertReferredPerson } from '../person/person.store.ts'
import { insertSection } from '../person/section.store.ts'
import { alertOfDanger } from '../second-person/second-person.write.ts'
import { addTask } from '../task/task.store.ts'
import { joinsTelephone } from '../telephone/telephone.apply.ts'
import { FORGET_CHUNKS, sendRest } from './disclosure.jobs.ts'
import { disclose } from './disclosure.ts'
import { insertNote } from './note.store.ts'
import { applies } from './referral.apply.ts'
import { insertReferral, linkPerson } from './referral.store.ts'
import { consentOf, type Referral } from './referral.ts'

type Arrived<T extends EventType> = Extract<IncomingEvent, { type: T }>

/** A referral that begins: its need and consent, never a name. */
async function begins(
  event: Arrived<'referral-enquired' | 'referral-requested'>,
  { tx, service, stamp }: InboxContext,
): Promise<{ readonly id: string; readonly caseId: string }> {
  const { caseId, grant, life, data } = event
  if (caseId === null || grant === null || life === null) throw new Error('a referral without its case')
  const { id, now } = stamp()
  await insertReferral(
    tx,
    service.caseKeys,
    {
      id,
      caseId,
      side: 'recipient',
      partner: event.from,
      state: life.state,
      urgency: data.need.urgency,
      needs: data.need.needs,
      personId: null,
      pseudonym: data.person,
      consent: consentOf(grant),
      dueAt: data.respondBy,
      receivedAt: now,
      narrows: null,
    },
    data.need,
  )
  if (grant.basis.kind === 'danger')
    await alertOfDanger(tx, stamp, { code: 'danger-received', referralId: id, subject: id, staff: 'system' })
  return { id, caseId }
}

const onlyApplies = async (event: IncomingEvent, context: InboxContext): Promise<void> => {
  await applies(event, context)
}

/** A body that has no place, or declined: the person's next choice is asked. */
const asksNext = async (event: Arrived<'capacity-answered' | 'referral-rejected'>, context: InboxContext): Promise<void> => {
  const referral = await applies(event, context)
  if (event.type === 'referral-rejected' || event.data.answer === 'none') await lookAgain(context.tx, referral, 'now')
}

const goesOn = async (event: IncomingEvent, context: InboxContext): Promise<void> => {
  const { caseId } = await applies(event, context)
  await sendRest(context.tx, caseId)
}

async function disclosureStops({ tx, stamp }: InboxContext, { id: referralId }: Referral): Promise<void> {
  const { id, now } = stamp()
  await addTask(tx, { id, code: 'disclosure-stopped', referralId, dueAt: now, now })
}

/** A chunk whose file is not known yet waits for that, as long as an event may travel. */
async function chunkArrived(event: Arrived<'file-chunk'>, { tx, stamp }: InboxContext): Promise<void> {
  const { now } = stamp()
  const { file } = event.data
  if ((await insertArrivedChunk(tx, event.from, event.data, now)) !== 'waits') return
  const runAt = new Date(Date.parse(now) + UNANNOUNCED.days * DAY_MS).toISOString()
  await addJob(tx, FORGET_CHUNKS, { file }, { runAt, jobKey: `${FORGET_CHUNKS}/${file}` })
}

const DAY_MS = 86_400_000

/** What the common desk does with each event, in the inbox transaction; what it does about conflict checks is said beside it. */
export const referralInbox = {
  'referral-enquired': async (event, context) => {
    await begins(event, context)
  },
  'referral-requested': async (event, context) => {
    const referral = event.before === null ? await begins(event, context) : await applies(event, context)
    await joinsTelephone(event, context, referral)
  },
  'capacity-answered': asksNext,
  'referral-opened': onlyApplies,
  'referral-accepted': async (event, context) => {
    const referral = await applies(event, context)
    if (referral.state !== 'accepted' || referral.cancelling) return
    // c9: they could not know what we found out. Who comes is not told; somebody asks them to stop.
    if (referral.conflict === 'found') return disclosureStops(context, referral)
    await disclose(context, referral)
  },
  'referral-rejected': asksNext,
  'referral-started': onlyApplies,
  'referral-held': onlyApplies,
  'referral-progressed': onlyApplies,
  'referral-completed': onlyApplies,
  'referral-failed': onlyApplies,
  'referral-reopened': goesOn,
  'cancellation-requested': onlyApplies,
  'referral-cancelled': onlyApplies,
  'cancellation-refused': goesOn,
  'referral-handed-back': onlyApplies,
  'hand-back-taken': onlyApplies,
  'referral-entered-in-error': onlyApplies,
  'outcome-contradicted': onlyApplies,
  'outcome-confirmed': onlyApplies,
  'note-added': async (event, context) => {
    const referral = await applies(event, context)
    const { id, now } = context.stamp()
    await insertNote(context.tx, context.service.caseKeys, { id, caseId: referral.caseId, at: now, by: 'them', text: event.data.text })
  },
  'sections-disclosed': async (event, context) => {
    const { tx, stamp, service } = context
    const referral = await applies(event, context)
    if (referral.personId === null) {
      const { id, now } = stamp()
      await insertReferredPerson(tx, id, now)
      await linkPerson(tx, referral.id, id)
    }
    const { category, section } = event.data
    if (category === 'documents') {
      for (const entry of section.documents) {
        const { id, now } = stamp()
        await insertFile(tx, service.caseKeys, { id, owner: referral.caseId, from: event.from, at: now, part: category, entry })
      }
      return
    }
    const { id, now } = stamp()
    await insertSection(tx, service.caseKeys, { id, owner: referral.caseId, category, at: now, part: category, content: section })
  },
  'file-chunk': chunkArrived,
} satisfies Omit<InboxHandlers, 'conflict-checked' | 'conflict-answered'>
