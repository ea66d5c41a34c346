import { type DangerReferral, Refusal } from '@ihala/contract'
import { assign, randomId, recordDecision, type ServiceContext, type Stamp, type Tx } from '@ihala/kit'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { beginReferral } from '../referral/referral.begin.ts'
import type { Writing } from '../referral/referral.write.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { contentOf, keepBegun, keepConfirmed, keepTold, lockAct, pseudonymOfAsker } from './second-person.store.ts'
import {
  ALERT_WITHIN,
  ALERTED,
  assertMayBeSecond,
  assertMayTell,
  confirmBy,
  dangerReferral,
  RELEASED_FOR,
  SECOND_WITHIN,
  type SecondPersonAct,
  TELL_WITHIN,
} from './second-person.ts'

/** Who confirms. */
interface Confirmer {
  readonly id: string
  readonly pseudonym: string
}

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString()

/**
 * T36: tells the data-protection officer of danger and writes it into the log, in the transaction that sends or stores what went on
 * it: where the alert cannot be written, neither is it.
 * @param staff pseudonym of who confirmed, or `system` where it came in
 */
export async function alertOfDanger(
  tx: Tx,
  stamp: () => Stamp,
  what: {
    readonly code: 'danger-used' | 'danger-received' | 'danger-asked'
    readonly referralId: string | null
    /** Row id of what it is about. */
    readonly subject: string
    readonly staff: string
  },
): Promise<void> {
  const { code, referralId, subject, staff } = what
  const { id, now } = stamp()
  await addTask(tx, { id, code, referralId, dueAt: later(now, ALERT_WITHIN), now, forRole: ALERTED })
  await recordDecision(tx, { id: stamp().id, action: code, subject, staff, at: now })
}

/**
 * The second person confirms, and what was asked happens: the referral begins, the identity is open to whoever asked, the compelled
 * disclosure stands on record. Returns the referral that began. Throws Refusal `not-found`, `state-forbids`, `second-person-required`,
 * and what the referral refuses.
 */
export async function confirmAct(
  writing: Writing,
  service: ServiceContext,
  id: string,
  confirmer: Confirmer,
): Promise<{ readonly id: string; readonly referralId: string | null }> {
  const { tx, stamp } = writing
  const act = await lockAct(tx, id)
  const { now } = stamp()
  confirmBy(act, confirmer.id, now)
  const asker = await pseudonymOfAsker(tx, act.askedBy)
  const content = await contentOf(tx, service.caseKeys, act)
  switch (content.kind) {
    case 'danger': {
      await keepConfirmed(tx, { id, by: confirmer.id, at: now, until: null })
      const referralId = await beginOnDanger(writing, service, act, content.asked, [asker, confirmer.pseudonym])
      return { id, referralId }
    }
    case 'release':
      await keepConfirmed(tx, { id, by: confirmer.id, at: now, until: later(now, RELEASED_FOR) })
      await decided(writing, 'release-identity', act, confirmer)
      return { id, referralId: null }
    case 'compelled':
      await keepConfirmed(tx, { id, by: confirmer.id, at: now, until: null })
      await decided(writing, 'compelled-disclosure', act, confirmer)
      await askToTell(tx, act, now, null)
      return { id, referralId: null }
    default:
      return content satisfies never
  }
}

/**
 * R-1a: asks the duty officer of another member, where the request names one, and tells our data-protection officer. Nothing of the person
 * goes there but the coded reason and what is needed. Returns that body and the name of the act between the two.
 * Throws Refusal `recipient-unknown`, `recipient-suspended`, and as `assertMayBeSecond`.
 */
export async function askSecond(
  { tx, send, stamp }: Writing,
  { registry, organisation }: ServiceContext,
  personId: string,
  { second, to, need, consent }: DangerReferral,
  { pseudonym }: Pick<Confirmer, 'pseudonym'>,
): Promise<{ readonly body: string; readonly act: string } | null> {
  if (second === undefined) return null
  const member = registry.find(second)?.metadata.ihala_member
  if (!member) throw new Refusal('recipient-unknown', { field: '/second' })
  if (member.status !== 'live') throw new Refusal('recipient-suspended', { field: '/second' })
  const excluded = [...consent.excluded, ...(await exclusionsOf(tx, personId))]
  assertMayBeSecond(second, { self: organisation.entityId, to, kind: member.kind, excluded })
  const act = randomId()
  const { now } = stamp()
  const data = { act, reason: consent.basis.reason, needs: need.needs, urgency: need.urgency, until: later(now, SECOND_WITHIN) }
  send({ to: second, caseId: null, event: { type: 'second-person-asked', data } })
  await alertOfDanger(tx, stamp, { code: 'danger-asked', referralId: null, subject: personId, staff: pseudonym })
  return { body: second, act }
}

/**
 * R-1a: the same on the word of another member's duty officer, once.
 * Throws Refusal where what was asked may not go any more, or whoever asked does not work here any more.
 */
export async function beginOnSecondWord(writing: Writing, service: ServiceContext, id: string): Promise<void> {
  const { tx } = writing
  const act = await lockAct(tx, id)
  if (act.referralId !== null || act.secondStaff === null) return
  const content = await contentOf(tx, service.caseKeys, act)
  if (content.kind !== 'danger') throw new Error('only danger asks another member')
  await beginOnDanger(writing, service, act, content.asked, [await pseudonymOfAsker(tx, act.askedBy), act.secondStaff])
}

/** The referral on the word of these two, the alert, and the task to tell the person. Returns the referral. */
async function beginOnDanger(
  writing: Writing,
  service: ServiceContext,
  act: SecondPersonAct,
  asked: DangerReferral,
  staff: readonly [string, string],
): Promise<string> {
  const { tx, stamp } = writing
  const { now } = stamp()
  const given = dangerReferral(act.personId, asked, staff, now)
  const referral = await beginReferral(writing, service, given)
  await keepBegun(tx, { id: act.id, referralId: referral.id, until: given.consent.until })
  // Whoever saw the danger goes on working for them.
  await assign(tx, act.askedBy, referral.caseId)
  await alertOfDanger(tx, stamp, { code: 'danger-used', referralId: referral.id, subject: referral.id, staff: staff[1] })
  await askToTell(tx, act, now, referral.id)
  return referral.id
}

/** the person was told; their task ends with it and with nothing else. Throws Refusal `not-found`, `state-forbids`. */
export async function tellPerson({ tx, stamp }: Pick<Writing, 'tx' | 'stamp'>, id: string, staff: Confirmer): Promise<void> {
  const act = await lockAct(tx, id)
  assertMayTell(act)
  const { now } = stamp()
  await keepTold(tx, id, now)
  await endTask(tx, id, now)
  await decided({ tx, stamp }, 'tell-person', act, staff)
}

/** The task bears the act's own id: telling ends it. */
async function askToTell(tx: Tx, { id, kind }: SecondPersonAct, now: string, referralId: string | null): Promise<void> {
  await addTask(tx, { id, code: `tell-person-${kind}`, referralId, dueAt: later(now, TELL_WITHIN), now })
}

async function decided(
  { tx, stamp }: Pick<Writing, 'tx' | 'stamp'>,
  action: string,
  { id: subject }: SecondPersonAct,
  { pseudonym }: Confirmer,
): Promise<void> {
  const { id, now } = stamp()
  await recordDecision(tx, { id, action, subject, staff: pseudonym, at: now })
}
