import type { ReferralLine } from '@ihala/contract'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Something of ours has not been delivered: since when, why, and whether anybody must do something about it. */
export function WaitingNotice({ line: { id, waiting, partner, facts } }: { line: ReferralLine }) {
  const { say, word, name, momentInBoth } = useReading()
  const { send, pending, problem } = useSend()
  if (!waiting) return null
  const expired = waiting.reason === 'expired'
  return (
    <Notice tone={expired ? 'danger' : 'warn'}>
      <p>
        <strong>
          {say(facts.deliveredAt === null ? 'waiting.first' : 'waiting.since', {
            partner: name(partner.names),
            since: momentInBoth(waiting.since),
            reason: word('waiting-reason', waiting.reason),
          })}
        </strong>
      </p>
      <p>{say(expired ? 'waiting.resend.about' : 'waiting.kept')}</p>
      <ProblemNotice problem={problem} />
      {expired && (
        <div>
          <Button pending={pending} onPress={() => void send({ method: 'POST', path: `/referrals/${id}/resend`, body: {} })}>
            {say('waiting.resend')}
          </Button>
        </div>
      )}
    </Notice>
  )
}
