import type { ReferralLine } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'

/** A conflict check that no list answers: a person says yes or no, and nothing else goes back. */
export function ConflictAnswer({ line: { id, version } }: { line: ReferralLine }) {
  const { say } = useReading()
  const [sure, setSure] = useState(false)
  const { send, pending, problem } = useSend()
  const answer = (conflict: boolean) => send({ method: 'POST', path: `/referrals/${id}/conflict-answer`, body: { conflict }, version })
  return (
    <div className="stack-tight">
      <p className="small muted">{say('conflict.answer.about')}</p>
      <ProblemNotice problem={problem} />
      <div className="row">
        <Button pending={pending} onPress={() => void answer(false)}>
          {say('conflict.answer.none')}
        </Button>
        <Button look="danger" pending={pending} onPress={() => setSure(true)}>
          {say('conflict.answer.found')}
        </Button>
      </div>
      <Dialog title={say('conflict.answer.found')} open={sure} onClose={() => setSure(false)}>
        <p>{say('conflict.answer.sure')}</p>
        <div className="row">
          <Button
            look="danger"
            pending={pending}
            onPress={() => {
              setSure(false)
              void answer(true)
            }}
          >
            {say('conflict.answer.found')}
          </Button>
          <Button onPress={() => setSure(false)}>{say('do.not-now')}</Button>
        </div>
      </Dialog>
    </div>
  )
}
