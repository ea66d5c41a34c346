import {
  type MatterView,
  Refusal,
  type Screening as ScreeningBody,
  type WorkerConfirmation as WorkerConfirmationBody,
} from '@ihala/contract'
import { assertDate, clockRule, type DayClock, deadline, isPast, type RuleSet } from '@ihala/policy'
import type { Static } from 'typebox'
import type { matters } from './matter.tables.ts'
import type { Settlement } from './settlement.ts'

/** What a screening found and what the officer made of it. */
export type Screening = Static<typeof ScreeningBody>
/** What the person said before the employer learns anything. */
export type WorkerConfirmation = Static<typeof WorkerConfirmationBody>

/** A complaint taken on: codes and clocks. */
export type Matter = Readonly<
  Omit<
    typeof matters.$inferSelect,
    'overdueAt' | 'jointSessionAsked' | 'confirmation' | 'settlement' | 'confirmationPart' | 'settlementPart'
  >
>

/** D-2: by when conciliation ends for a complaint registered at `now`, under the law of that moment. */
export function conciliationDue(now: string, law: RuleSet): string {
  return deadline(clockRule(law, 'conciliation'), now, law)
}

const AHEAD_MS = 60_000

/** When an unsettled matter goes on by itself: a minute before the clock ends, so that a busy queue is no breach of its own. */
export function committeeReferralAt({ conciliationDueAt }: Pick<Matter, 'conciliationDueAt'>): string {
  return new Date(Date.parse(conciliationDueAt) - AHEAD_MS).toISOString()
}

/** What becomes of a matter at the end of its conciliation. */
export type AtTheEnd =
  | { readonly step: 'nothing' }
  | { readonly step: 'too-early' }
  | { readonly step: 'refer'; readonly committeeDueAt: string; readonly late: boolean }

/**
 * D-3: what conciliation did not settle goes to a committee, whose clock starts then. `late`: the conciliation clock had
 * run out before, which is a breach to be seen. Whoever asks twice, or after a settlement, changes nothing.
 */
export function atTheEnd(matter: Pick<Matter, 'conciliation' | 'conciliationDueAt' | 'endedAt'>, now: string, law: RuleSet): AtTheEnd {
  if (matter.conciliation !== 'running' || matter.endedAt !== null) return { step: 'nothing' }
  if (Date.parse(now) < Date.parse(committeeReferralAt(matter))) return { step: 'too-early' }
  return {
    step: 'refer',
    committeeDueAt: deadline(clockRule(law, 'committee-decision'), now, law),
    late: isPast(matter.conciliationDueAt, now),
  }
}

/** The clock the person waits for now; undefined when none runs. */
export function clockOf({
  conciliation,
  conciliationDueAt,
  committeeDueAt,
}: Pick<Matter, 'conciliation' | 'conciliationDueAt' | 'committeeDueAt'>): string | undefined {
  switch (conciliation) {
    case 'running':
      return conciliationDueAt
    case 'referred-to-committee':
      return committeeDueAt ?? undefined
    case 'settled':
      return undefined
    default:
      return conciliation satisfies never
  }
}

/** Throws Refusal `state-forbids` when nothing more can be done here: it is settled, or its referral has ended. */
export function assertOpen(matter: Pick<Matter, 'conciliation' | 'endedAt'>): void {
  if (matter.endedAt !== null) throw new Refusal('state-forbids', { state: 'ended' })
  if (matter.conciliation === 'settled') throw new Refusal('state-forbids', { state: 'settled' })
}

/** one line for each indicator, whatever it says. Throws Refusal `body-invalid`. */
export function assertScreening({ indicators }: Pick<Screening, 'indicators'>): void {
  if (new Set(indicators.map(({ indicator }) => indicator)).size < indicators.length)
    throw new Refusal('body-invalid', { field: '/indicators', rule: 'uniqueItems' })
}

/** The indicators for which there is any evidence. */
export function presentIn(screening: Screening | undefined): MatterView['indicators'] {
  return (screening?.indicators ?? []).filter(({ confidence }) => confidence !== 'absent')
}

/** the victim's status is what the officer chose; indicators inform and never decide. */
export function victimStatusOf(screening: Screening | undefined): MatterView['victimStatus'] {
  return screening?.victimStatus ?? 'not-assessed'
}

