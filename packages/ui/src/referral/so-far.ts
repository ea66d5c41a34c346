import { ENDED_STATES, type ReferralDetail } from '@ihala/contract'

type Shown = Pick<ReferralDetail, 'timeline'> & { readonly referral: Pick<ReferralDetail['referral'], 'side' | 'state'> }

const lastOf = ({ timeline }: Pick<ReferralDetail, 'timeline'>, ...events: readonly string[]) =>
  timeline.findLast(({ event }) => events.includes(event))

/** When the person confirmed the outcome as it stands now, ISO instant; undefined where they have not, or it changed since. */
export function confirmedAt(detail: Shown): string | undefined {
  const last = lastOf(
    detail,
    'outcome-confirmed',
    'outcome-contradicted',
    'referral-reopened',
    'referral-completed',
    'referral-failed',
    'hand-back-taken',
    'referral-entered-in-error',
  )
  return last?.event === 'outcome-confirmed' ? last.at : undefined
}

/** Why the referring body asks to stop it: a code of `cancellation`; undefined where that was erased or nobody asks. */
export function stopReason(detail: Pick<ReferralDetail, 'timeline'>): string | undefined {
  return lastOf(detail, 'cancellation-requested')?.codes[0]
}

/** DESIGN §8: who answers for the person now, seen from here: the sender until somebody took over, and again once it was taken back. */
export function responsible(detail: Shown): 'us' | 'them' {
  const { side, state } = detail.referral
  const back = state === 'taken-back' || state === 'entered-in-error'
  const took = !back && lastOf(detail, 'referral-accepted')?.codes.includes('transfer') === true
  return took === (side === 'recipient') ? 'us' : 'them'
}

/** Whether everything the person opened was taken back, and when, ISO instant. */
export function takenBackAt({
  consent,
  timeline,
}: Pick<ReferralDetail, 'timeline'> & { readonly consent: Pick<ReferralDetail['consent'], 'categories' | 'withdrawn'> }):
  | string
  | undefined {
  if (consent.categories.length > 0 || consent.withdrawn.length === 0) return undefined
  return lastOf({ timeline }, 'consent-withdrawn', 'withdrawal-requested')?.at
}

/** Why no data are shown: not accepted yet, never accepted, the consent opens nothing but the need, or the person took it back. */
export function whyNothing(
  detail: Shown & { readonly consent: Pick<ReferralDetail['consent'], 'categories' | 'withdrawn'> },
): 'before' | 'never' | 'only-need' | 'taken-back' {
  const { consent, referral } = detail
  const open = consent.categories.some((category) => category !== 'need' && category !== 'progress')
  if (!open && consent.withdrawn.some((category) => category !== 'progress')) return 'taken-back'
  if (lastOf(detail, 'referral-accepted')) return open ? 'before' : 'only-need'
  return ENDED_STATES.some((state) => state === referral.state) ? 'never' : 'before'
}
