import { recordDecision, type ServiceContext, type Stamp, type Tx } from '@ihala/kit'
import { beginReferral } from '../referral/referral.begin.ts'
import type { Writing } from '../referral/referral.write.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { contentOf, keepConfirmed, keepTold, lockAct, pseudonymOfAsker } from './second-person.store.ts'
import { ALERT_WITHIN, assertMayTell, confirmBy, dangerReferral, RELEASED_FOR, type SecondPersonAct, TELL_WITHIN } from './second-person.ts'

/** Who confirms. */
interface Confirmer {
  readonly id: string
  readonly pseudonym: string
}

/** Who hears of danger (DESIGN §7). */
export const ALERTED = 'data-protection-officer'

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString()

/**
 * T36: tells the data-protection officer of danger and writes it into the log, in the transaction that sends or stores what went on
 * it: where the alert cannot be written, neither is it.
 * @param staff pseudonym of who confirmed, or `system` where it came in
 */
export async function alertOfDanger(
  tx: Tx,
  stamp: () => Stamp,
  what: { readonly code: 'danger-used' | 'danger-received'; readonly referralId: string; readonly staff: string },
): Promise<void> {
  const { code, referralId, staff } = what
  const { id, now } = stamp()
  await addTask(tx, { id, code, referralId, dueAt: later(now, ALERT_WITHIN), now, forRole: ALERTED })
  await recordDecision(tx, { id: stamp().id, action: code, subject: referralId, staff, at: now })
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
      const given = dangerReferral(act.personId, content.asked, [asker, confirmer.pseudonym], now)
      await keepConfirmed(tx, { id, by: confirmer.id, at: now, until: given.consent.until })
      const referral = await beginReferral(writing, service, given)
      await alertOfDanger(tx, stamp, { code: 'danger-used', referralId: referral.id, staff: confirmer.pseudonym })
      await askToTell(tx, act, now, referral.id)
      return { id, referralId: referral.id }
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