/** throws Refusal when the employer knows already, or the day named is past. */
export function assertConfirmable(
  matter: Pick<Matter, 'employerNotifiedAt'>,
  { notifyOn }: Pick<WorkerConfirmation, 'notifyOn'>,
  today: string,
): void {
  if (matter.employerNotifiedAt !== null) throw new Refusal('state-forbids', { state: 'employer-notified' })
  assertDate('/notifyOn', notifyOn)
  if (notifyOn < today) throw new Refusal('body-invalid', { field: '/notifyOn', rule: 'past' })
}

/**
 * the employer learns of it only when the person has confirmed the day and that day has come, was told what follows,
 * and has a bed, papers, a phone and a contact. J-1: and was screened before. Which indicators were found plays no part.
 * Throws Refusal `employer-not-safe-to-notify`, or `state-forbids` (already notified, not screened).
 */
export function assertSafeToNotify(
  matter: Pick<Matter, 'employerNotifiedAt'>,
  confirmation: WorkerConfirmation | undefined,
  screening: Screening | undefined,
  today: string,
): void {
  if (matter.employerNotifiedAt !== null) throw new Refusal('state-forbids', { state: 'employer-notified' })
  if (confirmation?.toldWhatFollows !== true) throw new Refusal('employer-not-safe-to-notify', { rule: 'not-confirmed' })
  const { bed, papers, phone, contact } = confirmation.safetyPlan
  if (!(bed && papers && phone && contact)) throw new Refusal('employer-not-safe-to-notify', { rule: 'safety-plan' })
  if (today < confirmation.notifyOn) throw new Refusal('employer-not-safe-to-notify', { rule: 'day-not-reached' })
  if (screening === undefined) throw new Refusal('state-forbids', { state: 'not-screened' })
}

/**
 * with indicators present no joint session is set unless the person asks; before a screening nobody knows, so none is
 * set either. R-15: nor is it the way in which the employer learns of the complaint.
 * Throws Refusal `joint-session-forbidden`, `employer-not-safe-to-notify`, `state-forbids`, `body-invalid` (a time gone by).
 */
export function assertJointSession(
  matter: Pick<Matter, 'employerNotifiedAt'>,
  screening: Screening | undefined,
  session: { readonly at: string; readonly personAsked: boolean },
  now: string,
): void {
  if (screening === undefined) throw new Refusal('state-forbids', { state: 'not-screened' })
  if (presentIn(screening).length > 0 && !session.personAsked) throw new Refusal('joint-session-forbidden')
  if (matter.employerNotifiedAt === null) throw new Refusal('employer-not-safe-to-notify', { rule: 'not-notified' })
  assertDate('/at', session.at.slice(0, 10))
  if (Date.parse(session.at) < Date.parse(now)) throw new Refusal('body-invalid', { field: '/at', rule: 'past' })
}

const MOST_DAYS_TO_PAY = 366

/**
 * what a settlement must say beyond its schema: the sum is due on a day to come, within a year. A matter already
 * before a committee may still be settled. Throws Refusal `state-forbids` while the employer does not know, `body-invalid`.
 */
export function assertSettlement(matter: Pick<Matter, 'employerNotifiedAt'>, { payBy }: Pick<Settlement, 'payBy'>, today: string): void {
  if (matter.employerNotifiedAt === null) throw new Refusal('state-forbids', { state: 'employer-not-notified' })
  assertDate('/payBy', payBy)
  const days = daysBetween(today, payBy)
  if (days < 0 || days > MOST_DAYS_TO_PAY) throw new Refusal('body-invalid', { field: '/payBy', rule: days < 0 ? 'past' : 'limit' })
}

/** The agreed clock of a settlement: paid by the last second of the day agreed (R-16; settled is not paid). */
export function paymentDue({ payBy }: Pick<Settlement, 'payBy'>, now: string, today: string, law: RuleSet): string {
  const agreed: DayClock = {
    code: 'settlement-payment',
    kind: 'duty',
    unit: 'calendar',
    length: daysBetween(today, payBy),
    roll: 'none',
    startsOn: ['settled'],
    endsOn: ['paid'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'settlement-unpaid',
    source: 'DOMAIN R-16: it states when and what if unpaid',
  }
  return deadline(agreed, now, law)
}

function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000)
}
