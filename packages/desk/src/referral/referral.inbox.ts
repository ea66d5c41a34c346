import type { Event, EventType } from '@ihala/contract'
import type { InboxContext, InboxHandlers, IncomingEvent } from '@ihala/kit'
import { matches } from '../conflict/conflict.ts'
import { watchedParties } from '../conflict/watched-party.store.ts'
import { insertArrivedChunk, insertFile } from '../document/document.store.ts'
import { insertReferredPerson } from '../person/person.store.ts'
import { insertSection } from '../person/section.store.ts'
import { addTask } from '../task/task.store.ts'
import { disclose } from './disclosure.ts'
import { insertNote } from './note.store.ts'
import { changeReferral, insertReferral, linkPerson, lockByCase } from './referral.store.ts'
import { changeBy, consentOf, NO_CLOCK, type Referral } from './referral.ts'
import { writeEvent } from './referral.write.ts'

type Arrived<T extends EventType> = Extract<IncomingEvent, { type: T }>

/** A referral that begins: its need and consent, never a name. */
async function begins(event: Arrived<'referral-enquired' | 'referral-requested'>, { tx, service, stamp }: InboxContext): Promise<void> {
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
    },
    data.need,
  )
}

/** Applies an event of the other side to the row; what it asks of people becomes a task. Returns the row as it was. */
async function applies(event: IncomingEvent, { tx, stamp }: InboxContext): Promise<Referral> {
  if (event.caseId === null) throw new Error('a pair-level event has no referral')
  const referral = await lockByCase(tx, event.caseId)
  if (!referral) throw new Error('an event of a referral the desk does not have')
  await changeReferral(tx, referral.id, changeBy(referral, withoutEnvelope(event), stamp().now))
  const code = taskFor(event.type)
  if (code !== undefined) {
    const { id, now } = stamp()
    await addTask(tx, { id, code, referralId: referral.id, dueAt: referral.dueAt === NO_CLOCK ? null : referral.dueAt, now })
  }
  return referral
}

function withoutEnvelope(event: IncomingEvent): Event {
  return { type: event.type, data: event.data } as Event
}

/** What somebody must do after an event; undefined when nothing. */
function taskFor(type: EventType): string | undefined {
  switch (type) {
    case 'cancellation-requested':
      return 'answer-cancellation'
    case 'referral-handed-back':
      return 'take-back'
    case 'referral-rejected':
      return 'find-another-body'
    case 'outcome-contradicted':
      return 'answer-contradiction'
    default:
      return undefined
  }
}

const onlyApplies = async (event: IncomingEvent, context: InboxContext): Promise<void> => {
  await applies(event, context)
}

/** What the common desk does with each event, in the inbox transaction. */
export const referralInbox: InboxHandlers = {
  'referral-enquired': begins,
  'referral-requested': async (event, context) => (event.before === null ? begins(event, context) : onlyApplies(event, context)),
  'capacity-answered': onlyApplies,
  'conflict-checked': async (event, context) => {
    const referral = await applies(event, context)
    const conflict = matches(event.data, await watchedParties(context.tx, context.service))
    await writeEvent(context, { ...referral, conflict: 'asked' }, { type: 'conflict-answered', data: { conflict } })
  },
  'conflict-answered': onlyApplies,
  'referral-opened': onlyApplies,
  'referral-accepted': async (event, context) => {
    const referral = await applies(event, context)
    if (event.life?.state === 'accepted' && !event.life.cancelling) await disclose(context.service, context.tx, context.send, referral)
  },
  'referral-rejected': onlyApplies,
  'referral-started': onlyApplies,
  'referral-held': onlyApplies,
  'referral-progressed': onlyApplies,
  'referral-completed': onlyApplies,
  'referral-failed': onlyApplies,
  'referral-reopened': onlyApplies,
  'cancellation-requested': onlyApplies,
  'referral-cancelled': onlyApplies,
  'cancellation-refused': onlyApplies,
  'referral-handed-back': onlyApplies,
  'hand-back-taken': onlyApplies,
  'referral-entered-in-error': onlyApplies,
  'outcome-contradicted': onlyApplies,
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
        await insertFile(tx, service.caseKeys, { id, owner: referral.caseId, at: now, entry })
      }
      return
    }
    const { id, now } = stamp()
    await insertSection(tx, service.caseKeys, { id, owner: referral.caseId, category, at: now, content: section })
  },
  'file-chunk': async (event, { tx }) => insertArrivedChunk(tx, event.from, event.data),
}
