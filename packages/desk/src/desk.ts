import type { Feature } from '@ihala/kit'
import { accessLogRoutes } from './access-log/access-log.http.ts'
import { choiceJobs } from './choice/choice.jobs.ts'
import { conflictRoutes, watchListRoutes } from './conflict/conflict.http.ts'
import { conflictChecked, type PartiesSource } from './conflict/conflict.inbox.ts'
import { watchedParties } from './conflict/watched-party.store.ts'
import { contactRoutes } from './contact/contact.http.ts'
import { directoryRoutes } from './directory/directory.http.ts'
import { documentRoutes } from './document/document.http.ts'
import { affectedRoutes } from './overview/affected.http.ts'
import { comparisonRoutes } from './overview/comparison.http.ts'
import { logRoutes } from './overview/log.http.ts'
import { overviewRoutes } from './overview/overview.http.ts'
import { sentRoutes } from './overview/sent.http.ts'
import { exclusionRoutes } from './person/exclusion.http.ts'
import { personRoutes } from './person/person.http.ts'
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
import { withdrawalRoutes } from './rights/withdrawal.http.ts'
import { rightsInbox } from './rights/withdrawal.inbox.ts'
import { rightsJobs } from './rights/withdrawal.jobs.ts'
import { alertRoutes } from './second-person/alert.http.ts'
import { secondPersonRoutes } from './second-person/second-person.http.ts'
import { staffRoutes } from './staff/staff.http.ts'
import { taskRoutes } from './task/task.http.ts'
import { addTask, endTask } from './task/task.store.ts'
import { telephoneRoutes } from './telephone/telephone.http.ts'
import { telephoneJobs } from './telephone/telephone.jobs.ts'

/** Who may do what at the common desk. Roles only; which cases, row-level security says. */
const policies = `
permit (principal is Staff, action == Action::"read-directory", resource);

permit (principal is Staff, action in [Action::"count-refusal", Action::"write-contact", Action::"read-tasks", Action::"finish-task", Action::"read-referrals", Action::"read-person", Action::"write-person", Action::"read-referral", Action::"write-referral", Action::"decide-referral", Action::"write-watch-list", Action::"read-telephone", Action::"write-telephone"], resource)
when { principal in Role::"intake-officer" || principal in Role::"liaison-officer" || principal in Role::"shelter-worker" || principal in Role::"lawyer"
  || principal in Role::"legal-coordinator" || principal in Role::"case-worker" || principal in Role::"approver" || principal in Role::"duty-officer" };

permit (principal is Staff, action in [Action::"read-exchange-state", Action::"compare-with-partner", Action::"verify-own-log"], resource)
when { principal in Role::"admin" };

// R-1, R-1a, M6: asked by one, confirmed by another one. The data-protection officer hears of it, and seals who somebody is.
permit (principal is Staff, action in [Action::"ask-danger", Action::"ask-release", Action::"record-compelled", Action::"read-second-person", Action::"tell-person"], resource)
when { principal in Role::"intake-officer" || principal in Role::"liaison-officer" || principal in Role::"shelter-worker" || principal in Role::"lawyer"
  || principal in Role::"legal-coordinator" || principal in Role::"case-worker" || principal in Role::"approver" || principal in Role::"duty-officer" };
permit (principal is Staff, action == Action::"confirm-second-person", resource)
when { principal in Role::"duty-officer" || principal in Role::"legal-coordinator" || principal in Role::"approver" || principal in Role::"data-protection-officer" };
permit (principal is Staff, action in [Action::"record-compelled", Action::"read-second-person", Action::"tell-person", Action::"seal-person", Action::"read-alerts", Action::"finish-alert"], resource)
when { principal in Role::"data-protection-officer" };

permit (principal is Staff, action in [Action::"read-staff", Action::"change-staff"], resource)
when { principal in Role::"admin" };

permit (principal is Staff, action == Action::"read-counts", resource)
when { principal in Role::"analyst" };

permit (principal is Staff, action in [Action::"read-access-log", Action::"read-member-keys", Action::"read-log-state", Action::"read-sent-events", Action::"export-sent-events", Action::"read-affected-cases", Action::"warn-of-theft"], resource)
when { principal in Role::"data-protection-officer" || principal in Role::"admin" };
`

/** The work every organisation shares: people, referrals, files, tasks, directory, who looked. */
export const desk: Feature = {
  name: 'desk',
  migrations: new URL('../migrations/', import.meta.url),
  policies,
  routes: (app, service) => {
    personRoutes(app, service)
    exclusionRoutes(app)
    documentRoutes(app, service)
    referralRoutes(app, service)
    withdrawalRoutes(app, service)
    liveRoutes(app, service)
    deliveryRoutes(app, service)
    conflictRoutes(app, service)
    contactRoutes(app, service)
    taskRoutes(app)
    secondPersonRoutes(app, service)
    alertRoutes(app)
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
  inbox: { ...referralInbox, ...rightsInbox, 'conflict-checked': conflictChecked([]) },
  jobs: { ...disclosureJobs, ...choiceJobs, ...rightsJobs, ...telephoneJobs },
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
  restored: restoreReferral,
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
  piece: pieceAgain,
  agrees: ({ name }, { tx, stamp }) => endTask(tx, name, stamp().now),
  expired: async ({ caseId }, { tx, stamp }) => {
    const referral = caseId === null ? undefined : await referralByCase(tx, caseId)
    const { id, now } = stamp()
    await addTask(tx, { id, code: 'not-delivered', referralId: referral?.id ?? null, dueAt: now, now })
  },
}

/**
 * The common desk of a kind that knows parties, and answers conflict checks without a person (DESIGN §8): from the list it keeps, and
 * from what else it knows.
 */
export function deskAnswering(...others: readonly PartiesSource[]): Feature {
  return {
    ...desk,
    routes: (app, service) => {
      desk.routes?.(app, service)
      watchListRoutes(app, service)
    },
    inbox: { ...desk.inbox, 'conflict-checked': conflictChecked([watchedParties, ...others]) },
  }
}

/** As `deskAnswering`, from the list alone. */
export const deskWithWatchList: Feature = deskAnswering()
