import type { Event } from '@ihala/contract'
import type { Send, Stamp, Tx } from '@ihala/kit'
import { changeReferral } from './referral.store.ts'
import { assertMay, changeBy, type Referral } from './referral.ts'

/** What writing an event on a referral works with. */
export interface Writing {
  readonly tx: Tx
  readonly send: Send
  readonly stamp: () => Stamp
}

/**
 * Writes one event of our own on a referral: decide, save, send. Returns the row's new version.
 * Throws Refusal when its state, its side or its grant forbids it (the grant at the end of the transaction).
 */
export async function writeEvent({ tx, send, stamp }: Writing, referral: Referral, event: Event): Promise<number> {
  assertMay(referral, event.type)
  // Sent before the row's answer is here, so that both questions travel together.
  const version = changeReferral(tx, referral.id, changeBy(referral, event, stamp().now))
  send({ to: referral.partner, caseId: referral.caseId, event })
  return version
}

/** Whether the person's consent to the way back is there and has not ended. */
function mayTellBack(referral: Referral, now: string): boolean {
  return referral.consent.wayBack && referral.consent.until > now
}

/**
 * Tells the sender how far it has come, if the person agreed to that (R-1: the way back needs consent too); else only the
 * own row changes.
 */
export async function writeProgress(
  writing: Writing,
  referral: Referral,
  progress: Extract<Event, { type: 'referral-progressed' }>['data'],
): Promise<number> {
  const event: Event = { type: 'referral-progressed', data: progress }
  if (mayTellBack(referral, writing.stamp().now)) return writeEvent(writing, referral, event)
  assertMay(referral, event.type)
  return changeReferral(writing.tx, referral.id, changeBy(referral, event, writing.stamp().now))
}

/** Ends a referral with its outcome; without consent to the way back only the bare end goes back. */
export async function writeEnd(
  writing: Writing,
  referral: Referral,
  type: 'referral-completed' | 'referral-failed',
  outcome: NonNullable<Referral['outcome']>,
): Promise<number> {
  assertMay(referral, type)
  const version = await changeReferral(writing.tx, referral.id, changeBy(referral, { type, data: { outcome } }, writing.stamp().now))
  writing.send({
    to: referral.partner,
    caseId: referral.caseId,
    event: { type, data: mayTellBack(referral, writing.stamp().now) ? { outcome } : {} },
  })
  return version
}
