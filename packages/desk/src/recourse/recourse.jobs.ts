import { isDeepStrictEqual } from 'node:util'
import type { Category, Event, EventData, SectionCategory } from '@ihala/contract'
import { eventsOfCase, type Job, type JobContext } from '@ihala/kit'
import { mayTravel, mayWrite } from '@ihala/policy'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { personSections } from '../person/section.store.ts'
import { barredNow } from '../referral/disclosure.ts'
import { mayPassOn } from '../referral/onward.ts'
import { lockReferral } from '../referral/referral.store.ts'
import { lifeOf, type Referral } from '../referral/referral.ts'
import { addTask } from '../task/task.store.ts'
import { recourseById } from './recourse.store.ts'
import { CORRECT_BELOW, goesAsSection, RIGHT_DUE } from './recourse.ts'
import { exerciseAt } from './recourse.write.ts'

/** Why somebody below is looked at: a right that was exercised here, or a corrected section that came. */
interface Cause {
  readonly category: Category
  /** What the person says of it, when they said it here; a section that came corrected says it by itself. */
  readonly said: EventData<'right-exercised'> | undefined
}

async function causeOf({ tx, service }: JobContext, payload: Parameters<Job>[0]): Promise<Cause | undefined> {
  const { recourse: id, caseId, jti } = payload
  if (id !== undefined) {
    const row = await recourseById(tx, id)
    if (row?.claim !== 'correction') return undefined
    const { category, because, byWhom: by } = row
    return { category, said: { right: 'correction', category, because, by } as EventData<'right-exercised'> }
  }
  if (caseId === undefined || jti === undefined) throw new Error('a correction without its cause')
  const came = (await eventsOfCase(tx, service.caseKeys, caseId)).find((row) => row.jti === jti)?.data
  return came && 'category' in came ? { category: came.category as Category, said: undefined } : undefined
}

/**
 * C11: a body to which something went that was wrong gets what is right, where a section can still go there; else it is told that what it
 * holds is not right. What it has already is not sent again.
 */
const correctOne: Job = async (payload, context) => {
  const { referral: id } = payload
  if (id === undefined) throw new Error('a correction without its referral')
  const cause = await causeOf(context, payload)
  if (!cause) return
  const { tx, send, service } = context
  const referral = await lockReferral(tx, id)
  const { category, said } = cause
  const right = await correctedFor(context, referral, category)
  if (right === 'has-it') return
  if (right !== undefined) {
    const data = { category: category as SectionCategory, section: right.section, corrects: right.corrects }
    // Checked against its category's schema when it was written, and again when it is composed.
    send({ to: referral.partner, caseId: referral.caseId, event: { type: 'sections-disclosed', data } as Event })
    return
  }
  if (said !== undefined && referral.personId !== null) await exerciseAt({ ...context, service }, referral, referral.personId, said)
}

async function correctedFor(
  { tx, stamp, service }: JobContext,
  referral: Referral,
  category: Category,
): Promise<{ readonly section: object; readonly corrects: string } | 'has-it' | undefined> {
  const { personId, partner, caseId, consent } = referral
  if (personId === null || !goesAsSection(category)) return undefined
  const held = (await personSections(tx, service.caseKeys, personId)).get(category)
  const sent = (await eventsOfCase(tx, service.caseKeys, caseId)).filter(
    ({ evt, iss, data }) =>
      evt === 'sections-disclosed' && iss !== partner && data !== null && 'category' in data && data.category === category,
  )
  const last = sent.at(-1)
  if (held === undefined || last?.data == null || !('section' in last.data)) return undefined
  if (isDeepStrictEqual(last.data.section, held.content)) return held.owner === personId ? 'has-it' : undefined
  const excluded = (await exclusionsOf(tx, personId)).includes(partner)
  const may =
    !excluded &&
    consent.categories.includes(category) &&
    mayWrite(lifeOf(referral), 'sections-disclosed', referral.side) &&
    barredNow(service, referral, [category], stamp().now).length === 0 &&
    mayPassOn(referral, held) &&
    mayTravel(category, held.content)
  return may ? { section: held.content, corrects: last.jti } : undefined
}

/** A right that nobody answered in its time: somebody is told, whoever should have answered. */
const ring: Job = async ({ recourse: id }, { tx, stamp }) => {
  if (id === undefined) throw new Error('a clock without its right')
  const row = await recourseById(tx, id)
  if (!row || row.answeredAt !== null) return
  const [referral] = await tx<{ id: string }[]>`select id from desk.referral where case_id = ${row.caseId}`
  const { id: task, now } = stamp()
  await addTask(tx, { id: task, code: 'right-overdue', referralId: referral?.id ?? null, dueAt: now, now })
}

/** The jobs that follow when a person exercises a right. */
export const recourseJobs: Readonly<Record<string, Job>> = { [CORRECT_BELOW]: correctOne, [RIGHT_DUE]: ring }
