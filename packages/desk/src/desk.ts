import { randomInt } from 'node:crypto'
import type { App, Feature, ServiceContext } from '@ihala/kit'
import { accessLogRoutes } from './access-log/access-log.http.ts'
import { choiceRoutes } from './choice/choice.http.ts'
import { choiceJobs } from './choice/choice.jobs.ts'
import { conflictRoutes, watchListRoutes } from './conflict/conflict.http.ts'
import { conflictAnswered, conflictChecked } from './conflict/conflict.inbox.ts'
import type { PartiesSource } from './conflict/conflict.write.ts'
import { watchedParties } from './conflict/watched-party.store.ts'
import { contactRoutes } from './contact/contact.http.ts'
import { contactChangeRoutes } from './contact/contact-change.http.ts'
import { contactChangeJobs } from './contact/contact-change.write.ts'
import { directoryRoutes } from './directory/directory.http.ts'
import { documentRoutes } from './document/document.http.ts'
import { draftRoutes } from './draft/draft.http.ts'
import { handDraftsOver } from './draft/draft.store.ts'
import { draftJobs } from './draft/draft.write.ts'
import { meetingRoutes } from './meeting/meeting.http.ts'
import { meetingInbox } from './meeting/meeting.inbox.ts'
import { memberComplaintRoutes } from './member-complaint/member-complaint.http.ts'
import { memberComplaintJobs, planNextBox } from './member-complaint/member-complaint.jobs.ts'
import { holdingInbox } from './my-data/holding.inbox.ts'
import { holdingJobs } from './my-data/holding.jobs.ts'
import { myDataRoutes } from './my-data/my-data.http.ts'
import { receiptRoutes } from './notice/receipt.http.ts'
import { affectedRoutes } from './overview/affected.http.ts'
import { comparisonRoutes } from './overview/comparison.http.ts'
import { logRoutes } from './overview/log.http.ts'
import { overviewRoutes } from './overview/overview.http.ts'
import { sentRoutes } from './overview/sent.http.ts'
import { ageJobs } from './person/age.jobs.ts'
import { exclusionRoutes } from './person/exclusion.http.ts'
import { personRoutes } from './person/person.http.ts'
import { standingRoutes } from './person/standing.http.ts'
import { policies } from './policies.ts'
import { questionRoutes } from './question/question.http.ts'
import { questionJobs } from './question/question.write.ts'
import { readingRoutes } from './reading/reading.http.ts'
import { recourseRoutes } from './recourse/recourse.http.ts'
import { correcting, recourseInbox } from './recourse/recourse.inbox.ts'
import { recourseJobs } from './recourse/recourse.jobs.ts'
import { confirmed, contradicted } from './referral/contradiction.written.ts'
import { deliveryRoutes } from './referral/delivery.http.ts'
import { disclosureJobs } from './referral/disclosure.jobs.ts'
import { liveRoutes } from './referral/live.http.ts'
import { pieceAgain } from './referral/lost-piece.ts'
import { referralRoutes } from './referral/referral.http.ts'
import { referralInbox } from './referral/referral.inbox.ts'
import { restoreReferral } from './referral/referral.restored.ts'
import { changeByCase, referralByCase } from './referral/referral.store.ts'
import { answerSuspension } from './referral/referral.suspended.ts'
import { refusalCountRoutes } from './refusal-count/refusal-count.http.ts'
import { queueErasures } from './rights/clock.write.ts'
import { holdRoutes } from './rights/hold.http.ts'
import { holderRoutes } from './rights/holder.http.ts'
import { holderFigures } from './rights/holder.store.ts'
import { keptRoutes } from './rights/kept.http.ts'
import { personWithdrawalRoutes } from './rights/person-withdrawal.http.ts'
import { withdrawalRoutes } from './rights/withdrawal.http.ts'
import { rightsInbox } from './rights/withdrawal.inbox.ts'
import { rightsJobs } from './rights/withdrawal.jobs.ts'
import { searchRoutes } from './search/search.http.ts'
import { queueSpelling, searchJobs } from './search/search.jobs.ts'
import { alertRoutes } from './second-person/alert.http.ts'
import { secondAskRoutes } from './second-person/second-ask.http.ts'
import { secondAskInbox, secondAskJobs } from './second-person/second-ask.inbox.ts'
import { secondPersonRoutes } from './second-person/second-person.http.ts'
import { queueSilences, silenceJobs } from './silence/silence.jobs.ts'
import { staffRoutes } from './staff/staff.http.ts'
import { taskRoutes } from './task/task.http.ts'
import { addTask, addTaskUnlessOpen, endTask, handTasksOver } from './task/task.store.ts'
import { telephoneRoutes } from './telephone/telephone.http.ts'
import { telephoneJobs } from './telephone/telephone.jobs.ts'

