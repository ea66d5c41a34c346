import { type PersonSections, Refusal, type ReportContent, type ReporterIdentity } from '@ihala/contract'
import { addTask, endTask, insertPerson, type SaidAnew, takeOverSaid, withdrawBySelf, writeSections } from '@ihala/desk'
import { assign, type JobContext, recordDecision, type ServiceContext, type Staff, type Tx } from '@ihala/kit'
import { contentOf, identityOf } from './report.sealed.ts'
import { saveCorrection } from './report.store.ts'
import { assertCorrected, indicatorsIn, type Report } from './report.ts'

/** The longest account a person's file takes. */
const LONGEST = 3000

/**
 * A6: makes a person's file of what somebody told and of who they said they are, so that nothing is told twice. Returns its row id.
 * Throws Refusal `state-forbids` when nobody said who they are, or what they told cannot be read.
 */
export async function personOfReport(
  tx: Tx,
  service: Pick<ServiceContext, 'caseKeys' | 'keyring' | 'stamp'>,
  report: Report,
  staff: Pick<Staff, 'id'>,
): Promise<string> {
  const [who, told] = [await identityOf(tx, service, report), await contentOf(tx, service, report)]
  if (who === null || told === undefined) throw new Refusal('state-forbids', { rule: 'not-identified' })
  const { id, now } = service.stamp()
  await insertPerson(tx, service.caseKeys, id, now)
  // Whoever made the case works for them.
  await assign(tx, staff.id, id)
  await writeSections(tx, service.caseKeys, id, sectionsFrom(who, told), undefined, service.stamp)
  return id
}

/**
 * c2, C7: whoever takes a report back takes back the file that was made of it: it goes here in this transaction, but what a law or a hold
 * keeps; each body that got something of it is told by a job of the same transaction; and staff are told that it was, not of whom.
 */
export async function takeBackFile(context: Pick<JobContext, 'tx' | 'stamp' | 'service'>, personId: string): Promise<void> {
  const { tx, stamp } = context
  await withdrawBySelf(context, personId)
  const { id, now } = stamp()
  await recordDecision(tx, { id: stamp().id, at: now, action: 'take-back-report', subject: personId, staff: 'system' })
  await addTask(tx, { id, code: 'report-taken-back', referralId: null, dueAt: now, now })
}

/**
 * A6: who somebody is was said anew after a file was made of it. The file stays as it is until staff decide, who are told that it was said,
 * and not what: by one task, however often it is said.
 */
export async function tellOfCorrection(
  tx: Tx,
  { stamp }: Pick<ServiceContext, 'stamp'>,
  report: Report,
  personId: string,
  at: string,
): Promise<void> {
  const { id: task, now } = stamp()
  await recordDecision(tx, { id: stamp().id, at: now, action: 'say-anew', subject: personId, staff: 'system' })
  await saveCorrection(tx, report, { at, task: report.correctionTask ?? task })
  if (report.correctionTask === null) await addTask(tx, { id: task, code: 'report-said-anew', referralId: null, dueAt: now, now })
}

/** Takes what they said anew over into the file, or leaves it as it is: the task of it is done. Throws Refusal `state-forbids`. */
export async function decideCorrection(
  tx: Tx,
  request: Parameters<typeof takeOverSaid>[1],
  service: ServiceContext,
  report: Report,
  takesOver: boolean,
): Promise<void> {
  const personId = assertCorrected(report)
  const said = await identityOf(tx, service, report)
  const { now } = service.stamp()
  if (takesOver && said !== null) await takeOverSaid(tx, request, service, personId, sectionsSaid(said))
  if (report.correctionTask !== null) await endTask(tx, report.correctionTask, now)
  await saveCorrection(tx, report)
}

/**
 * The sections of a file that a report fills. R-3: without their yes nobody calls. The words are their own, but nobody has asked them yet
 * whether others may read them: they are not approved.
 */
export function sectionsFrom(who: ReporterIdentity, told: ReportContent): PersonSections {
  const words = [told.story, told.place, told.since].filter((part) => part !== undefined).join('\n')
  return {
    ...sectionsSaid(who),
    ...(words === ''
      ? {}
      : {
          testimony: {
            language: told.language,
            text: words.slice(0, LONGEST),
            approvedByPerson: false,
            indicators: indicatorsIn(told),
          },
        }),
  }
}

/** Those of them that say who somebody is and how they are reached. */
function sectionsSaid({ name, sex, telephone, mayCall }: ReporterIdentity): SaidAnew {
  const reached = telephone === undefined ? {} : { telephone }
  return {
    identity: { names: { latin: name, ...(isLatin(name) ? {} : { own: name }) }, sex },
    ...(telephone === undefined ? {} : { contact: reached }),
    'safe-contact': { mayContact: mayCall, ...(mayCall ? reached : {}) },
  }
}

const isLatin = (name: string): boolean => /^[\p{Script=Latin}\p{P}\p{M}\s]*$/u.test(name)
