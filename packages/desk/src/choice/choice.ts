import { type ConsentGiven, type NewReferral, Refusal } from '@ihala/contract'
import type { Referral } from '../referral/referral.ts'
import { NO_CLOCK } from '../referral/referral.ts'

/** One body that the person wants asked, as the decision looks at it. */
export interface Choice {
  readonly id: string
  readonly place: number
  readonly partner: string
  readonly state: 'waiting' | 'asked' | 'dropped'
  readonly referralId: string | null
  /** When the person's decision about this body ends, ISO instant. */
  readonly until: string
}

/** What of a referral decides whether the next body is asked. */
export type Asked = Pick<Referral, 'id' | 'side' | 'state' | 'cancelling' | 'dueAt' | 'capacity' | 'conflict'>

/** What follows when a body was silent or declined. `stop` is what the body is told, where it is still to answer. */
export type AfterSilence =
  | { readonly step: 'nothing' }
  | { readonly step: 'too-early' }
  | { readonly step: 'ask'; readonly next: Choice; readonly dropped: readonly string[]; readonly stop: Stop | undefined }
  | { readonly step: 'none-left'; readonly dropped: readonly string[]; readonly stop: Stop | undefined }

/** Why a body that is still to answer is asked to stop. */
export type Stop = 'no-answer' | 'no-longer-needed'

/**
 * J-2, c15: whether the person's next choice is asked now. A body that did not answer by its clock, that has no place, that
 * declined, or that knows a party to the matter (c9) leaves it to the next in the person's own order; one they excluded since, or about which their decision has ended, is
 * passed over for good. Whoever asks twice changes nothing: the one that was asked last decides.
 * @param choices of this chain, in their order
 * @param exclusions bodies that must never learn of the person
 * @param now ISO instant
 */
export function afterSilence(referral: Asked, choices: readonly Choice[], exclusions: readonly string[], now: string): AfterSilence {
  const place = choices.find(({ referralId }) => referralId === referral.id)?.place ?? 0
  const goneOn = choices.some((one) => one.place > place && one.state === 'asked')
  if (choices.length === 0 || goneOn) return { step: 'nothing' }
  const silence = silenceOf(referral, now)
  if (silence.step !== 'silent') return silence
  const after = choices.filter((one) => one.place > place && one.state === 'waiting')
  const may = (one: Choice): boolean => !exclusions.includes(one.partner) && Date.parse(one.until) > Date.parse(now)
  const next = after.find(may)
  const dropped = after.filter((one) => !may(one) && (next === undefined || one.place < next.place)).map(({ id }) => id)
  const { stop } = silence
  return next === undefined ? { step: 'none-left', dropped, stop } : { step: 'ask', next, dropped, stop }
}

function silenceOf(
  { side, state, cancelling, dueAt, capacity, conflict }: Asked,
  now: string,
): { readonly step: 'nothing' | 'too-early' } | { readonly step: 'silent'; readonly stop: Stop | undefined } {
  if (side !== 'sender') return { step: 'nothing' }
  switch (state) {
    case 'enquired':
    case 'requested':
    case 'opened':
      // Somebody asked it to stop already: that is another wish than to ask the next.
      if (cancelling) return { step: 'nothing' }
      if (conflict === 'found') return { step: 'silent', stop: 'no-longer-needed' }
      if (dueAt === NO_CLOCK) return { step: 'nothing' }
      return Date.parse(now) < Date.parse(dueAt) ? { step: 'too-early' } : { step: 'silent', stop: 'no-answer' }
    case 'answered':
      return (capacity?.answer === 'none' || conflict === 'found') && !cancelling
        ? { step: 'silent', stop: 'no-longer-needed' }
        : { step: 'nothing' }
    case 'rejected':
      return { step: 'silent', stop: undefined }
    case 'accepted':
    case 'in-progress':
    case 'on-hold':
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'handed-back':
    case 'taken-back':
    case 'entered-in-error':
      return { step: 'nothing' }
    default:
      return state satisfies never
  }
}

/**
 * One decision and one grant for each body: no two choices are the same body, and none is one that the person excludes anywhere.
 * Throws Refusal `body-invalid`, `recipient-excluded`.
 * @param exclusions bodies that must never learn of the person
 * @param field where the others stand in the request
 */
export function assertChoices(
  { to, consent, next = [] }: Pick<NewReferral, 'to' | 'consent' | 'next'>,
  exclusions: readonly string[],
  field = '/next',
): void {
  const bodies = [to, ...next.map((one) => one.to)]
  if (new Set(bodies).size < bodies.length) throw new Refusal('body-invalid', { field, rule: 'uniqueItems' })
  const consents: readonly ConsentGiven[] = [consent, ...next.map((one) => one.consent)]
  const never = new Set([...exclusions, ...consents.flatMap(({ excluded }) => excluded)])
  if (bodies.some((body) => never.has(body))) throw new Refusal('recipient-excluded', { field })
}