/** What every desk has but the conflict check, which is answered from what a kind knows. */
const common = {
  name: 'desk',
  migrations: new URL('../migrations/', import.meta.url),
  policies,
  routes: (app: App, service: ServiceContext) => {
    personRoutes(app, service)
    searchRoutes(app, service)
    exclusionRoutes(app, service)
    readingRoutes(app, service)
    documentRoutes(app, service)
    referralRoutes(app, service)
    withdrawalRoutes(app, service)
    myDataRoutes(app, service)
    recourseRoutes(app, service)
    memberComplaintRoutes(app, service)
    receiptRoutes(app, service)
    draftRoutes(app, service)
    standingRoutes(app, service)
    personWithdrawalRoutes(app, service)
    holderRoutes(app, service)
    holdRoutes(app, service)
    keptRoutes(app, service)
    liveRoutes(app, service)
    deliveryRoutes(app, service)
    meetingRoutes(app, service)
    choiceRoutes(app, service)
    questionRoutes(app, service)
    contactRoutes(app, service)
    contactChangeRoutes(app, service)
    taskRoutes(app)
    secondPersonRoutes(app, service)
    alertRoutes(app)
    secondAskRoutes(app)
    staffRoutes(app, service)
    telephoneRoutes(app, service)
    directoryRoutes(app, service)
    accessLogRoutes(app)
    overviewRoutes(app, service)
    refusalCountRoutes(app, service)
    comparisonRoutes(app, service)
    logRoutes(app, service)
    sentRoutes(app, service)
    affectedRoutes(app, service)
  },
  inbox: {
    ...referralInbox,
    ...secondAskInbox,
    ...meetingInbox,
    ...rightsInbox,
    ...holdingInbox,
    ...recourseInbox,
    'sections-disclosed': correcting(referralInbox['sections-disclosed']),
    'conflict-answered': conflictAnswered,
  },
  written: { 'outcome-contradicted': contradicted, 'outcome-confirmed': confirmed },
  jobs: {
    ...disclosureJobs,
    ...choiceJobs,
    ...silenceJobs,
    ...questionJobs,
    ...rightsJobs,
    ...telephoneJobs,
    ...contactChangeJobs,
    ...holdingJobs,
    ...recourseJobs,
    ...memberComplaintJobs,
    ...secondAskJobs,
    ...ageJobs,
    ...draftJobs,
    ...searchJobs,
  },
  refused: async ({ caseId, code, life }, { tx, stamp }) => {
    // The event we wrote had no effect there: the referral stands here where it stood without it.
    const referral =
      caseId === null
        ? undefined
        : life === null
          ? await referralByCase(tx, caseId)
          : await changeByCase(tx, caseId, { state: life.state, cancelling: life.cancelling })
    const { id, now } = stamp()
    await addTask(tx, { id, code: `refused:${code}`, referralId: referral?.id ?? null, dueAt: now, now })
  },
  looks: async ({ tx, stamp }) => {
    await queueErasures(tx, stamp().now)
    await queueSilences(tx, stamp().now)
    await queueSpelling(tx)
    await planNextBox({ tx, stamp }, randomInt)
  },
  figures: async (tx, now) => {
    const { owed, overdue } = await holderFigures(tx, now)
    return [
      { name: 'ihala_erasures_owed', help: 'Bodies that were told to erase and have not stated it.', value: owed },
      { name: 'ihala_erasures_overdue', help: 'Of these, bodies whose time to state it is over.', value: overdue },
    ]
  },
  restored: restoreReferral,
  handedOver: async ({ from, to }, { tx }) => {
    await handDraftsOver(tx, from, to)
    await handTasksOver(tx, from, to)
  },
  suspended: answerSuspension,
  differs: async ({ name, kind, id: place }, { tx, stamp }) => {
    const referral = await referralByCase(tx, place)
    const { now } = stamp()
    await addTask(tx, { id: name, code: `differs:${kind}`, referralId: referral?.id ?? null, dueAt: now, now })
  },
  doubted: async ({ kind }, { tx, stamp }) => {
    const { id, now } = stamp()
    await addTask(tx, {
      id,
      code: kind === 'own-log-behind' || kind === 'own-log-altered' || kind === 'not-in-log' ? kind : 'log-in-doubt',
      referralId: null,
      dueAt: now,
      now,
    })
  },
  leftOut: async (partner, { tx, stamp }) => {
    const { id, now } = stamp()
    await addTaskUnlessOpen(tx, { id, code: `not-heard:${partner}`, referralId: null, dueAt: now, now })
  },
  piece: pieceAgain,
  agrees: ({ name }, { tx, stamp }) => endTask(tx, name, stamp().now),
  expired: async ({ caseId }, { tx, stamp }) => {
    const referral = caseId === null ? undefined : await referralByCase(tx, caseId)
    const { id, now } = stamp()
    await addTaskUnlessOpen(tx, { id, code: 'not-delivered', referralId: referral?.id ?? null, dueAt: now, now })
  },
} satisfies Feature

/** The common desk, answering conflict checks from these sources; without any it says that it keeps no list. */
function deskKnowing(sources: readonly PartiesSource[]): Feature {
  return {
    ...common,
    routes: (app, service) => {
      common.routes(app, service)
      conflictRoutes(app, service, sources)
    },
    inbox: { ...common.inbox, 'conflict-checked': conflictChecked(sources) },
  }
}

/** The work every organisation shares: people, referrals, files, tasks, directory, who looked. */
export const desk: Feature = deskKnowing([])

/**
 * The common desk of a kind that knows parties, and answers conflict checks without a person (DESIGN §8): from the list it keeps, and
 * from what else it knows.
 */
export function deskAnswering(...others: readonly PartiesSource[]): Feature {
  const knowing = deskKnowing([watchedParties, ...others])
  return {
    ...knowing,
    routes: (app, service) => {
      knowing.routes?.(app, service)
      watchListRoutes(app, service)
    },
  }
}

/** As `deskAnswering`, from the list alone. */
export const deskWithWatchList: Feature = deskAnswering()
