import type { ReferralDetail } from '@ihala/contract'
import { Notice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'
import { stopReason } from './so-far.ts'

/** That the referring body asks to stop it, and why. */
export function StopAsked({ detail }: { detail: ReferralDetail }) {
  const { say, word } = useReading()
  const reason = stopReason(detail)
  return (
    <Notice tone="warn">
      <p>{say(detail.referral.side === 'recipient' ? 'referral.cancelling.theirs' : 'referral.cancelling.ours')}</p>
      {reason !== undefined && <p>{say('referral.cancelling.reason', { reason: word('cancellation', reason) })}</p>}
    </Notice>
  )
}
