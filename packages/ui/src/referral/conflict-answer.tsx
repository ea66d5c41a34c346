import type { ReferralLine } from '@ihala/contract'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'

/** A conflict check that is not answered by itself: nobody sees a name, so a person decides whether it is answered at all. */
export function ConflictAnswer({ line: { id, version } }: { line: ReferralLine }) {
  const { say } = useReading()
  const { send, pending, problem } = useSend()
  const decide = (decision: 'compare' | 'decline') =>
    send({ method: 'POST', path: `/referrals/${id}/conflict-answer`, body: { decision }, version })
  return (
    <div className="stack-tight">
      <p className="small muted">{say('conflict.answer.about')}</p>
      <ProblemNotice problem={problem} />
      <div className="row">
        <Button pending={pending} onPress={() => void decide('compare')}>
          {say('conflict.answer.compare')}
        </Button>
        <Button pending={pending} onPress={() => void decide('decline')}>
          {say('conflict.answer.decline')}
        </Button>
      </div>
    </div>
  )
}
